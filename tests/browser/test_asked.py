"""A draft in a browser: the chapters follow the reader, a sentence is quoted, focus questions are answered."""
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from deploy.sample.door import Door
from tests.browser.test_faces import kept, leave, quiet
from tests.browser.visitors import NOTE, Site, faults
from tests.journeys.story import Story
from tests.live.machine import a_machine

pytestmark = [pytest.mark.browser, pytest.mark.live]
__all__ = ["quiet"]  # a fixture of the other faces, which holds here too
LINE = "#art_5__para_1__item_2"
MARK = """([selector, from, to]) => {
  const words = document.querySelector(selector).lastChild.firstChild ?? document.querySelector(selector).firstChild;
  const range = document.createRange();
  range.setStart(words, from);
  range.setEnd(words, to);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One product for all tests of this module."""
    folder = tmp_path_factory.mktemp("asked")
    with a_machine(folder / "data") as machine, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        story = Story(Door({"": machine.address}), machine.password, folder / "mail")
        site = Site(machine, browser, story)
        story.hire()
        site.open()
        yield site
        browser.close()


def anchor_of(stored: dict[str, Any]) -> dict[str, Any]:
    """What an opinion quotes."""
    found: dict[str, Any] = json.loads(stored["anchor"])
    return found


@pytest.mark.parametrize("width", [360, 1024])
def test_a_marked_sentence_is_quoted_with_its_place(site: Site, width: int) -> None:
    with site.visitor(width) as page:
        page.goto(site.draft())
        assert page.locator("[data-quoting]").is_hidden()
        page.evaluate(MARK, [LINE, 2, 6])
        page.wait_for_selector("[data-quote]")
        assert page.inner_text("[data-quoted]") == "主管部门" and not faults(page)
        page.click("[data-quote]")
        assert "主管部门" in page.locator("label:has([name=sentence]:checked)").inner_text() and not faults(page)
        stored = kept(site, leave(page, "写明是哪个部门。"))
    assert stored["provision"] == LINE[1:] and anchor_of(stored) == {"quote": "主管部门", "start": 2}


def test_what_is_marked_no_more_is_not_offered_and_the_keyboard_reaches_the_offer(site: Site) -> None:
    with site.visitor() as page:
        page.goto(site.draft())
        page.evaluate(MARK, [LINE, 2, 6])
        page.wait_for_selector("[data-quote]")
        page.focus("[data-quote]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/speak?provision=*")
        page.go_back()
        page.evaluate("getSelection().removeAllRanges()")
        page.wait_for_selector("[data-quoting]", state="hidden")
        page.evaluate("getSelection().selectAllChildren(document.querySelector('.draft-top'))")
        page.wait_for_timeout(300)
        assert page.locator("[data-quoting]").is_hidden() and page.locator(".whole .primary >> nth=0").is_visible()


def test_without_javascript_a_sentence_is_picked_in_the_form_and_questions_are_answered(site: Site) -> None:
    with site.visitor(360, java_script_enabled=False) as page:
        page.goto(site.draft())
        page.click(".drawer summary")
        assert page.locator(".drawer .contents a").first.is_visible()
        page.locator(".say a").nth(4).click()
        assert NOTE in page.inner_text(".plain-words")
        page.click(".sentences summary")
        page.locator(".sentences label.choice").nth(3).click()
        page.check("[name=answer-q1][value=b]")
        page.check("[name=answer-q2][value=w]")
        page.check("[name=answer-q2][value=p]")
        page.fill("[name=answer-q3]", "怕没有人管。")
        stored = kept(site, leave(page, "请派人管。"))
    assert json.loads(stored["answers"]) == {"q1": "b", "q2": "w p", "q3": "怕没有人管。"}
    assert stored["provision"] == LINE[1:] and anchor_of(stored)["start"] == 0


@pytest.mark.parametrize("width", [360, 1024])
def test_the_chapter_that_is_read_is_marked_and_the_drawer_closes_after_a_choice(site: Site, width: int) -> None:
    shown = ".drawer .contents" if width == 360 else ".side .contents"
    with site.visitor(width, reduced_motion="reduce") as page:
        page.goto(site.draft())
        if width == 360:
            page.click(".drawer summary")
        page.locator(f"{shown} a").nth(2).click()
        page.wait_for_selector(f"{shown} a[aria-current][href='#chp_3']", state="attached")
        heading = page.locator("#chp_3 .heading").bounding_box()
        assert heading and 0 <= heading["y"] < 300
        assert page.evaluate("document.querySelector('.drawer').open") is False
        if width == 360:
            assert "第三章" in page.inner_text(".drawer summary")


def test_plain_words_and_questions_stay_chinese_and_say_so_on_the_english_site(site: Site) -> None:
    with site.visitor() as page:
        page.goto(site.draft("?lang=en"))
        assert page.inner_text(".plain-words .of") == "In plain words"
        for words in (NOTE, "谁来管井最合适？"):
            assert language_of(page, words) == "zh-CN"
        page.goto(site.draft("/speak?provision=art_5"))
        for words in (NOTE, "谁来管井最合适？", "乡镇派人管", "您最担心什么？"):
            assert language_of(page, words) == "zh-CN"


def language_of(page: Page, words: str) -> str:
    """The language that the element with these words is in."""
    found: str = page.get_by_text(words, exact=True).first.evaluate("(each) => each.closest('[lang]').lang")
    return found


def test_printed_there_is_the_draft_with_its_plain_words_and_nothing_to_press(site: Site, tmp_path: Path) -> None:
    with site.visitor() as page:
        page.goto(site.draft())
        page.emulate_media(media="print")
        hidden = (".side", ".drawer", ".whole", ".say", ".focus", "header.top")
        assert [each for each in hidden if page.locator(each).first.is_visible()] == []
        assert page.locator(".plain-words").is_visible() and page.locator("#art_5").is_visible()
