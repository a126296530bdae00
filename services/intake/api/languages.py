"""JSON route of languages: the kiosk's words in each."""
from typing import Any

from services.intake.catalogues import read_catalogue
from shared.web.bodies import JsonRoutes
from shared.web.doors import open_door, site
from shared.web.languages import translation_folders
from shared.web.looks import languages

routes = JsonRoutes("languages", __name__, url_prefix="/api/v1")


@routes.get("/languages")
@open_door("words of the pages are the same for everybody")
def get_languages() -> dict[str, Any]:
    """The languages that are offered, Chinese first, each with the kiosk's words and the keys that are spoken."""
    folders = translation_folders(site())
    return {"items": [read_catalogue(folders, each) for each in languages().values()]}
