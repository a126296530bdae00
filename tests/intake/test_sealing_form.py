"""The opinion form in a browser: the contact is sealed before anything travels, or nothing travels."""
import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

import pytest
from nacl.public import SealedBox
from playwright.sync_api import Page, Route, sync_playwright

from shared.ids import new_id
from shared.sealing import PARTS
from tests.intake.test_sealing_client import BUILT, a_key

pytestmark = pytest.mark.browser
PLACE = "http://minyi.test/"
OPINION = new_id()
FORM = f"""<!doctype html><html lang="zh-CN"><form method="post" action="/left" data-seal data-opinion-id="{OPINION}">
<textarea name="text">井台要修</textarea>
<input name="contact_name" data-contact="name"><input name="contact_email" data-contact="email" required>
<select name="contact_channel" data-contact="channel"><option>email<option selected>sms</select>
<button name="action" value="leave">提交</button></form><script type="module" src="/seal.js"></script>"""


class Place:
    """A server in the browser's network: the form, the script, the key, and what was posted."""

    def __init__(self) -> None:
        self.private, self.key = a_key()
        self.key_status = 200
        self.keys_asked = 0
        self.posted: list[dict[str, list[str]]] = []

    def answer(self, route: Route) -> None:
        """Answer one request."""
        path = route.request.url.removeprefix(PLACE)
        if path == "left":
            self.posted.append(parse_qs(route.request.post_data or ""))
            route.fulfill(content_type="text/html", body="<p id=left>")
        elif path == "api/v1/keys/contact":
            self.keys_asked += 1
            route.fulfill(status=self.key_status, json=self.key)
        elif path.endswith(".js"):  # what is built may be several modules
            route.fulfill(content_type="text/javascript", body=(BUILT.parent / path).read_text())
        else:
            route.fulfill(content_type="text/html; charset=utf-8", body=FORM)

    def opened(self) -> Any:
        """What notify would read in the sealed contact that was posted."""
        return json.loads(SealedBox(self.private).decrypt(b64decode(self.posted[-1]["sealed_contact"][0])))


@pytest.fixture(scope="module")
def pages() -> Iterator[Any]:
    """A browser's way to make pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser.new_page
        browser.close()


@pytest.fixture
def place() -> Place:
    """A place with a fresh key."""
    return Place()


@pytest.fixture
def page(pages: Any, place: Place) -> Iterator[Page]:
    """The form, loaded."""
    page = pages()
    page.route("**/*", place.answer)
    page.goto(PLACE)
    yield page
    page.close()


def test_only_the_sealed_contact_travels(page: Page, place: Place) -> None:
    page.fill("[data-contact=name]", " 石小井 ")
    page.fill("[data-contact=email]", "jing@example.org")
    page.click("button")
    page.wait_for_selector("#left", state="attached")
    [posted] = place.posted
    assert posted.keys() == {"text", "action", "sealed_contact", "contact_key", "withdraw_hash"}
    assert posted["contact_key"] == [place.key["fingerprint"]]
    assert place.opened() == dict.fromkeys(PARTS) | {
        "opinion_id": OPINION, "fingerprint": place.key["fingerprint"], "name": "石小井", "email": "jing@example.org",
        "channel": "sms"}


def test_the_receipt_page_finds_the_secret_whose_hash_travelled(page: Page, place: Place) -> None:
    page.fill("[data-contact=email]", "jing@example.org")
    page.click("button")
    page.wait_for_selector("#left", state="attached")
    secret = page.evaluate(f"sessionStorage.getItem('minyi-withdraw-{OPINION}')")
    assert len(b64decode(secret + "=", altchars=b"-_", validate=True)) == 32
    assert place.posted[0]["withdraw_hash"] == [sha256(secret.encode()).hexdigest()]


def test_without_a_contact_no_key_is_asked_and_nothing_is_sealed(page: Page, place: Place) -> None:
    page.evaluate("document.querySelector('[required]').required = false")
    page.click("button")
    page.wait_for_selector("#left", state="attached")
    assert place.posted[0].keys() == {"text", "action", "withdraw_hash"}
    assert place.keys_asked == 0


def test_without_a_key_nothing_travels_and_a_sentence_says_so(page: Page, place: Place) -> None:
    place.key_status = 503
    page.fill("[data-contact=email]", "jing@example.org")
    page.click("button")
    page.wait_for_selector("[role=alert]")
    assert "还没有提交" in page.inner_text("[role=alert]")
    assert page.input_value("[data-contact=email]") == "jing@example.org"
    place.key_status = 200
    page.click("button")
    page.wait_for_selector("#left", state="attached")
    assert place.opened()["email"] == "jing@example.org"
    assert len(place.posted) == 1
