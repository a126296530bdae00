"""Questions of the OpenRosa doors: which forms there are, and how a submission stands, in one statement."""
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from services.intake.domain.xforms import Form, make_form
from services.intake.models import Attachment, Consultation, Device, Draft, Opinion, Progress, Submission
from services.intake.queries.registry import SIZE, hash_token
from shared.refusals import NotFound

VERSION = re.compile(r"([0-9]{1,5})\.([0-9]{1,9})")
MOST_REMEMBERED = 40


_STANDING = (  # made once: making it costs as much as asking it
    select(Device, Submission.digest, Submission.opinion_id, Submission.reason, Opinion.consultation_id,
           Opinion.withdrawal_asked_at)
    .select_from(Device).outerjoin(Submission, Submission.id == bindparam("key"))
    .outerjoin(Opinion, Opinion.id == bindparam("own_id"))
    .where(Device.token_hash == bindparam("token_hash"), Device.revoked_at.is_(None)))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known at the door: who brings it, what came under its key before, whose the opinion's id is."""

    device: Device
    digest: str | None
    opinion_id: str | None
    reason: str | None
    consultation_id: str | None
    withdrawal_asked: bool


def find_standing(session: Session, token: str, key: str, own_id: str) -> Standing | None:
    """The device whose token this is, with what is here of the submission already; None for no device's token."""
    row = session.execute(_STANDING, {"token_hash": hash_token(token), "key": key, "own_id": own_id}).first()
    if row is None:
        return None
    return Standing(device=row[0], digest=row[1], opinion_id=row[2], reason=row[3], consultation_id=row[4],
                    withdrawal_asked=row[5] is not None)


def is_withdrawn(session: Session, opinion_id: str) -> bool:
    """Whether an opinion was taken back."""
    return session.scalar(select(Progress.revision).where(
        Progress.opinion_id == opinion_id, Progress.stage == "withdrawn").limit(1)) is not None


def find_later_edit(session: Session, deprecated_key: str, key: str) -> str | None:
    """Another instance that has replaced the one with *deprecated_key*, if there is one."""
    return session.scalar(select(Submission.id).where(
        Submission.deprecated_key == deprecated_key, Submission.id != key,
        Submission.aside != "conflict").limit(1))


def list_files(session: Session, opinion_id: str) -> dict[str, str]:
    """The files that came with an opinion: the digest of the first body of each name."""
    rows = session.execute(select(Attachment.name, Attachment.sha256).where(
        Attachment.opinion_id == opinion_id).order_by(Attachment.turn.desc()))
    return {row.name: row.sha256 for row in rows}


def list_aside(session: Session, page: int) -> dict[str, Any]:
    """Bodies that were kept and not counted, the newest first."""
    query = select(Submission).where(Submission.aside.is_not(None))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows: Sequence[Submission] = session.scalars(
        query.order_by(Submission.received_at.desc(), Submission.id).offset((page - 1) * SIZE).limit(SIZE)).all()
    return {"items": rows, "total": total}


def list_drafts(session: Session, station_id: str, now: datetime,
                all_versions: bool) -> list[tuple[Consultation, Draft]]:
    """The drafts that a station's people may be asked about now; with all versions, also those before."""
    query = select(Consultation, Draft).join(Draft, Draft.consultation_id == Consultation.consultation_id).where(
        Consultation.state == "open", Consultation.closes_at >= now)
    if not all_versions:
        query = query.where(Draft.draft_version == Consultation.draft_version)
    rows = session.execute(query.order_by(Consultation.closes_at, Consultation.consultation_id, Draft.draft_version))
    return [(asked, draft) for asked, draft in rows if not asked.stations or station_id in asked.stations]


def version_of(draft: Draft) -> str:
    """A form's version: the draft's, and the revision it was corrected at."""
    return f"{draft.draft_version}.{draft.revision}"


def read_version(version: str) -> tuple[int, int] | None:
    """The draft's version and revision that a form names; None if it was none of ours."""
    found = VERSION.fullmatch(version)
    return (int(found[1]), int(found[2])) if found else None


class Forms:
    """Makes each form once in a process: a draft of 1,260 articles takes a fifth of a second, and whoever asks
    meanwhile waits for it instead of making it again."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, str], Form] = {}
        self._lock = Lock()

    def of(self, consultation: Consultation, draft: Draft) -> Form:
        """The form of a draft."""
        key = (consultation.consultation_id, version_of(draft), consultation.title)
        if key not in self._made:
            with self._lock:
                if key not in self._made:
                    self._make(key, draft)
        return self._made[key]

    def _make(self, key: tuple[str, str, str], draft: Draft) -> None:
        if len(self._made) >= MOST_REMEMBERED:
            self._made = {}
        self._made[key] = make_form(*key, draft.provisions)

    def find(self, session: Session, consultation_id: str, version: str) -> Form:
        """The form of a consultation's version, whether it is still open or not; NotFound."""
        wanted = read_version(version)
        consultation = session.get(Consultation, consultation_id)
        draft = session.get(Draft, (consultation_id, wanted[0])) if consultation and wanted else None
        if consultation is None or draft is None or version_of(draft) != version:
            raise NotFound("没有这份表单，请在手机上更新表单列表。")
        return self.of(consultation, draft)
