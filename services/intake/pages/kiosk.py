"""The kiosk's one page; who may use it is checked by what it asks the API for, with the device's token."""
from flask import Blueprint, Response, render_template

from shared.web.doors import open_door

pages = Blueprint("kiosk_page", __name__)


@pages.get("/kiosk")
@open_door("an empty page; what it shows it asks for with the device's token")
def show_kiosk() -> Response:
    """The page that the kiosk's program fills."""
    return Response(render_template("intake/kiosk.html"), mimetype="text/html")
