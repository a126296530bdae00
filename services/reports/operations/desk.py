"""A person's acts, one transaction each, as the routes for programs and for people both take them."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.reports.domain.outcomes import OutcomeRow
from services.reports.operations import steps
from services.reports.operations.outcomes import Recorded, record_outcomes
from services.reports.queries.material import find_material
from services.reports.queries.submissions import find_submission
from services.reports.settings import settings_of
from shared.identity import Identity
from shared.site import Site


def draft(site: Site, who: Identity, consultation_id: str, *, kind: str | None = None,
          empty_return: bool = False) -> dict[str, Any]:
    """拟稿; gives the draft's id and state."""
    settings = settings_of(site)
    with site.database.writing() as session:
        material = find_material(session, consultation_id)
        new = steps.draft_submission(session, material, who, site.now(), kind=kind, empty_return=empty_return,
                                     office=settings.office, addressee=settings.addressee)
        return _brief(session, new)


def revise(site: Site, who: Identity, submission_id: str) -> dict[str, Any]:
    """修订; gives the new draft's id and state."""
    settings = settings_of(site)
    with site.database.writing() as session:
        submission = steps.lock_submission(session, submission_id)
        material = find_material(session, submission["consultation_id"], replacing=submission_id)
        new = steps.revise_submission(session, material, submission, who, site.now(), office=settings.office,
                                      addressee=settings.addressee)
        return _brief(session, new)


def check(site: Site, who: Identity, submission_id: str) -> None:
    """核稿."""
    with site.database.writing() as session:
        steps.check_submission(session, submission_id, who, site.now())


def approve(site: Site, who: Identity, submission_id: str) -> None:
    """签发."""
    with site.database.writing() as session:
        steps.approve_submission(session, site.post, submission_id, who, site.now(), settings_of(site).number_prefix)


def offer(site: Site, _who: Identity, submission_id: str) -> None:
    """报送."""
    with site.database.writing() as session:
        steps.queue_offer(session, site.post, submission_id)


def receive(site: Site, who: Identity, submission_id: str, *, digest: str | None = None, note: str | None = None,
            received_at: datetime | None = None) -> None:
    """登记回执."""
    with site.database.writing() as session:
        steps.record_receipt(session, submission_id, who, site.now(), digest=digest, note=note,
                             received_at=received_at)


def record(site: Site, who: Identity, submission_id: str, rows: Sequence[OutcomeRow]) -> Recorded:
    """登记采纳结果."""
    with site.database.writing() as session:
        return record_outcomes(session, site.post, submission_id, rows, who, site.now())


def _brief(session: Session, submission_id: str) -> dict[str, Any]:
    found = find_submission(session, submission_id)
    return {name: found[name] for name in ("id", "state", "kind", "revision")}
