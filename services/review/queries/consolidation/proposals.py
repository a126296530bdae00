"""Which suggestions a voice may belong to: the five best, and whether their people say the opposite."""
from collections import Counter, OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.review.domain.grouping.embedding import Embedder
from services.review.domain.grouping.ranking import Ranker, Target
from services.review.domain.grouping.texts import Text
from services.review.domain.leaning import contradict
from services.review.domain.outline import WHOLE
from services.review.models.consultations import Consultation
from services.review.models.opinions import Opinion
from services.review.models.suggestions import Suggestion
from services.review.queries.consolidation.backing import Makeup, make_up
from services.review.queries.consolidation.samples import Voice, load_opinions, words_of
from services.review.queries.drafting.places import LIVE, about, suggested_here

MOST, KEPT = 5, 100


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A suggestion that a voice may belong to; ``against``: those behind it want the opposite."""

    suggestion_id: str
    no: int
    title: str
    version: int
    score: float
    against: bool


class Rankers:
    """The rankings used last, one for each block, as its suggestions are said now. A new opinion behind a suggestion
    changes little, so one is made anew only when other words come, or a suggestion has twice as many things said."""

    def __init__(self) -> None:
        self._lock, self._made = Lock(), OrderedDict[tuple[str, str], tuple[Hashable, Ranker]]()

    def find(self, session: Session, block: tuple[str, str], targets: Sequence[Suggestion],
             made: dict[str, Makeup], embed: Embedder | None) -> Ranker:
        """The ranking of one block."""
        stamp = tuple((each.id, each.title, each.text, made[each.id].samples.bit_length()) for each in targets)
        with self._lock:
            known = self._made.get(block)
        if known and known[0] == stamp:
            return known[1]
        ranker = Ranker(_targets(session, targets, made), embed)
        with self._lock:
            self._made[block] = (stamp, ranker)
            self._made.move_to_end(block)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return ranker


RANKERS = Rankers()


def propose(session: Session, consultation: Consultation, key: str, voices: Sequence[Voice],
            embed: Embedder | None = None) -> dict[str, list[Proposal]]:
    """For each voice, by its sample, the five best of the suggestions about its block and about the whole draft that
    may still be changed; best first."""
    targets = list_live(session, consultation, key)
    if not voices or not targets:
        return {each.sample_id: [] for each in voices}
    made = make_up(session, targets)
    ranker = RANKERS.find(session, (consultation.id, key), targets, made, embed)
    ranked = ranker.rank([_text(each.opinion) for each in voices], MOST)
    by_id = {each.id: each for each in targets}
    return {voice.sample_id: [_proposal(by_id[each.id], each.score, voice, made[each.id]) for each in best]
            for voice, best in zip(voices, ranked, strict=True)}


def list_live(session: Session, consultation: Consultation, key: str) -> list[Suggestion]:
    """The suggestions about one block and about the whole draft that may still be changed, by number."""
    where = suggested_here(consultation.draft_version)
    return list(session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == consultation.id, Suggestion.state.in_(LIVE),
        or_(about(where, key), about(where, WHOLE))).order_by(Suggestion.no)))


def _targets(session: Session, targets: Sequence[Suggestion], made: dict[str, Makeup]) -> list[Target]:
    opinions = load_opinions(session, [row[1] for each in targets for row in made[each.id].first])
    return [Target(id=each.id, title=each.title, text=each.text, members=tuple(
        words_of(opinions[row[1]]) for row in made[each.id].first if row[1] in opinions)) for each in targets]


def _proposal(target: Suggestion, score: float, voice: Voice, made: Makeup) -> Proposal:
    against = contradict(Counter([voice.opinion.stance]), made.stances)
    return Proposal(suggestion_id=target.id, no=target.no, title=target.title, version=target.version, score=score,
                    against=against)


def _text(opinion: Opinion) -> Text:
    return Text(id=opinion.opinion_id, text=opinion.text, proposed_text=opinion.proposed_text or "",
                reason=opinion.reason or "", stance=opinion.stance)
