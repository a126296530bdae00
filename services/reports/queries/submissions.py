"""Submissions as people and programs see them."""
import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.reports.domain.steps import FROZEN
from services.reports.models import Consultation, Content, File, Member, Outcome, Submission
from shared.db import table_of
from shared.refusals import NotFound, Refused

PAGE = 50
SUBMISSIONS, FILES = table_of(Submission), table_of(File)
Found = dict[str, Any]
_FACES = ("report.pdf", "table.xlsx", "package.zip")


def find_consultation(session: Session, consultation_id: str) -> Found:
    """One consultation, or NotFound."""
    table = table_of(Consultation)
    row = session.execute(select(table).where(table.c.consultation_id == consultation_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("没有这次征求意见，或者还没有开始。")
    return dict(row)


def list_consultations(session: Session, page: int) -> tuple[list[Found], int]:
    """Consultations, the newest first, and how many there are."""
    table = table_of(Consultation)
    query = select(table).order_by(table.c.opens_at.desc(), table.c.consultation_id)
    total = session.scalar(select(func.count()).select_from(table)) or 0
    return [dict(row) for row in session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).mappings()], total


def find_submission(session: Session, submission_id: str) -> Found:
    """One submission with the digests of its files, or NotFound."""
    row = session.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("没有这份报告，请检查编号。")
    files = session.execute(select(FILES.c.name, FILES.c.sha256, FILES.c.size)
                            .where(FILES.c.submission_id == submission_id).order_by(FILES.c.name)).mappings()
    return dict(row) | {"files": [dict(file) for file in files if file["name"] in _FACES]}


def list_submissions(session: Session, consultation_ids: list[str], page: int = 1) -> tuple[list[Found], int]:
    """The submissions of some consultations, the newest first, and how many there are."""
    chosen = SUBMISSIONS.c.consultation_id.in_(consultation_ids)
    query = select(SUBMISSIONS).where(chosen).order_by(SUBMISSIONS.c.drafted_at.desc(), SUBMISSIONS.c.id.desc())
    total = session.scalar(select(func.count()).select_from(SUBMISSIONS).where(chosen)) or 0
    return [dict(row) | {"files": []} for row in
            session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).mappings()], total


def list_waiting(session: Session, states: tuple[str, ...], account_id: str) -> list[Found]:
    """Submissions in one of *states* that *account_id* has had no hand in yet, oldest first."""
    table = table_of(Consultation)
    query = (select(SUBMISSIONS, table.c.title).join(table, table.c.consultation_id == SUBMISSIONS.c.consultation_id)
             .where(SUBMISSIONS.c.state.in_(states), SUBMISSIONS.c.drafted_by != account_id,
                    func.coalesce(SUBMISSIONS.c.checked_by, "") != account_id)
             .order_by(SUBMISSIONS.c.drafted_at).limit(PAGE))
    return [dict(row) for row in session.execute(query).mappings()]


def find_successor(session: Session, submission_id: str) -> str | None:
    """The revision that replaces a submission, if there is one."""
    return session.scalar(select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.replaces_id == submission_id))


def find_content(session: Session, submission_id: str) -> Found:
    """What a submission says: its frozen content, or its draft's."""
    body = session.scalar(select(Content.body).where(Content.submission_id == submission_id))
    return dict(json.loads(body or "{}"))


def find_file(session: Session, submission_id: str, name: str) -> tuple[bytes, str, str]:
    """A frozen file: its bytes, their SHA-256, and the document's number. Raises NotFound, or Refused until signed."""
    submission = find_submission(session, submission_id)
    row = session.execute(select(FILES.c.content, FILES.c.sha256).where(
        FILES.c.submission_id == submission_id, FILES.c.name == name)).one_or_none()
    if row is None:
        raise Refused("文件还没有生成，签发之后才有。")
    return row.content, row.sha256, submission["number"]


def list_files(session: Session, submission_id: str) -> dict[str, bytes]:
    """All frozen files of a submission."""
    query = select(FILES.c.name, FILES.c.content).where(FILES.c.submission_id == submission_id)
    return {row.name: row.content for row in session.execute(query)}


def list_outcomes(session: Session, submission_id: str, page: int, size: int = PAGE) -> tuple[list[Found], int]:
    """The submission's suggestions in the order of their numbers, each with its outcome, if it has one."""
    members, outcomes = table_of(Member), table_of(Outcome)
    query = (select(members.c.suggestion_id, members.c.suggestion_no, members.c.title, outcomes.c.outcome,
                    outcomes.c.reason, outcomes.c.enacted_provision, outcomes.c.revision, outcomes.c.recorded_at)
             .outerjoin(outcomes, (outcomes.c.suggestion_id == members.c.suggestion_id) & outcomes.c.current)
             .where(members.c.submission_id == submission_id).order_by(members.c.suggestion_no))
    total = session.scalar(select(func.count()).select_from(members).where(members.c.submission_id == submission_id))
    return [dict(row) for row in session.execute(query.limit(size).offset((page - 1) * size)).mappings()], total or 0


def is_frozen(submission: Found) -> bool:
    """Whether the submission's files are there."""
    return submission["signed_at"] is not None or submission["state"] in FROZEN
