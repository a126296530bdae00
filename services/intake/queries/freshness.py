"""What a consultation's JSON, as it would be given now, is told by: cheaper than making it."""
import inspect
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.contents import offered
from services.intake.models import Consultation, Opinion
from services.intake.queries.counts import count_opinions
from services.intake.queries.progress import find_consultation, show_consultation
from shared.refusals import NotFound

DIGITS = 32
_SHAPE = "".join(inspect.getsource(each) for each in (find_consultation, show_consultation, offered, count_opinions))


def tag_of_consultation(session: Session, consultation_id: str) -> str:
    """Another one whenever the consultation was changed, or, where its counts are shown, an opinion has come; and with
    another edition of the program, which may write it otherwise. Raises NotFound."""
    found = session.execute(select(Consultation.revision, Consultation.draft_version, Consultation.shows_counts)
                            .where(Consultation.consultation_id == consultation_id)).one_or_none()
    if found is None:
        raise NotFound("没有这次征求意见。")
    number = session.scalar(select(func.count()).where(Opinion.consultation_id == consultation_id)) if (
        found.shows_counts) else None
    return _tag_of([consultation_id, found.revision, found.draft_version, number])


def tag_of_list(found: Mapping[str, Any]) -> str:
    """A short list's tag is made of what it says."""
    return _tag_of(found)


def _tag_of(facts: Any) -> str:
    return sha256((_SHAPE + json.dumps(facts, sort_keys=True)).encode()).hexdigest()[:DIGITS]
