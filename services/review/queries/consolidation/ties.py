"""What grouping proposes, for programs: each voice that waits, what is tied to it and how, where it may belong."""
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.outline import WHOLE
from services.review.domain.versions.differences import Piece
from services.review.models.consultations import Consultation
from services.review.models.opinions import Opinion
from services.review.models.samples import Sample
from services.review.queries.consolidation.proposals import Proposal, propose
from services.review.queries.consolidation.samples import WAITS, Near, Voice, list_voices, words_of

NAMED, RELATED = 500, 10
Kin = Mapping[str, Sequence[Sample]]


def list_ties(session: Session, consultation: Consultation, provision: str = "", page: int = 1) -> dict[str, Any]:
    """The voices of one article, of the whole draft ("whole"), or of all, 25 a page; unique ones first."""
    found = list_voices(session, consultation, provision or None, page)
    voices: list[Voice] = found["items"]
    proposals: dict[str, list[Proposal]] = {}
    for block in sorted({each.block for each in voices}):
        here = [each for each in voices if each.block == block]
        proposals |= propose(session, consultation, block, here)
    scores, kin = _scores(session, voices), _kin(session, consultation, voices)
    return found | {"items": [_shown(session, each, scores, kin) | {
        "proposals": [_proposed(one) for one in proposals[each.sample_id]]} for each in voices]}


def _shown(session: Session, voice: Voice, scores: Mapping[str, float], kin: Kin) -> dict[str, Any]:
    ids = session.scalars(select(Opinion.opinion_id).join(Sample, WAITS).where(Sample.id == voice.sample_id)
                          .order_by(Opinion.opinion_id).limit(NAMED))
    related = [each for each in kin[voice.kin_id] if each.head_id not in {voice.sample_id, *voice.sample_ids}]
    beside = voice.beside
    return {"sample_id": voice.sample_id, "provision": None if voice.block == WHOLE else voice.block,
            "opinion_id": voice.opinion.opinion_id, "words": words_of(voice.opinion), "stance": voice.opinion.stance,
            "count": voice.count, "total": voice.total, "sample_ids": list(voice.sample_ids),
            "ties": [{"tier": "identical", "score": 1.0, "sample_id": voice.sample_id, "count": voice.count,
                      "opinion_ids": list(ids), "differences": []}, *(_near(each, scores) for each in voice.near),
                     *({"tier": "related", "score": each.kin_score, "sample_id": each.id,
                        "opinion_id": each.opinion_id} for each in related[:RELATED])],
            "beside": beside and {"sample_id": beside.sample_id, "opinion_id": beside.opinion.opinion_id,
                                  "differs": list(beside.differs), "differences": _marked(beside.pieces)}}


def _near(near: Near, scores: Mapping[str, float]) -> dict[str, Any]:
    return {"tier": "near", "score": scores[near.sample_id], "sample_id": near.sample_id, "count": near.count,
            "opinion_id": near.opinion.opinion_id, "words": words_of(near.opinion),
            "differences": _marked(near.pieces)}


def _marked(pieces: Sequence[Piece]) -> list[dict[str, str]]:
    return [{"kind": each.kind, "text": each.text} for each in pieces]


def _proposed(proposal: Proposal) -> dict[str, Any]:
    names = ("suggestion_id", "no", "title", "version", "score", "against")
    return {name: getattr(proposal, name) for name in names}


def _scores(session: Session, voices: Sequence[Voice]) -> dict[str, float]:
    """How near each sample is to the head of its group; the head to itself is all."""
    ids = [each.sample_id for voice in voices for each in voice.near]
    rows = session.execute(select(Sample.id, Sample.head_id, Sample.near_score).where(Sample.id.in_(ids)))
    return {row.id: 1.0 if row.id == row.head_id else row.near_score for row in rows}


def _kin(session: Session, consultation: Consultation, voices: Sequence[Voice]) -> Kin:
    """The heads that may be about the same as these voices."""
    found: dict[str, list[Sample]] = defaultdict(list)
    query = select(Sample).where(Sample.consultation_id == consultation.id, Sample.head_id == Sample.id,
                                 Sample.kin_id.in_({each.kin_id for each in voices}))
    for each in session.scalars(query.order_by(Sample.kin_score.desc(), Sample.id)):
        found[each.kin_id].append(each)
    return found
