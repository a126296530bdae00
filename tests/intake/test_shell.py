"""The shell of the tablet: the same for everybody, and its worker knows every file by its digest."""
import json
from hashlib import sha256
from typing import Any

from flask.testing import FlaskClient

from tests.house import House

WORKER = "/tablet/sw.js"


def kept_by(client: FlaskClient) -> dict[str, Any]:
    """What the worker is told: its scope, and its files with their digests."""
    first = client.get(WORKER).text.split("\n", 1)[0]
    found: dict[str, Any] = json.loads(first.removeprefix("self.MINYI = ").removesuffix(";"))
    return found


def test_the_shell_is_the_same_bytes_for_everybody_and_may_be_kept(house: House) -> None:
    client, other = house.client("intake"), house.client("intake")
    one = client.get("/tablet")
    two = other.get("/tablet?lang=en", headers={"Accept-Language": "en", **house.bearer("admin")})
    assert one.data == two.data and one.status_code == 200 and 'data-minyi="tablet"' in one.text
    assert one.headers["Cache-Control"] == "no-cache" and "Set-Cookie" not in one.headers
    assert client.get("/tablet", headers={"If-None-Match": one.headers["ETag"]}).status_code == 304


def test_the_shell_runs_nothing_that_stands_in_the_page(house: House) -> None:
    page = house.client("intake").get("/tablet").text
    assert page.count("<script") == page.count('<script type="module" src="/static/dist/tablet.js"></script>') == 1
    assert "style=" not in page and "<style" not in page


def test_the_worker_may_serve_the_whole_tablet_and_nothing_else(house: House) -> None:
    answer = house.client("intake").get(WORKER)
    assert answer.headers["Service-Worker-Allowed"] == "/tablet" and answer.mimetype == "text/javascript"
    assert kept_by(house.client("intake"))["scope"] == "/tablet"


def test_the_worker_keeps_every_file_under_the_digest_it_is_served_with(house: House) -> None:
    client = house.client("intake")
    files = kept_by(client)["files"]
    assert {"/tablet", "/static/dist/tablet.js", "/assets/tokens.css", "/static/tablet.css"} <= set(files)
    for path, digest in files.items():
        with client.get(path) as answer:
            assert (answer.status_code, sha256(answer.data).hexdigest()) == (200, digest), path


def test_the_manifest_lets_the_tablet_be_installed(house: House) -> None:
    client = house.client("intake")
    answer = client.get("/tablet/manifest.webmanifest")
    manifest = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/tablet", "/tablet", "standalone")
    with client.get(manifest["icons"][0]["src"]) as icon:
        assert icon.mimetype == "image/svg+xml"
