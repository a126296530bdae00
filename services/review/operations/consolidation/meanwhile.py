"""Two officers at once: what somebody else did meanwhile is said; what does not concern it stands in nobody's way."""
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Opinion, Sample, Step, Suggestion
from services.review.operations.consolidation.suggestions import find_live
from services.review.queries.consolidation.samples import SAYS
from services.review.queries.consolidation.undoing import clock_of
from services.review.queries.consolidation.whereabouts import count_waiting, find_whereabouts
from services.review.queries.drafting.consultations import lock_consultation
from shared.refusals import NotFound, Refused

WORDS, LOOKED_AT = ("change", "gate"), 200


class Gone(Refused):
    """Somebody else has dealt with it; ``suggestion_id`` is where it is now ("" for no suggestion)."""

    def __init__(self, sentence: str, suggestion_id: str) -> None:
        super().__init__(sentence)
        self.suggestion_id = suggestion_id


def settle_version(session: Session, consultation_id: str, suggestion_id: str, seen: int) -> int:
    """The version to go on with for who has seen version *seen*: opinions that came or went meanwhile change nothing,
    other words do. The consultation is locked."""
    lock_consultation(session, consultation_id)
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound("没有这条建议。")
    if suggestion.consultation_id != consultation_id:
        raise Refused("这条建议属于另一部草案的征求意见，请在那里归入。")
    if suggestion.state == "retired":
        raise Refused(f"第 {suggestion.no} 条建议已经撤销或并入别的建议，请换一条。")
    changed = _changed(session, suggestion_id, seen) if suggestion.version > seen else None
    if changed:
        raise Refused(f"{changed.who_name}刚改过第 {suggestion.no} 条建议（{clock_of(changed.at)}），"
                      "请看一眼新的文字再归入。")
    return find_live(session, suggestion_id, suggestion.version).version


def check_waiting(session: Session, consultation_id: str, sample_ids: Sequence[str]) -> int:
    """How many opinions wait in these samples; if none waits in the first, what was done to it meanwhile is said. The
    consultation is locked."""
    lock_consultation(session, consultation_id)
    if count_waiting(session, sample_ids[:1]):
        return count_waiting(session, sample_ids)
    if session.scalar(select(Sample.consultation_id).where(Sample.id == sample_ids[0])) != consultation_id:
        raise NotFound("这里没有这条意见：它属于另一次征求意见，或者刚刚重新归了组，请刷新页面。")
    where = find_whereabouts(session, session.scalars(select(Opinion.opinion_id).join(
        Sample, SAYS).where(Sample.id == sample_ids[0]).limit(LOOKED_AT)).all())
    raise Gone(where.sentence, where.suggestion_id)


def _changed(session: Session, suggestion_id: str, seen: int) -> Step | None:
    """The newest step that gave a suggestion other words, or another standing, after version *seen*."""
    steps = session.scalars(select(Step).where(Step.suggestion_id == suggestion_id).order_by(Step.no.desc())
                            .limit(LOOKED_AT))
    return next((each for each in steps if each.before.get("version", 0) >= seen
                 and each.before.get("kind", each.kind) in WORDS), None)
