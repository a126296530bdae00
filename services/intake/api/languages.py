"""JSON routes of languages: the kiosk's words, and their audio labels."""
from typing import Any

from flask import Response

from services.intake.catalogues import find_audio, read_catalogue
from shared.web.bodies import JsonRoutes
from shared.web.doors import open_door, site
from shared.web.languages import translation_folders
from shared.web.looks import languages

routes = JsonRoutes("languages", __name__)
OPUS = "audio/ogg"
KEPT_SECONDS = 3600


@routes.get("/api/v1/languages")
@open_door("words of the pages are the same for everybody")
def get_languages() -> dict[str, Any]:
    """The languages that are offered, Chinese first, each with the kiosk's words in it."""
    folders = translation_folders(site())
    return {"items": [read_catalogue(folders, each) for each in languages().values()]}


@routes.get("/static/audio/<code>/<key>.opus")
@open_door("words of the pages are the same for everybody")
def get_audio(code: str, key: str) -> Response:
    """A message of the kiosk, spoken by a person."""
    path = find_audio(translation_folders(site()), languages().get(code), key)
    return Response(path.read_bytes(), mimetype=OPUS, headers={"Cache-Control": f"max-age={KEPT_SECONDS}"})
