"""The kiosk's app: one page on the touch screen of a station, and what is spoken there by a person's voice."""
from flask import Blueprint, Response

from services.intake.catalogues import find_audio
from services.intake.pages.shell import Shell, open_shell
from shared.web.doors import open_door, site
from shared.web.languages import translation_folders
from shared.web.looks import languages

pages = Blueprint("kiosk_page", __name__)
open_shell(pages, Shell(name="kiosk", title="民意直通车 · 自助机", short="民意自助机"))
OPUS, KEPT_SECONDS = "audio/ogg", 3600


@pages.get("/static/audio/<code>/<key>.opus")
@open_door("words of the pages are the same for everybody")
def get_audio(code: str, key: str) -> Response:
    """A message of the kiosk in a language that machines do not speak."""
    path = find_audio(translation_folders(site()), languages().get(code), key)
    return Response(path.read_bytes(), mimetype=OPUS, headers={"Cache-Control": f"max-age={KEPT_SECONDS}"})
