"""What was brought to the desk on a USB stick is written down: who, when, which bytes, what came of it."""
from datetime import datetime

from sqlalchemy.orm import Session

from services.intake.models import ParcelImport
from services.intake.operations.parcels import Unpacked
from shared.identity import Identity
from shared.ids import new_id

SUMS = ("created", "late", "repeated", "aside", "conflict", "damaged")


def record_import(session: Session, name: str, digest: str, unpacked: Unpacked, who: Identity,
                  now: datetime) -> ParcelImport:
    """Write down one import of one file; each time is a row of its own."""
    made = ParcelImport(id=new_id(), sha256=digest, name=name, device_id=unpacked.device.id, imported_by=who.account_id,
                        imported_name=who.name, imported_at=now, sums={each: unpacked.count(each) for each in SUMS})
    session.add(made)
    return made
