"""The desks of staff in a browser: assessing, consolidating, approving; narrow and wide, with a silent console."""
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from deploy.sample.door import Door, until
from tests.browser.desk_seats import CHANNEL, KIND, MEASURE, OPINIONS, PUBLIC_NAME, STATION, Stage
from tests.journeys.story import PASSWORD, STAFF, WAIT, Story
from tests.live.machine import a_machine

pytestmark = [pytest.mark.browser, pytest.mark.live]
WIDTHS = (360, 1024, 1920)
SCALES = {"legality": 4, "necessity": 5, "feasibility": 3, "wording": 2}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One product for all tests of this module; they follow one consultation and run in their order."""
    folder = tmp_path_factory.mktemp("desks")
    with a_machine(folder / "data") as machine, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        stage = Stage(machine, browser, Story(Door({"": machine.address}), machine.password, folder / "mail"))
        stage.set_up()
        yield stage
        browser.close()


def press(page: Page, words: str) -> None:
    """Press the button with these words and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def numbers(page: Page) -> list[int]:
    """The balance on top: received, withdrawn, waiting, in suggestions, set aside, suggestions."""
    return [int(words) for words in page.locator(".balance b").all_inner_texts()]


def test_an_expert_assesses_with_one_thumb_and_sees_nothing_of_who_wrote(stage: Stage) -> None:
    account, name = stage.an_expert()
    before = stage.waiting_of(account)
    with stage.seat(name, 375) as page:
        page.goto("/review/desk")
        source = page.content()
        for secret in (PUBLIC_NAME, STATION, KIND, CHANNEL, "自助终端", *stage.story.receipts,
                       *stage.story.receipts.values()):
            assert secret not in source
        assert "号意见" in source and page.evaluate(MEASURE) == [0, []]
        for scale, mark in SCALES.items():
            page.locator(f"#{scale} label", has_text=str(mark)).click()
        page.locator("#verdict label", has_text="修改后支持").click()
        press(page, "保存，看下一件")
        assert page.inner_text("[role=status]") == "已保存。"
    assert stage.waiting_of(account) == before - 1


def test_an_assessment_without_a_verdict_is_sent_back_with_what_was_chosen(stage: Stage) -> None:
    _account, name = stage.an_expert()
    with stage.seat(name, 375) as page:
        page.goto("/review/desk")
        page.evaluate("document.querySelectorAll('[required]').forEach((each) => { each.required = false; })")
        page.locator("#legality label", has_text="4").click()
        press(page, "保存，看下一件")
        assert page.title().startswith("错误：")
        assert page.evaluate("document.activeElement.id") == "errors"
        assert page.locator("#legality [value='4']").is_checked()
        assert page.locator("#errors a[href='#verdict']").count() == 1
        stage.trouble = [each for each in stage.trouble if "422" not in each]


def test_an_officer_makes_a_suggestion_and_sets_one_aside_with_a_reason(stage: Stage) -> None:
    with stage.seat(STAFF["officer"]) as page:
        page.goto(stage.desk("/work"))
        assert numbers(page) == [OPINIONS, 0, OPINIONS, 0, 0, 0]
        page.keyboard.press("n")
        page.wait_for_selector(".voice.here [name=title]:focus")
        page.fill(".voice.here [name=title]", "写明由谁修")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".suggestion >> text=写明由谁修")
        one = numbers(page)
        assert sum(one[1:5]) == OPINIONS and one[3] > 0 and one[5] == 1
        page.keyboard.press("x")
        page.keyboard.press("0")
        page.keyboard.type("与这一条无关。")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#said >> text=不列入建议")
        two = numbers(page)
        assert sum(two[1:5]) == OPINIONS and two[4] > 0 and two[3] == one[3]


def test_a_reason_left_empty_is_said_and_the_words_stay(stage: Stage) -> None:
    with stage.seat(STAFF["officer"]) as page:
        page.goto(stage.desk("/work"))
        before = numbers(page)
        page.keyboard.press("n")
        page.fill(".voice.here [name=title]", "还没有写理由")
        page.fill(".voice.here [name=why]", " ")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".voice.here [role=alert] >> text=请写理由")
        assert page.title().startswith("错误：")
        assert page.input_value(".voice.here [name=title]") == "还没有写理由" and numbers(page) == before
        stage.trouble = [each for each in stage.trouble if "422" not in each]


def test_the_adviser_writes_plain_words_with_the_keyboard_alone(stage: Stage) -> None:
    with stage.seat(STAFF["adviser"]) as page:
        page.goto(stage.desk("/notes"))
        for words in ("为什么要立这个规矩。", "哪些井、树、塘归它管。"):
            page.wait_for_selector("[name=text]:focus")
            page.keyboard.type(words)
            with page.expect_navigation():
                page.keyboard.press("Control+Enter")
        assert page.url.endswith("?article=art_3") and "42 条里写了 2 条" in page.inner_text("main")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("k")
        assert page.input_value("[name=text]") == "哪些井、树、塘归它管。"
    public = f"/api/v1/consultations/{stage.story.consultation}"
    until(lambda: set(stage.story.door.get(public)["notes"]) == {"art_1", "art_2"}, WAIT, "they are public")


@pytest.mark.parametrize("script", [True, False])
def test_focus_questions_are_drawn_up_with_and_without_javascript(stage: Stage, script: bool) -> None:
    with stage.seat(STAFF["officer"], 360, java_script_enabled=script) as page:
        page.goto(stage.desk("/questions") if script else f"/review/consultations/{stage.odd_draft}/questions")
        texts = page.locator('[name$="-text"]')
        texts.nth(0).fill("三米够不够？")
        page.locator('[name$="-words"]').nth(0).fill("够")
        page.locator('[name$="-words"]').nth(1).fill("不够")
        page.get_by_role("button", name="再加一题").click()
        page.wait_for_selector(".question >> nth=1")
        assert texts.nth(0).input_value() == "三米够不够？" and "□" not in page.inner_text(".preview >> nth=0")
        if script:
            assert page.evaluate("document.activeElement.name") == texts.nth(1).get_attribute("name")
        texts.nth(1).fill("还担心什么？")
        page.locator('[name$="-kind"]').nth(1).select_option("words")
        if script:
            page.wait_for_selector(".preview >> text=还担心什么？")
        page.get_by_role("button", name="第 2 题上移").click()
        page.wait_for_selector(".question >> nth=0 >> [name$='-text'][value='还担心什么？']")
        press(page, "保存焦点题")
        assert "已保存 2 道焦点题" in page.inner_text("[role=status]") and page.evaluate(MEASURE) == [0, []]


def test_the_adviser_passes_and_the_leader_approves(stage: Stage) -> None:
    with stage.seat(STAFF["adviser"], 360) as page:
        page.goto("/review/")
        page.locator(".waiting a").first.click()
        page.locator("[name=suggestion_ids]").check()
        press(page, "通过勾选的")
        assert "通过" in page.inner_text("[role=status]")
    with stage.seat(STAFF["leader"]) as page:
        page.goto("/review/")
        page.locator(".waiting a").first.click()
        page.locator("[name=sure]").check()
        press(page, "审定勾选的建议")
        assert "已审定 1 条建议" in page.inner_text("[role=status]")
    stage.story.submission = until(stage.story._drafted, WAIT, "the batch is whole")["id"]


@pytest.mark.parametrize("account", [*STAFF.values(), "expert-env", "admin"])
def test_no_staff_page_scrolls_sideways_or_has_a_small_target(stage: Stage, account: str) -> None:
    wrong = {}
    with stage.seat(account, password=stage.machine.password if account == "admin" else PASSWORD) as page:
        for path in stage.pages()[account]:
            answer = page.goto(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 740})
                over, small = page.evaluate(MEASURE)
                if answer is None or answer.status != 200 or over > 0 or small:
                    wrong[f"{path} {width}"] = (answer and answer.status, over, small)
    assert not wrong


def test_a_language_chosen_at_one_service_holds_at_the_others(stage: Stage) -> None:
    with stage.seat(STAFF["officer"]) as page:
        page.goto("/review/?lang=en")
        for path in ("/review/", "/reports/", "/notify/", "/"):
            page.goto(path)
            assert page.get_attribute("html", "lang") == "en"
        page.goto("/?lang=zh")


def test_no_console_has_said_anything(stage: Stage) -> None:
    assert stage.trouble == []
