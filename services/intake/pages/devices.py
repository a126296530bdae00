"""The device desk: what each device has sent, when it was last heard, what is missing of its chain."""
import csv
import io
from datetime import datetime

from flask import Blueprint, Response, flash, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from services.intake.operations.devices import issue_code, revoke_device
from services.intake.pages.binding import binding_page
from services.intake.pages.elapsed import show_elapsed
from services.intake.pages.reading import list_choices, shows_invented
from services.intake.pages.words import Page, _, device_state_words, device_words, go, step_words
from services.intake.queries.desk import Watched, count_by_day, list_aside, list_steps, list_watched, watch_device
from services.intake.queries.devices import find_any_device
from shared.web.doors import guarded, me, site

pages = Blueprint("devices_desk", __name__, url_prefix="/staff/devices")
CLERKS = ("officer", "admin")
COLUMNS = ("工作站", "设备", "种类", "状态", "今天", "总数", "最近联系", "应到下一号", "缺号", "另存待核对")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pages.get("")
@guarded(*CLERKS)
def show_devices() -> Page:
    """All devices, those that need looking after first."""
    with site().database.reading() as session:
        watched = _found(session)
        stations, _consultations = list_choices(session)
        invented = shows_invented(session)
    return render_template("intake/devices.html", watched=watched, stations=stations, kinds=dict(device_words()),
                           states=device_state_words(), elapsed=_elapsed, invented=invented)


@pages.get("/list.csv")
@guarded(*CLERKS)
def export_devices() -> Response:
    """The same list for a spreadsheet."""
    with site().database.reading() as session:
        watched = _found(session)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_(each) for each in COLUMNS])
    kinds, states = dict(device_words()), device_state_words()
    writer.writerows([_safe(str(cell)) for cell in (
        each.station, each.device.name, kinds[each.device.kind], states[each.state][0], each.today, each.all,
        each.heard_at.isoformat(timespec="seconds") if each.heard_at else "", each.chain.expected,
        " ".join(map(str, each.chain.missing)), each.aside)] for each in watched)
    return Response("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": "attachment; filename=devices.csv"})


@pages.get("/<device_id>")
@guarded(*CLERKS)
def show_device(device_id: str) -> Page:
    """One device: what it sent by day, its chain, what was kept aside, what was done with it."""
    now = site().now()
    with site().database.reading() as session:
        device = find_any_device(session, device_id)
        watched, days = watch_device(session, device, now), count_by_day(session, device_id, now)
        aside, steps = list_aside(session, device_id), list_steps(session, device_id)
        invented = shows_invented(session)
    return render_template("intake/device.html", each=watched, days=days, aside=aside, steps=steps,
                           kinds=dict(device_words()), states=device_state_words(), done=step_words(),
                           elapsed=_elapsed, invented=invented)


@pages.post("/<device_id>/code")
@guarded(*CLERKS)
def post_code(device_id: str) -> Page:
    """Show a code that binds the device anew; it stands on this answer alone."""
    with site().database.writing() as session:
        made = issue_code(session, device_id, me(), site().now())
    return binding_page(made, again=True)


@pages.post("/<device_id>/revoke")
@guarded(*CLERKS)
def post_revocation(device_id: str) -> Page:
    """Let a device in no longer."""
    with site().database.writing() as session:
        name = revoke_device(session, device_id, me(), site().now()).name
    flash(_("已停用设备：%(name)s。它交来过的意见都还在；设备上还没发出的也还在，重新绑定后会接着发送。", name=name))
    return go(f"/staff/devices/{device_id}")


def _found(session: Session) -> list[Watched]:
    return list_watched(session, site().now(), request.args.get("q", "").strip(), request.args.get("station", ""))


def _elapsed(value: datetime | None) -> Markup:
    return show_elapsed(value, site().now())


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
