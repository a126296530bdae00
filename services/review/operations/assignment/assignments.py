"""What is done to single assignments: assessed, declined, moved by hand, taken from who is late."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.review.models import Assignment, Consultation, Expert, Opinion
from services.review.operations.assignment.deadlines import replace_late
from services.review.operations.assignment.offering import Offer, close_all, fall_back, follow, offer_all
from services.review.operations.consolidation.opinions import tell_progress
from services.review.operations.consolidation.steps import record_step
from services.review.queries.assignment.candidates import names_of
from services.review.queries.assignment.demand import is_in_play, is_of
from services.review.queries.assignment.desk import CLOSED
from services.review.queries.assignment.plans import find_plan
from services.review.queries.assignment.substitutes import WHY, Substitutes, key_of_assignment
from services.review.queries.drafting.consultations import find_consultation, lock_consultation
from services.review.queries.portions import portions
from shared.db import table_of
from shared.identity import Identity
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, NotAllowed, NotFound, Refused

OPINIONS = table_of(Opinion)
WORDS = ("verdict", "legality", "necessity", "feasibility", "wording", "note", "proposed_text")
WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


def assess(session: Session, post: Postbox, assignment_id: str, values: Mapping[str, Any], who: Identity,
           now: datetime) -> Assignment:
    """Keep an expert's assessment; it may be mended until the matter is settled."""
    assignment = _own(session, assignment_id, who)
    _refuse_over(session, assignment)
    for name in WORDS:
        setattr(assignment, name, values[name])
    first = assignment.state != "assessed"
    assignment.state, assignment.closed_at = "assessed", now
    session.flush()
    if first:
        session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id == assignment.opinion_id).values(stage="assessed"))
        tell_progress(session, post, [assignment.opinion_id], "assessed", now, within="waiting")
        if _has_more(session, assignment):
            want(session, post, "route", assignment.consultation_id)
    return assignment


def decline(session: Session, post: Postbox, assignment_id: str, reason: str, instead: str | None, who: Identity,
            now: datetime) -> Assignment:
    """Step back from an opinion; it goes to the expert named instead who may take it, or to the next fitting one."""
    consultation_id = session.scalar(select(Assignment.consultation_id).where(Assignment.id == assignment_id))
    lock_consultation(session, consultation_id or "")
    assignment = _own(session, assignment_id, who)
    if assignment.state == "closed":
        raise Refused(CLOSED[assignment.closed_why or "moved"])
    if assignment.state != "offered":
        raise Refused("已经评议或推辞过，不能再推辞。")
    if instead:
        _check_instead(session, instead, who)
    assignment.state, assignment.declined_reason, assignment.closed_at = "declined", reason, now
    assignment.instead = instead
    session.flush()
    key, consultation = key_of_assignment(session, assignment), find_consultation(session, assignment.consultation_id)
    offer = _successor(Substitutes(session, consultation, [key], now), assignment, key)
    if offer and _plays(session, assignment):
        offer_all(session, post, find_plan(session, consultation.id), [offer], now)
    else:
        fall_back(session, consultation.id, [key])
        want(session, post, "route", consultation.id)
    return assignment


def move_assignment(session: Session, post: Postbox, assignment_id: str, expert_id: str, why: str | None,
                    who: Identity, now: datetime) -> Assignment:
    """Give what an expert has open to another one, chosen by a person; the solver leaves it there."""
    consultation_id = session.scalar(select(Assignment.consultation_id).where(Assignment.id == assignment_id))
    lock_consultation(session, consultation_id or "")
    assignment = session.get(Assignment, assignment_id, with_for_update=True)
    if assignment is None:
        raise NotFound("没有这项评议任务。")
    if assignment.state != "offered" or not _plays(session, assignment):
        raise Refused("这件已经评议、推辞或者结束，没有改派：请刷新页面，看现在的情况。")
    offer = Offer(opinion_id=assignment.opinion_id, expert_id=expert_id, source="hand", replaces_id=assignment.id)
    _give_by_hand(session, post, assignment.consultation_id, key_of_assignment(session, assignment), offer, now)
    session.refresh(assignment)
    record_step(session, assignment.consultation_id, "reassign", who, now, opinion_id=assignment.opinion_id, why=why,
                before={"expert": assignment.expert_id, "to": expert_id})
    return assignment


def give_unit(session: Session, post: Postbox, consultation_id: str, key: str, expert_id: str, who: Identity,
              now: datetime) -> None:
    """Give something that has too few readers to an expert chosen by a person."""
    lock_consultation(session, consultation_id)
    opinion_id = session.scalar(select(Opinion.opinion_id).where(is_in_play(consultation_id), is_of([key]))
                                .order_by(Opinion.opinion_id).limit(1))
    if opinion_id is None:
        raise Refused("这件已经有了结果，不用再分：请刷新页面，看现在的情况。")
    _give_by_hand(session, post, consultation_id, key,
                  Offer(opinion_id=opinion_id, expert_id=expert_id, source="hand"), now)
    follow(session, post, consultation_id, now, [key])
    record_step(session, consultation_id, "reassign", who, now, opinion_id=opinion_id, before={"to": expert_id})


def reassign_late(session: Session, post: Postbox, consultation_id: str, ids: Sequence[str], who: Identity,
                  now: datetime) -> tuple[int, int]:
    """Take what is overdue from who let it lie and give it to the next ones; how many went over, how many could not."""
    lock_consultation(session, consultation_id)
    late = [each for part in portions(sorted(set(ids))) for each in session.scalars(select(Assignment).where(
        Assignment.id.in_(part), Assignment.consultation_id == consultation_id, Assignment.state == "offered",
        Assignment.due_at < now).order_by(Assignment.due_at, Assignment.id))]
    if not late:
        raise Refused("选的这些都没有逾期，或者已经有了结果，没有改派：请刷新页面，看现在的情况。")
    offers = replace_late(session, post, find_plan(session, consultation_id), late, now)
    if offers:
        record_step(session, consultation_id, "reassign", who, now, why="逾期改派",
                    before={"assignments": [each.replaces_id for each in offers]})
    return len(offers), len(late) - len(offers)


def _refuse_over(session: Session, assignment: Assignment) -> None:
    """Say why nothing is asked any more, if so."""
    if assignment.state == "declined":
        raise Refused("这条意见您已经推辞，不能再评议。")
    if assignment.state == "closed":
        raise Refused(CLOSED[assignment.closed_why or "moved"])
    consultation = session.get(Consultation, assignment.consultation_id)
    if consultation is not None and consultation.state == "settled":
        raise Refused(CLOSED["settled"])
    opinion = session.get_one(Opinion, assignment.opinion_id)
    if opinion.state == "withdrawn":
        raise Refused(CLOSED["withdrawn"])
    if assignment.state == "offered" and not _plays(session, assignment):
        raise Refused(CLOSED["set_aside" if opinion.state == "set_aside" else "approved"])


def _has_more(session: Session, assignment: Assignment) -> bool:
    """Whether others with the same words have to be told, or somebody waits for the place that is free now."""
    key = key_of_assignment(session, assignment)
    siblings = select(Opinion.opinion_id).where(Opinion.consultation_id == assignment.consultation_id, is_of([key]),
                                              Opinion.stage != "assessed").limit(1)
    ran = find_plan(session, assignment.consultation_id).ran or {}
    return bool(ran.get("left")) or session.scalar(siblings) is not None


def _plays(session: Session, assignment: Assignment) -> bool:
    """Whether nothing was decided yet about what an assignment is about: any opinion of its unit will do."""
    key = key_of_assignment(session, assignment)
    return session.scalar(select(Opinion.opinion_id).where(
        is_in_play(assignment.consultation_id), is_of([key])).limit(1)) is not None


def _check_instead(session: Session, instead: str, who: Identity) -> None:
    if instead == who.account_id:
        raise Invalid(WRONG, {"instead": ["请推荐别的专家，不能是您自己；不推荐就留空。"]})
    if session.get(Expert, instead) is None:
        raise Invalid(WRONG, {"instead": ["专家库里没有这位专家，请从名单里选；不推荐就留空。"]})


def _successor(others: Substitutes, assignment: Assignment, key: str) -> Offer | None:
    """Whoever was proposed, else the next alternate who may take it."""
    order = [each for each in assignment.alternates if each != assignment.expert_id]
    proposed = others.first([assignment.instead] if assignment.instead else [], key)
    heir = proposed or others.first(order, key)
    return Offer(opinion_id=assignment.opinion_id, expert_id=heir, replaces_id=assignment.id,
                 source="proposed" if proposed else "alternate",
                 alternates=[each for each in order if each != heir]) if heir else None


def _give_by_hand(session: Session, post: Postbox, consultation_id: str, key: str, offer: Offer,
                  now: datetime) -> None:
    others = Substitutes(session, find_consultation(session, consultation_id), [key], now)
    if hindered := others.hinders(offer.expert_id, key):
        name = names_of(session, [offer.expert_id]).get(offer.expert_id, "这位专家")
        raise Refused(f"{name}{WHY[hindered]}，请另选一位。", {"expert_id": [f"{name}{WHY[hindered]}，请另选一位。"]})
    close_all(session, [offer.replaces_id] if offer.replaces_id else [], "moved", now)
    offer_all(session, post, find_plan(session, consultation_id), [offer], now)


def _own(session: Session, assignment_id: str, who: Identity) -> Assignment:
    """An expert's own assignment, locked after its opinion as everywhere."""
    mine = select(Assignment.opinion_id).where(Assignment.id == assignment_id).scalar_subquery()
    session.execute(select(OPINIONS.c.opinion_id).where(OPINIONS.c.opinion_id == mine).with_for_update())
    found = session.get(Assignment, assignment_id, with_for_update=True)
    if found is None:
        raise NotFound("没有这项评议任务。")
    if found.expert_id != who.account_id:
        raise NotAllowed("这项评议任务不是分给您的。")
    return found
