"""A draft with faults in a browser: mended by the keyboard alone, a line stays where it is, then it is opened."""
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from deploy.sample.door import Door
from tests.browser.desk_seats import MEASURE, Stage
from tests.journeys.story import STAFF, Story
from tests.live.machine import a_machine

pytestmark = [pytest.mark.browser, pytest.mark.live]
ARTICLES = [f"第{number}条 任何人不得在保护范围内填井、毁井台。\n" for number in (
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "七",
    "十八", "十九")]
LINE = 44  # the end of a page that has become shorter cannot stay where it was
FAULTY = "".join(("古井保护条例（草案）\n第一章 总则\n", *ARTICLES[:4], "井台由村里修，\n— 3 —\n钱由县里出。\n",
                  "监管与服务\n", *ARTICLES[4:18], "第三章 附则\n", *ARTICLES[18:]))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One product with people and a faulty draft."""
    folder = tmp_path_factory.mktemp("structure")
    with a_machine(folder / "data") as machine, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        stage = Stage(machine, browser, Story(Door({"": machine.address}), machine.password, folder / "mail"))
        stage.story.hire()
        stage.odd_draft = stage._import(FAULTY)
        yield stage
        browser.close()


def path(stage: Stage) -> str:
    """Where the draft is looked over."""
    return f"/review/consultations/{stage.odd_draft}/structure"


def words(page: Page) -> str:
    """The words of the line that is chosen and focused."""
    expect(page.locator("[name=at]:checked")).to_be_focused()
    return page.locator(".line:has(:checked) .words").inner_text()


def walk(page: Page, key: str, start: str) -> None:
    """Press a key until the chosen line begins with these words."""
    for _ in range(40):
        if words(page).startswith(start):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no line begins with {start}")


def retype(page: Page, kind: str, said: str) -> None:
    """Say what the chosen line is, and wait for the answer; the line stays where it was on the screen."""
    line = page.locator(".line:has(:checked)")
    before, top = words(page), line.evaluate("each => each.getBoundingClientRect().top")
    page.keyboard.press("t")
    page.keyboard.press(kind)
    expect(page.locator("#said")).to_have_text(said)
    assert words(page) == before
    assert abs(line.evaluate("each => each.getBoundingClientRect().top") - top) < LINE


def test_a_line_is_split_by_keys_joined_and_undone(stage: Stage) -> None:
    with stage.seat(STAFF["officer"]) as page:
        page.goto(path(stage))
        walk(page, "j", "第二条")
        lines = page.locator(".line").count()
        page.keyboard.press("Control+ArrowRight")
        page.keyboard.press("s")
        expect(page.locator(".line")).to_have_count(lines + 1)
        assert words(page) == "毁井台。"
        page.keyboard.press("m")
        expect(page.locator(".line")).to_have_count(lines)
        assert words(page).startswith("第二条")
        page.keyboard.press("n")
        page.keyboard.type("二十")
        page.keyboard.press("Enter")
        expect(page.locator(".node b", has_text="第二十条")).to_have_count(1)
        for _ in range(3):
            page.keyboard.press("u")
            page.wait_for_load_state("networkidle")
            expect(page.locator("#history .undone")).to_have_count(_ + 1)
        page.keyboard.press("Backspace")
        expect(page.locator("#remarks h2")).to_contain_text("4 处")
        page.keyboard.press("u")
        expect(page.locator("#remarks h2")).to_contain_text("3 处")


def test_a_faulty_draft_is_mended_by_the_keyboard_and_opened(stage: Stage) -> None:
    with stage.seat(STAFF["group"]) as page:
        page.goto(path(stage))
        page.keyboard.press("w")
        walk(page, "j", "— 3 —")
        retype(page, "o", "已保存，还有 2 处提示。")
        walk(page, "j", "监管与服务")
        retype(page, "c", "已保存，还有 1 处提示。")
        page.keyboard.press("w")
        assert words(page).startswith("第七条")
        page.keyboard.press("n")
        page.keyboard.type("十七")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text("已保存，没有提示了。")
        expect(page.locator("#remarks")).to_contain_text("没有提示")
        assert page.evaluate(MEASURE) == [0, []]
        page.get_by_role("button", name="打开征求意见").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "正在征求" in page.inner_text("main")
        labels = [each["label"] for each in stage.story.people["group"].get(
            f"/review/api/v1/consultations/{stage.odd_draft}")["provisions"] if each["kind"] in ("chapter", "article")]
        assert labels[5:8] == ["第二章", "第五条", "第六条"] and "第十七条" in labels and len(labels) == 22


def test_no_console_has_said_anything(stage: Stage) -> None:
    assert stage.trouble == []
