"""Relatives: what may be about the same, among the heads of a block. They are shown beside each other, never more."""
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from services.review.domain.grouping.embedding import Embedder
from services.review.domain.grouping.related import relate
from services.review.models import Sample
from services.review.queries.consolidation.grouping import list_heads, read_texts
from shared.db import Database, table_of

GROWN = 0.1
SAMPLES = table_of(Sample)


def relate_grown(database: Database, consultation_id: str, embed: Embedder | None, now: datetime) -> int:
    """Look for relatives again in the blocks that have grown by a tenth since; returns how many those were."""
    with database.reading() as session:
        blocks = _grown(session, consultation_id)
    for block in blocks:
        _relate(database, consultation_id, block, embed, now)
    return len(blocks)


def _grown(session: Session, consultation_id: str) -> list[str]:
    rows = session.execute(select(Sample.block, func.count().label("all"), func.count(Sample.kin_at).label("seen"))
                           .where(Sample.consultation_id == consultation_id, Sample.head_id == Sample.id)
                           .group_by(Sample.block))
    return sorted(row.block for row in rows if row.all - row.seen >= max(1, GROWN * row.all))


def _relate(database: Database, consultation_id: str, block: str, embed: Embedder | None, now: datetime) -> None:
    with database.reading() as session:
        heads = list_heads(session, consultation_id, block)
        texts = read_texts(session, sorted(each for each, head in heads.items() if head == each))
    kin = {each.id: each for each in relate(texts, embed)}
    rows = [{"about": each, "kin": kin[head].root, "score": kin[head].score} for each, head in heads.items()
            if head in kin]
    with database.writing() as session:
        session.execute(update(SAMPLES).where(SAMPLES.c.id == bindparam("about")).values(
            kin_id=bindparam("kin"), kin_score=bindparam("score"), kin_at=now), rows)
