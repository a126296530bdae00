"""Questions about the experts who may be asked for opinions, and what they have assessed before."""
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.affinity import Affinity, Profile, specialty_of
from services.review.domain.allotment import Candidate
from services.review.domain.recusals import Recusal, read_recusals
from services.review.models import Account, Assignment, Expert, Opinion
from services.review.queries.staffing.pool import count_open_work, list_serving
from services.review.schemas.desk import HERE

PAST, LENGTH, PORTION = 40, 200, 200  # texts of an expert, characters of a text, experts in one question


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Who may be asked now, and how well each fits whatever is to be read."""

    candidates: list[Candidate]
    affinity: Affinity

    @property
    def has_room(self) -> bool:
        """Whether anybody can take one more."""
        return any(each.open < each.load_max for each in self.candidates)


def find_pool(session: Session, now: datetime) -> Pool:
    """The pool of this moment: who serves, is not away and may take anything at all."""
    candidates = list_candidates(session, now)
    past = list_past(session, [each.id for each in candidates])
    profiles = [Profile(specialties=each.specialties, texts=tuple(past.get(each.id, ()))) for each in candidates]
    return Pool(candidates=candidates, affinity=Affinity(profiles))


def list_candidates(session: Session, now: datetime) -> list[Candidate]:
    """Experts who may be asked today, with all the work they have open."""
    serving = list_serving(session, "opinion", now.astimezone(HERE).date())
    names, work = names_of(session, [each.account_id for each in serving]), count_open_work(session)
    return [Candidate(id=each.account_id, name=names[each.account_id], load_min=each.load_min, load_max=each.load_max,
                      open=work[each.account_id], recusals=read_recusals(each.recusals, each.organisation),
                      specialties=specialties_of(each)) for each in serving]


def specialties_of(expert: Expert) -> frozenset[str]:
    """An expert's specialties as the fitness knows them."""
    return frozenset(specialty_of(name) for name in expert.specialties)


def list_known(session: Session) -> dict[str, frozenset[str]]:
    """The specialties of everybody who is or was in the pool."""
    return {each.account_id: specialties_of(each) for each in session.scalars(select(Expert))}


def list_gone(session: Session, now: datetime) -> set[str]:
    """Experts whose open work somebody else has to do: the account is closed, they left the pool, the term is over."""
    today = now.astimezone(HERE).date()
    rows = session.execute(select(Account.id, Account.closed_at, Expert.left_on, Expert.term_to).join(
        Expert, Expert.account_id == Account.id))
    return {row.id for row in rows if row.closed_at or (row.left_on and row.left_on <= today)
            or (row.term_to and row.term_to < today)}


def names_of(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """What people are called; those who share a name are told apart by their accounts."""
    rows = [row for start in range(0, len(ids), 5000) for row in session.execute(select(
        Account.id, Account.name, Account.account).where(Account.id.in_(ids[start : start + 5000])))]
    shared = [row.name for row in rows]
    return {row.id: f"{row.name}（{row.account}）" if shared.count(row.name) > 1 else row.name for row in rows}


def list_past(session: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    """The beginnings of the latest 40 opinions that each expert has assessed, asked for 200 experts at a time."""
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(ids), PORTION):
        number = func.row_number().over(partition_by=Assignment.expert_id,
                                        order_by=(Assignment.closed_at.desc(), Assignment.id)).label("number")
        latest = select(Assignment.expert_id, Assignment.opinion_id, number).where(
            Assignment.state == "assessed", Assignment.expert_id.in_(ids[start : start + PORTION])).subquery()
        rows = session.execute(select(latest.c.expert_id, func.substr(Opinion.text, 1, LENGTH)).join(
            Opinion, Opinion.opinion_id == latest.c.opinion_id).where(
            latest.c.number <= PAST, Opinion.state != "withdrawn"))
        for expert_id, text in rows:
            found[expert_id].append(text)
    return found


def list_stepping_back(session: Session, ids: Sequence[str]) -> dict[str, tuple[Recusal, ...]]:
    """What those of these experts have to step back from who have anything of the kind."""
    found = {each.account_id: read_recusals(each.recusals, each.organisation) for start in range(0, len(ids), 5000)
             for each in session.scalars(select(Expert).where(Expert.account_id.in_(ids[start : start + 5000])))}
    return {expert_id: recusals for expert_id, recusals in found.items() if recusals}
