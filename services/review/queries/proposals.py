"""Which suggestions a voice may belong to: the five best, and whether their people say the opposite."""
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.review.domain.outline import WHOLE
from services.review.models.consultations import Consultation
from services.review.models.suggestions import Suggestion
from services.review.queries.backing import list_backing
from services.review.queries.places import LIVE, suggested_here
from services.review.queries.samples import Voice, words_of
from services.review.queries.workbench import about

MOST = 5
OPPOSITE = {"support": "oppose", "oppose": "support"}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A suggestion that a voice may belong to; ``against``: most of those behind it say the opposite."""

    suggestion_id: str
    no: int
    title: str
    version: int
    score: float
    against: bool


def propose(session: Session, consultation: Consultation, key: str,
            voices: Sequence[Voice]) -> dict[str, list[Proposal]]:
    """For each voice, by its sample, the five best of the suggestions about its block and about the whole draft that
    may still be changed; best first."""
    targets = list_live(session, consultation, key)
    backing = list_backing(session, targets)
    said = {each.id: _pairs(" ".join([each.title, each.text, *(words_of(one.opinion)
                                                               for one in backing[each.id].said)])) for each in targets}
    found = {}
    for voice in voices:
        words = _pairs(words_of(voice.opinion))
        scored = [(len(words & said[each.id]) / (len(words) or 1), each) for each in targets]
        best = sorted(scored, key=lambda pair: (-pair[0], pair[1].no))[:MOST]
        found[voice.sample_id] = [Proposal(suggestion_id=each.id, no=each.no, title=each.title, version=each.version,
                                           score=score, against=False) for score, each in best if score > 0]
    return found


def list_live(session: Session, consultation: Consultation, key: str) -> list[Suggestion]:
    """The suggestions about one block and about the whole draft that may still be changed, by number."""
    where = suggested_here(consultation.draft_version)
    return list(session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == consultation.id, Suggestion.state.in_(LIVE),
        or_(about(where, key), about(where, WHOLE))).order_by(Suggestion.no)))


def _pairs(text: str) -> set[str]:
    return {text[at:at + 2] for at in range(len(text) - 1)}
