"""The public site in a browser: a newcomer speaks and follows; pages are legible, narrow and wide, in two languages."""
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from deploy.sample.door import Door, until
from services.notify.domain import Contact
from services.notify.opening import Opener
from shared.ids import read_receipt
from shared.keyring import load_keyring
from tests.browser.visitors import Site, faults
from tests.journeys.story import Story
from tests.live.machine import a_machine

pytestmark = [pytest.mark.browser, pytest.mark.live]
WIDTHS = (360, 1024, 1920)
HAN = re.compile(r"[一-鿿]")
WORDS = {"zh": ("看草案，说几句", "对这一条说几句", "交上去", "查看进展", "收到，已编号"),
         "en": ("Read the draft and speak", "Say something about this article", "Send it", "See progress",
                "Received and numbered")}
ADDRESS = "jing@example.org"
REFUSED_SEEN = "the server responded with a status of 4"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One product for all tests of this module."""
    folder = tmp_path_factory.mktemp("faces")
    with a_machine(folder / "data") as machine, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        site = Site(machine, browser, Story(Door({"": machine.address}), machine.password, folder / "mail"))
        site.set_up()
        yield site
        browser.close()


@pytest.fixture(autouse=True)
def quiet(site: Site) -> Iterator[None]:
    """No test may end with an error in a console or a violated content policy; a refusal's own status is none."""
    site.trouble.clear()
    yield
    assert [each for each in site.trouble if REFUSED_SEEN not in each] == []


def row(site: Site, service: str, query: str, key: object) -> dict[str, Any]:
    """The one row of a service's table with this key; waits until it is there."""
    def find() -> Any:
        with closing(sqlite3.connect(site.machine.data / f"{service}.sqlite")) as database:
            database.row_factory = sqlite3.Row
            return database.execute(query, (key,)).fetchone()

    return dict(until(find, 20, f"{service} has it"))


def kept(site: Site, receipt: str) -> dict[str, Any]:
    """What intake has of an opinion."""
    return row(site, "intake", "SELECT * FROM opinions WHERE receipt = ?", read_receipt(receipt))


def contact(site: Site, receipt: str) -> Contact:
    """Whom notify would write to, opened with the key that notify alone has."""
    id_ = kept(site, receipt)["id"]
    wanted = row(site, "notify", "SELECT * FROM answers_wanted WHERE opinion_id = ?", id_)
    opened = Opener(load_keyring("notify", site.machine.data / "keys").contact_private).open(
        id_, wanted["sealed_contact"], wanted["contact_key"])
    assert isinstance(opened, Contact), opened
    return opened


def is_written_anywhere(folder: Path, words: str) -> bool:
    """Whether *words* stand as they are in any file of the product's data."""
    return any(words.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def leave(page: Page, text: str) -> str:
    """Fill in the one field that must be filled in, send; gives the receipt."""
    page.fill("[name=text]", text)
    page.click("form.speak .primary")
    page.wait_for_url("**/thanks")
    return page.inner_text(".receipt .big")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_newcomer_needs_three_clicks_and_one_field_to_speak(site: Site, language: str) -> None:
    read, say, _send, see, received = WORDS[language]
    with site.visitor(360) as page:
        page.goto(f"/?lang={language}")
        page.get_by_role("link", name=read).first.click()
        page.get_by_role("link", name=say).nth(4).click()
        receipt = leave(page, "建议写明由谁负责、几天之内办完。")
        assert read_receipt(receipt) and page.get_by_role("img").is_visible()
        page.get_by_role("link", name=see).click()
        assert page.url.endswith(f"/t/{receipt}") and received in page.inner_text(".stages li.done >> nth=0")
    stored = kept(site, receipt)
    assert (stored["provision"], stored["stance"]) == (site.story.articles[4], "comment")
    assert str(stored["language"]).startswith(language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_receipt_typed_carelessly_on_the_home_page_finds_the_opinion(site: Site, language: str) -> None:
    with site.visitor(360) as page:
        page.goto(f"/?lang={language}")
        page.fill("[name=receipt]", f" {site.answered.lower().replace('-', ' ')} ")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/t/{site.answered}")
        assert page.locator(".stages li:not(.done)").count() == 0
        assert page.locator("#answer + .card").count() == 1


def test_who_gives_an_address_has_it_sealed_before_it_leaves_the_browser(site: Site) -> None:
    posted: list[str] = []
    with site.visitor() as page:
        page.on("request", lambda request: posted.append(request.post_data or ""))
        page.goto(site.draft("/speak"))
        page.check("[name=contact_channel][value=email]")
        page.fill("[name=contact_email]", ADDRESS)
        receipt = leave(page, "请回复我。")
    assert "sealed_contact=" in "".join(posted) and "example.org" not in "".join(posted)
    assert contact(site, receipt).email == ADDRESS and not is_written_anywhere(site.machine.data, ADDRESS)


def test_without_javascript_the_form_takes_an_opinion_and_the_door_seals_the_contact(site: Site) -> None:
    with site.visitor(360, java_script_enabled=False) as page:
        page.goto("/")
        page.click(".ask .primary")
        page.locator(".say a").nth(4).click()
        page.locator("label.choice:has([value=amend])").click()
        page.fill("[name=proposed_text]", "井台周围三米不得停车。")
        page.locator("label.choice:has([name=contact_channel][value=email])").click()
        page.fill("[name=contact_email]", ADDRESS)
        receipt = leave(page, "三米才够。")
        page.locator("summary").click()
        assert len(page.inner_text(".secret")) == 32
    stored = kept(site, receipt)
    assert (stored["stance"], stored["proposed_text"]) == ("amend", "井台周围三米不得停车。")
    assert contact(site, receipt).email == ADDRESS and not is_written_anywhere(site.machine.data, ADDRESS)


def test_what_was_proposed_is_shown_as_a_difference(site: Site) -> None:
    with site.visitor() as page:
        page.goto(site.draft(f"/speak?provision={site.story.articles[0]}"))
        assert page.locator("[data-preview]").is_hidden()
        page.check("[value=amend]")
        text = page.input_value("[name=proposed_text]")
        page.fill("[name=proposed_text]", text[:4] + "古树名木" + text[6:])
        pieces = page.eval_on_selector("[data-changes]",
                                       "(all) => [...all.childNodes].map((each) => [each.nodeName, each.textContent])")
        before, after = ("".join(words for kind, words in pieces if kind != other) for other in ("INS", "DEL"))
        assert (before, after) == (text, text[:4] + "古树名木" + text[6:]) and len(pieces) > 2
        assert not faults(page)


@pytest.mark.parametrize(("language", "start", "label"), [("zh", "错误：", "您想说什么？"),
                                                          ("en", "Error: ", "What would you like to say?")])
def test_an_error_takes_the_focus_names_its_field_and_leads_there(site: Site, language: str, start: str,
                                                                  label: str) -> None:
    with site.visitor(360) as page:
        page.goto(site.draft(f"/speak?provision={site.story.articles[4]}&lang={language}"))
        page.fill("[name=text]", "   ")
        page.fill("[name=reason]", "留着的话")
        page.click("form.speak .primary")
        page.wait_for_selector("#errors")
        assert page.title().startswith(start) and page.evaluate("document.activeElement.id") == "errors"
        assert label in page.inner_text("#errors a") and page.input_value("[name=reason]") == "留着的话"
        assert bool(HAN.search(page.inner_text("#errors"))) == (language == "zh") and not faults(page)
        page.click("#errors a")
        assert page.evaluate("document.activeElement.name") == "text"


def test_the_measure_sees_what_is_wrong(site: Site) -> None:
    with site.visitor(360) as page:
        page.set_content(f"""<style>p {{ color: #999; font: 13px serif; width: 400px; margin: 0 }}</style>
            <main>{"<p>淡而小的字</p>" * 11}<button style="height: 30px">按</button></main>""")
        assert faults(page).keys() == {"sideways", "faint", "tiny", "small", "low"}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_is_faint_or_has_small_targets(site: Site, width: int) -> None:
    with site.visitor(width) as page:
        found = {}
        for path in site.pages():
            page.goto(path)
            found[path] = faults(page)
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("choice", ["type=large", "lang=en"])
def test_large_type_and_english_fit_the_narrowest_screen_too(site: Site, choice: str) -> None:
    with site.visitor(360) as page:
        page.goto(f"/?{choice}")
        found = {}
        for path in site.pages():
            page.goto(path)
            found[path] = faults(page)
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_surrounds_the_content_is_in_the_readers_language(site: Site, language: str) -> None:
    places = "header.top nav, .tools a:not([lang]), footer, main .primary, main label:not([lang]), "\
             "main legend:not([lang]), main summary"
    with site.visitor() as page:
        page.goto(f"/?lang={language}")
        for path in [*site.pages(), "/nothing/here"]:
            page.goto(path)
            said = page.locator(places).all_inner_texts()
            foreign = [each for each in said if each.strip() and bool(HAN.search(each)) != (language == "zh")]
            assert foreign == [], path
