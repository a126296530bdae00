"""An expert at the desk in a browser: three opinions by keyboard alone, drafts that nothing loses, one thumb."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.review.domain.versions.differences import differences
from tests.browser.axe import violations
from tests.browser.desk_seats import MEASURE
from tests.browser.expert_seat import Keys, Seat, a_seat
from tests.review.panel import a_panel

pytestmark = [pytest.mark.browser]
PAIRS = [["井台周围三米为保护范围。", "井台周围五米为保护范围，界线由县级人民政府公布。"], ["", "新写的。"],
         ["删去的。", ""],
         ["第十二条第一款的规定，处二百元罚款。", "第十三条第一款的规定，可以处一千元罚款。"],
         ["一\n二\n三", "一\n三\n四"], ["应当每年检查一次。", "应当每年检查一次。"], ["甲乙丙丁" * 40, "丙甲丁乙" * 40]]
DIFFER = """async (pairs) => {
  const { differences, wordsOf } = await import("/review/static/difference.js");
  const side = (pieces, gone) => pieces.filter((each) => each.kind !== gone).map((each) => each.text).join("");
  return pairs.map(([one, two]) => {
    const pieces = differences(one, two);
    return [side(pieces, "added") === one, side(pieces, "removed") === two, wordsOf(one).join("") === one,
      pieces.map((each) => `${each.kind[0]}:${each.text}`).join("|")];
  });
}"""


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One house for all; each story lays its own opinions on the desk."""
    with a_panel(Path(tmp_path_factory.mktemp("expert"))) as panel, a_seat(panel) as opened:
        yield opened


def scores(page: Page) -> str:
    """What is chosen on the four scales and as verdict, "-" where nothing is."""
    names = ("legality", "necessity", "feasibility", "wording", "verdict")
    found = [page.locator(f"[name={name}]:checked") for name in names]
    return " ".join(str(each.get_attribute("value")) if each.count() else "-" for each in found)


def wait_kept(page: Page) -> None:
    """Until the page says that the draft is kept."""
    expect(page.locator("#kept")).to_contain_text("草稿已存", timeout=8000)


def test_three_opinions_are_assessed_by_keyboard_alone(seat: Seat) -> None:
    """18 keys for three judgements, six each, plus what is written."""
    one, two, three = seat.lay()
    with seat.page() as page:
        page.goto("/review/desk")
        keys = Keys(page)
        expect(page.locator("#position")).to_have_text("第 1 件，共 3 件")
        assert "五米会占到村道" not in page.content() and "逾期 2 天" in page.inner_text(".where")
        assert page.locator(".reading mark").inner_text() == "三米为保护范围"
        keys.press_and_go("4", "5", "3", "2", "x", "Control+Enter")
        keys.press_and_go("5", "5", "4", "1", "z", "Enter")
        keys.press("4", "4", "1", "Backspace", "3", "3")
        assert scores(page) == "4 4 3 3 -"
        keys.press("b", "e")
        expect(page.locator("#proposed_text")).to_be_focused()
        assert page.input_value("#proposed_text") == "县级人民政府应当每年检查一次。"
        keys.press("ArrowLeft")
        keys.type("，并公布结果")
        expect(page.locator("[data-changes] ins")).to_have_text("，并公布结果")
        keys.press_and_go("Control+Enter")
        expect(page.locator(".empty")).to_contain_text("都评完了")
        assert keys.pressed == 6 + 6 + 8 + 1 + len("，并公布结果") + 1
        page.goto("/review/desk/list")
        keys.press("j", "j", "k")
        with page.expect_navigation():
            keys.press("Enter")
        assert one in page.url
        assert "五米会占到村道" in page.inner_text(".others") and "专家甲" in page.inner_text(".others")
    found = {each: seat.panel.find(each) for each in (one, two, three)}
    assert [(each.verdict, each.legality, each.wording) for each in found.values()] == [
        ("revise", 4, 2), ("support", 5, 1), ("reject", 4, 3)]
    assert found[three].proposed_text == "县级人民政府应当每年检查一次，并公布结果。"


def test_keys_do_nothing_while_one_types_and_the_queue_keeps_the_draft(seat: Seat) -> None:
    first = seat.lay()[0]
    with seat.page() as page:
        page.goto(f"/review/desk?assignment={first}")
        keys = Keys(page)
        keys.press("n")
        keys.type("1z?j0 第2款")
        assert scores(page) == "- - - - -" and page.locator("#keys").is_hidden()
        for composing in ({"isComposing": True}, {"keyCode": 229}):
            page.evaluate("""(more) => document.body.dispatchEvent(new KeyboardEvent("keydown",
                { key: "4", bubbles: true, cancelable: true, ...more }))""", composing)
        assert scores(page) == "- - - - -"
        keys.press("Escape", "3")
        assert scores(page) == "3 - - - -"
        keys.press("?")
        expect(page.locator("#keys")).to_be_visible()
        keys.press("4", "Escape")
        expect(page.locator("#keys")).to_be_hidden()
        assert scores(page) == "3 - - - -"
        keys.press_and_go("j")
        keys.press_and_go("k")
        assert page.input_value("#note") == "1z?j0 第2款" and scores(page) == "3 - - - -"
        expect(page.locator("#kept")).to_contain_text("草稿已存")
        keys.press_and_go("l")
        assert "放到队列最后" in page.inner_text("[role=status]")
        keys.press("0")
        expect(page.locator("#back [name=usual]:checked")).to_have_value("field")
        handed = page.locator("#assess").get_attribute("data-draft")
        keys.press_and_go("Enter")
        assert "已推辞" in page.inner_text("[role=status]") and handed
        assert seat.panel.find(handed.split("/")[3]).declined_reason == "与我的专业无关"


def test_two_windows_keep_both_texts_until_one_is_chosen(seat: Seat) -> None:
    first = seat.lay()[0]
    with seat.page() as one, seat.page() as two:
        for page in (one, two):
            page.goto(f"/review/desk?assignment={first}")
            page.keyboard.press("n")
        two.keyboard.type("另一台设备上写的")
        wait_kept(two)
        one.keyboard.type("这里写的")
        panel = one.locator("#overlap .overlap")
        expect(panel).to_contain_text("另一台设备上写的", timeout=8000)
        expect(panel).to_contain_text("这里写的")
        one.keyboard.press("Control+Enter")
        draft = seat.panel.draft(first)
        assert draft is not None and draft.given == {"note": "另一台设备上写的"}
        panel.get_by_role("button", name="用这里写的").click()
        wait_kept(one)
        expect(panel).to_have_count(0)
        two.keyboard.type("，又写")
        expect(two.locator("#overlap .overlap")).to_contain_text("这里写的", timeout=8000)
        with two.expect_navigation():
            two.get_by_role("link", name="用那边存的").click()
        assert two.input_value("#note") == "这里写的"
        seat.trouble = [each for each in seat.trouble if "409" not in each]


def test_a_page_that_loses_the_network_keeps_what_was_typed(seat: Seat) -> None:
    first = seat.lay()[0]
    with seat.page() as page:
        page.goto(f"/review/desk?assignment={first}")
        page.context.set_offline(True)
        for key in "1234z":
            page.keyboard.press(key)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#kept")).to_contain_text("没有存上")
        assert scores(page) == "1 2 3 4 support" and first in page.url
        page.context.set_offline(False)
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        assert seat.panel.find(first).state == "assessed"
        page.goto(f"/review/desk?assignment={first}")
        page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach((each) => { each.value = 'too old'; })")
        page.keyboard.press("n")
        page.keyboard.type("放了一夜的页面")
        wait_kept(page)
        draft = seat.panel.draft(first)
        assert draft is not None and draft.given["note"] == "放了一夜的页面"
        seat.trouble = [each for each in seat.trouble if "Failed to load resource" not in each]


def test_one_thumb_on_a_phone(seat: Seat) -> None:
    """375 px, by touch: the bar to save is always there, nothing is smaller than a thumb or wider than the screen."""
    first = seat.lay()[0]
    with seat.page(375, has_touch=True, is_mobile=True) as page:
        page.goto(f"/review/desk?assignment={first}")
        bar = page.locator(".bar").bounding_box()
        assert bar is not None and bar["y"] + bar["height"] > 735 and page.evaluate(MEASURE) == [0, []]
        for name, value in (("legality", "4"), ("necessity", "4"), ("feasibility", "2"), ("wording", "5")):
            page.locator(f"#{name} label", has_text=value).tap()
        page.locator("#verdict label", has_text="修改后支持").tap()
        page.locator("#more summary").tap()
        page.get_by_role("button", name="照意见的改法改").tap()
        assert page.input_value("#proposed_text") == "井台周围五米。"
        expect(page.locator("[data-changes] del").first).to_be_visible()
        assert page.evaluate(MEASURE) == [0, []]
        with page.expect_navigation():
            page.get_by_role("button", name="保存，看下一件").tap()
        assert "已保存" in page.inner_text("[role=status]")
    kept = seat.panel.find(first)
    assert (kept.verdict, kept.feasibility, kept.proposed_text) == ("revise", 2, "井台周围五米。")


@pytest.mark.parametrize("width", [360, 1024, 1920])
def test_axe_finds_nothing_at_the_experts_desk(seat: Seat, width: int) -> None:
    open_one, done = seat.lay()[0], seat.tasks[0]
    with seat.page(width, bypass_csp=True) as page:
        found = {}
        for path in ("/list", f"?assignment={open_one}", f"?assignment={done}", ""):
            page.goto(f"/review/desk{path}")
            page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
            found[path] = violations(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found[path].append("wider than the screen")
        page.keyboard.press("?")
        found["keys"] = violations(page)
        page.keyboard.press("Escape")
        page.evaluate("document.querySelectorAll('[required]').forEach((each) => { each.required = false; })")
        with page.expect_navigation():
            page.get_by_role("button", name="保存，看下一件").click()
        found["errors"] = violations(page)
        assert page.title().startswith("错误：") and page.evaluate("document.activeElement.id") == "errors"
    seat.trouble = [each for each in seat.trouble if "422" not in each]
    assert {path: what for path, what in found.items() if what} == {}


def test_differences_in_the_browser_lose_no_character(seat: Seat) -> None:
    with seat.page() as page:
        page.goto("/review/desk")
        found = page.evaluate(DIFFER, PAIRS)
    assert all(each[:3] == [True, True, True] for each in found)
    for (one, two), (*_, shown) in zip(PAIRS[:-1], found, strict=False):
        expected = "|".join(f"{each.kind[0]}:{each.text}" for each in differences(one, two))
        assert shown == expected, "as the server shows it"


def test_no_console_has_said_anything(seat: Seat) -> None:
    assert seat.trouble == []
