"""Questions about what was brought to the desk on a USB stick."""
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import ParcelImport

LATEST = 20


def find_import(session: Session, sha256: str) -> ParcelImport | None:
    """The first import of a file with these bytes, under whatever name."""
    return session.scalar(select(ParcelImport).where(ParcelImport.sha256 == sha256)
                          .order_by(ParcelImport.imported_at, ParcelImport.id).limit(1))


def list_imports(session: Session) -> list[ParcelImport]:
    """The latest imports, the newest first."""
    return list(session.scalars(select(ParcelImport)
                                .order_by(ParcelImport.imported_at.desc(), ParcelImport.id.desc()).limit(LATEST)))
