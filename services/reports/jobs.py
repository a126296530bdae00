"""Background work of reports: rendering what was approved, offering what was rendered."""
import json
from datetime import datetime
from hashlib import sha256

from services.reports.operations.delivery import accept_offer, begin_offer, begin_rendering, fail_offer, freeze_files
from services.reports.package import write_package
from services.reports.pdf import render_report
from services.reports.queries.submissions import list_files
from services.reports.settings import settings_of
from services.reports.sheet import write_table
from services.reports.transport import open_transport
from shared.site import Site


def add_jobs(site: Site) -> None:
    """Register the two jobs."""
    site.agenda.add("render", lambda key: render(site, key), queue="slow")
    site.agenda.add("offer", lambda key: offer(site, key))


def make_files(body: str) -> dict[str, bytes]:
    """Render all files of a submission from its canonical content."""
    content, digest = json.loads(body), sha256(body.encode()).hexdigest()
    approved_at = datetime.fromisoformat(content["people"]["approved"]["at"])
    files = {"report.pdf": render_report(content, digest), "table.xlsx": write_table(content, approved_at),
             "content.json": body.encode()}
    return files | {"package.zip": write_package(content, digest, files)}


def render(site: Site, submission_id: str) -> None:
    """Make an approved submission's files and freeze them.

    ``signed`` means frozen and digested here: the leader has signed (签发) the content, whose SHA-256 is kept, and the
    one rendering is stored with its own; a cryptographic signature inside the PDF is not made yet.
    """
    with site.database.writing() as session:
        body = begin_rendering(session, submission_id)
    if body is None:
        return
    files = make_files(body)
    with site.database.writing() as session:
        freeze_files(session, site.post, submission_id, files, site.now(), settings_of(site).auto_offer)


def offer(site: Site, submission_id: str) -> None:
    """Send a submission's package; a failure is kept in sight and tried again with growing pauses."""
    with site.database.writing() as session:
        submission = begin_offer(session, submission_id, site.now())
        package = list_files(session, submission_id).get("package.zip") if submission else None
    if submission is None or package is None:
        return
    try:
        site.extras.get("transport", open_transport(settings_of(site)))(submission, package)
    except OSError as error:  # smtplib's are of this kind too
        with site.database.writing() as session:
            fail_offer(session, submission_id, f"{type(error).__name__}: {error.strerror or error}")
        raise
    with site.database.writing() as session:
        accept_offer(session, site.post, submission, site.now())
