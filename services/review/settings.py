"""What review alone can be told."""
from dataclasses import dataclass

from shared.settings import Settings, hosted, optional_text, optional_token, setting
from shared.site import Site


def model_server(value: str) -> str:
    """Read the address of a model server, or none."""
    return hosted("http", "https")(value) if value.strip() else ""


@dataclass(frozen=True, kw_only=True)
class ReviewSettings(Settings):
    """Review's own settings beside everybody's."""

    embedder_url: str = setting(model_server, "", "the site's own model server, as in "
                                "http://127.0.0.1:8080/v1/embeddings; what opinions say is sent there; default: none")
    embedder_model: str = setting(optional_text, "", "the model's name there")
    embedder_key: str = setting(optional_token, "", "bearer token for it")


def settings_of(site: Site) -> ReviewSettings:
    """The settings of a site that is review's."""
    if not isinstance(site.settings, ReviewSettings):
        raise TypeError("this site is not review's")
    return site.settings
