"""Intake's background work: a machine reads scanned slips, where one is installed."""
from functools import partial

from services.intake.ocr import EXTRA, Machine, Reader
from services.intake.operations.scanning import note_reading
from services.intake.queries.blobs import find_blob
from services.intake.queries.slips import find_masked
from shared.site import Site


def add_jobs(site: Site) -> None:
    """Say how each kind of work is done. Reading has a queue and a process of its own: the model is loaded once."""
    site.agenda.add("read_slip", partial(read_slip, site, Machine()), queue="ocr")


def read_slip(site: Site, machine: Reader, scan_id: str) -> None:
    """Read one picture and keep what was read beside it: a first draft, never a key."""
    with site.database.reading() as session:
        digest = find_masked(session, scan_id)
        body = find_blob(session, digest).body if digest is not None else None
    if body is None:
        return
    reader: Reader = site.extras.get(EXTRA, machine)
    reading = reader(body)
    with site.database.writing() as session:
        note_reading(session, scan_id, reading.text, reading.model)
