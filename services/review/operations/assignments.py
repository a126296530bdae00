"""Who looks at an opinion: routing in bulk, assessment, declining."""
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.review.domain.routing import Candidate, Choice, Matter, choose, specialty_of
from services.review.models import Account, Assignment, Consultation, Expert, Opinion, Station
from services.review.operations.opinions import tell_progress
from services.review.queries.assignments import ProvisionTexts
from services.review.queries.places import standing_of
from services.review.queries.portions import portions
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import NotAllowed, NotFound, Refused
from shared.rows import insert_new

CHUNK = 500
ASSIGNMENTS, OPINIONS = table_of(Assignment), table_of(Opinion)
WORDS = ("verdict", "legality", "necessity", "feasibility", "wording", "note", "proposed_text")


def route_opinions(session: Session, post: Postbox, consultation_id: str, now: datetime,
                   after: str = "") -> tuple[Choice, str | None]:
    """Give the next 500 opinions that have no expert to the fittest ones. Returns the choice and where to go on, None
    at the end: those that nobody may take do not hold up the others."""
    experts, loads = list_candidates(session), count_loads(session, consultation_id)
    matters = _matters(session, consultation_id, after)
    choice = choose(matters, experts, loads)
    _offer(session, post, consultation_id, choice, now)
    has_room = any(choice.loads[expert.id] < expert.load_max for expert in experts)
    return choice, matters[-1].id if has_room and len(matters) == CHUNK else None


def dry_run(session: Session, consultation_id: str) -> Choice:
    """What routing would do for all that have no expert, changing nothing."""
    matters = _matters(session, consultation_id, most=100_000)
    return choose(matters, list_candidates(session), count_loads(session, consultation_id))


def assess(session: Session, post: Postbox, assignment_id: str, values: Mapping[str, Any], who: Identity,
           now: datetime) -> Assignment:
    """Keep an expert's assessment; it may be mended until the matter is settled."""
    assignment = _own(session, assignment_id, who)
    if assignment.state == "declined":
        raise Refused("这条意见您已经推辞，不能再审查。")
    consultation = session.get(Consultation, assignment.consultation_id)
    if consultation is not None and consultation.state == "settled":
        raise Refused("这次征求意见已经办结，不能再审查。")
    first = assignment.state != "assessed"
    for name in WORDS:
        setattr(assignment, name, values[name])
    assignment.state, assignment.closed_at = "assessed", now
    session.flush()
    if first:
        session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id == assignment.opinion_id).values(stage="assessed"))
        tell_progress(session, post, [assignment.opinion_id], "assessed", now, within="waiting")
    return assignment


def decline(session: Session, post: Postbox, assignment_id: str, reason: str, instead: str | None, who: Identity,
            now: datetime) -> Assignment:
    """Step back from an opinion; it goes to the expert named instead who may take it, or to the next fitting one."""
    assignment = _own(session, assignment_id, who)
    if assignment.state != "offered":
        raise Refused("已经审查或推辞过，不能再推辞。")
    assignment.state, assignment.declined_reason, assignment.closed_at = "declined", reason, now
    session.flush()
    opinion = session.get_one(Opinion, assignment.opinion_id)
    matter, loads = [_matter(session, opinion)], count_loads(session, opinion.consultation_id)
    experts = list_candidates(session)
    choice = choose(matter, [each for each in experts if each.id == instead], loads)
    if not choice.pairs:
        choice = choose(matter, experts, loads)
    _offer(session, post, opinion.consultation_id, choice, now)
    if not choice.pairs:
        opinion.stage = "received"
        want(session, post, "route", opinion.consultation_id)
    return assignment


def list_candidates(session: Session) -> list[Candidate]:
    """Experts with open accounts, as the choice sees them."""
    rows = session.execute(select(Expert).join(Account, Account.id == Expert.account_id).where(
        Account.closed_at.is_(None), Expert.load_max > 0).order_by(Expert.account_id)).scalars()
    return [Candidate(id=row.account_id, load_max=row.load_max, recusals=tuple(each["word"] for each in row.recusals),
                      specialties=frozenset(specialty_of(name) for name in row.specialties)) for row in rows]


def count_loads(session: Session, consultation_id: str) -> Counter[str]:
    """How many opinions of a consultation each expert has."""
    rows = session.execute(select(Assignment.expert_id, func.count()).where(
        Assignment.consultation_id == consultation_id, Assignment.state != "declined").group_by(Assignment.expert_id))
    return Counter({row.expert_id: row[1] for row in rows})


def _matters(session: Session, consultation_id: str, after: str = "", most: int = CHUNK) -> list[Matter]:
    opinions = session.scalars(select(Opinion).where(
        Opinion.consultation_id == consultation_id, Opinion.stage == "received", Opinion.opinion_id > after,
        Opinion.state.in_(("waiting", "in_suggestions"))).order_by(Opinion.opinion_id).limit(most)
        .with_for_update()).all()
    texts, parties = ProvisionTexts(session), _parties(session, consultation_id, opinions)
    refused = _refusals(session, [each.opinion_id for each in opinions])
    return [Matter(id=each.opinion_id, parties=parties[each.opinion_id], refused_by=frozenset(refused[each.opinion_id]),
                   words=_words_about(texts, each) + each.text)
            for each in opinions]


def _matter(session: Session, opinion: Opinion) -> Matter:
    return Matter(id=opinion.opinion_id, words=_words_about(ProvisionTexts(session), opinion) + opinion.text,
                  parties=_parties(session, opinion.consultation_id, [opinion])[opinion.opinion_id],
                  refused_by=frozenset(_refusals(session, [opinion.opinion_id])[opinion.opinion_id]))


def _words_about(texts: ProvisionTexts, opinion: Opinion) -> str:
    """The words of the provision that an opinion stands at."""
    standing = standing_of(opinion)
    return texts.of(opinion.consultation_id, standing.version, standing.provision)


def _parties(session: Session, consultation_id: str, opinions: Sequence[Opinion]) -> dict[str, str]:
    """All that an expert may have to step back from; it is looked at here and shown to nobody."""
    consultation = session.get(Consultation, consultation_id)
    stations = {row.station_id: row.name_zh for row in session.scalars(select(Station))}
    sector = f"{consultation_id}\n{consultation.sector}\n{consultation.title}" if consultation else ""
    return {each.opinion_id: "\n".join((sector, each.public_name or "", each.station_id or "",
                                        stations.get(each.station_id or "", ""))) for each in opinions}


def _refusals(session: Session, ids: Sequence[str]) -> defaultdict[str, set[str]]:
    """Who has had each opinion before and stepped back."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part in portions(ids):
        rows = session.execute(select(Assignment.opinion_id, Assignment.expert_id).where(
            Assignment.opinion_id.in_(part), Assignment.state == "declined"))
        for opinion_id, expert_id in rows:
            found[opinion_id].add(expert_id)
    return found


def _offer(session: Session, post: Postbox, consultation_id: str, choice: Choice, now: datetime) -> None:
    ids = [opinion for _, opinion, _ in choice.pairs]
    insert_new(session, ASSIGNMENTS, [
        {"id": new_id(), "opinion_id": opinion, "consultation_id": consultation_id, "expert_id": expert,
         "state": "offered", "offered_at": now} for expert, opinion, _ in choice.pairs])
    if ids:
        session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id.in_(sorted(ids))).values(stage="routed"))
        tell_progress(session, post, ids, "routed", now, within="waiting")


def _own(session: Session, assignment_id: str, who: Identity) -> Assignment:
    """An expert's own assignment, locked after its opinion as everywhere."""
    mine = select(Assignment.opinion_id).where(Assignment.id == assignment_id).scalar_subquery()
    session.execute(select(OPINIONS.c.opinion_id).where(OPINIONS.c.opinion_id == mine).with_for_update())
    found = session.get(Assignment, assignment_id, with_for_update=True)
    if found is None:
        raise NotFound("没有这项审查任务。")
    if found.expert_id != who.account_id:
        raise NotAllowed("这项审查任务不是分给您的。")
    return found
