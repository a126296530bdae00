"""The page that shows a one-time code as a picture, once."""
import segno
from flask import render_template
from markupsafe import Markup

from services.intake.collect import code_of, settings_of
from services.intake.operations.devices import VALID, Enrolled
from services.intake.pages.reading import shows_invented
from services.intake.pages.words import Page
from shared.web.doors import site


def binding_page(made: Enrolled, again: bool = False) -> Page:
    """Show the code that binds a device; ``again`` if the device has had a token before."""
    address = f"{site().settings.public_url.rstrip('/')}/enrol/{made.code}"
    with site().database.reading() as session:
        invented = shows_invented(session)
    return render_template("intake/binding.html", made=made, again=again, address=address, invented=invented,
                           collect=_collect(made),
                           picture=segno.make(address, error="m").svg_data_uri(scale=6, border=4),
                           minutes=int(VALID.total_seconds()) // 60), 201


def _collect(made: Enrolled) -> Markup:
    """What Collect scans, if the device is a phone with Collect: its settings, with the token in them."""
    if made.device.kind != "collect":
        return Markup("")
    return Markup(code_of(settings_of(site().settings.public_url, made.token, made.device.name)))
