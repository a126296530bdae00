"""The workbench in a browser: twenty opinions by keyboard alone, counted; axe; without a script."""
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from shared.ids import new_id
from tests.browser.axe import violations
from tests.browser.desk_seats import MEASURE
from tests.house import a_house
from tests.review.test_workbench import Bench

pytestmark = [pytest.mark.browser]
OPINIONS, SUGGESTIONS, ARTICLES = 1028, 464, 60
# what was said of one thing (the first opens a suggestion), then of things that nobody else speaks about
TOPICS = {
    "五米": ("三米不够，井台周围应当改为五米。", "井台周围三米不够，改为五米才好。", "保护范围改为井台周围五米。"),
    "路灯": ("井边晚上没有路灯，请在井边装路灯。", "在井边装一盏路灯，老人挑水看得见。", "井边路灯要装。"),
    "界桩": ("保护范围请用界桩标出来。", "用界桩把保护范围标出来，大家才认。", "界桩要标出保护范围。"),
    "农药": ("井边不得堆放农药和化肥。", "禁止在井边堆放农药。"),
    "水沟": ("请修一条排水沟，雨水不要流进井里。", "排水沟要修好，雨水才不流进井里。"),
}
ALONE = ("每年淘一次井，费用由村里出。", "写明谁来管井。", "准许节日祭井。")
ASIDE = "村口那条马路什么时候修？"
TWO = "在井边装路灯，还要用界桩把保护范围标出来。"


@dataclass
class Hand:
    """Somebody at a keyboard, who counts each key: Shift or Ctrl with another one are two."""

    page: Page
    keys: Counter[str] = field(default_factory=Counter)

    def press(self, what: str, *keys: str) -> None:
        """Press keys for one purpose and wait for the last one's answer."""
        for key in keys:
            self.keys[what] += len(key.split("+"))
            self.page.keyboard.press(key)

    def decide(self, what: str, *keys: str) -> None:
        """Press keys that deal with the voice in focus, and wait until another one has it."""
        before = self.page.get_attribute(".voice.here", "id")
        self.press(what, *keys)
        self.page.wait_for_function("id => document.querySelector('.voice.here')?.id !== id", arg=before)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """An open consultation with twenty opinions on one article, and more on another."""
    with a_house(tmp_path_factory.mktemp("bench"), "review") as house:
        found = Bench(house)
        for text in (*(each for topic in TOPICS.values() for each in topic), *ALONE, ASIDE, TWO):
            found.say(text)
        found.say("不要划保护范围，两边的人家没法修房子。", "oppose")
        found.say("赞成划保护范围。", "support", times=2)
        yield found


@pytest.fixture(scope="module")
def browser(bench: Bench) -> Iterator[tuple[Browser, str]]:
    """A browser, and where review answers."""
    server = make_server("127.0.0.1", 0, bench.house.apps["review"], threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                            args=["--no-sandbox", "--disable-gpu"])
        yield opened, f"http://127.0.0.1:{server.server_port}"
        opened.close()
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def a_seat(browser: tuple[Browser, str], bench: Bench, name: str = "王某", **rest: Any) -> Iterator[Page]:
    """An officer's page; the console must stay silent."""
    trouble: list[str] = []
    context = browser[0].new_context(base_url=browser[1], **rest)
    context.add_cookies([{"name": "minyi_token", "url": browser[1],
                          "value": bench.house.token("officer", account_id=new_id(), name=name)}])
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type in ("error", "warning")
            and "Failed to load resource" not in message.text else None)
    yield page
    context.close()
    assert trouble == []


def consolidate(hand: Hand) -> None:
    """Deal with the voice in focus as an officer would who reads it."""
    words = hand.page.inner_text(".voice.here .words")
    digit = offered(hand, next((each for each in TOPICS if each in words), "-"))
    if words == ASIDE:
        hand.decide("aside", "x", "1")
    elif words == TWO and offered(hand, "路灯") and offered(hand, "界桩"):
        hand.press("two", "s", offered(hand, "路灯"))
        expect(hand.page.locator(".voice.here .held")).to_be_visible()
        hand.decide("two", offered(hand, "界桩"))
    elif digit:
        hand.decide("taken", digit)
    elif words == ALONE[0]:
        hand.press("typed", "n")
        expect(hand.page.locator(".voice.here [name=title]")).to_be_focused()
        hand.decide("typed", "Control+Enter")
    else:
        hand.decide("new", "Shift+N")


def offered(hand: Hand, topic: str) -> str:
    """The digit of the proposal that is about this, "" where none is."""
    titles = hand.page.locator(".voice.here .take").all_inner_texts()
    return next((str(at) for at, title in enumerate(titles, 1) if topic in title), "")


def test_an_officer_consolidates_twenty_by_keyboard_alone(browser: tuple[Browser, str], bench: Bench) -> None:
    """One key takes, two make a new one; what 1,028 opinions would cost that become 464 is computed from it."""
    with a_seat(browser, bench, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{bench.path}/work?article=art_3")
        hand, before = Hand(page), bench.balance()
        if page.inner_text(".voice.here .words") == TWO:
            hand.press("moved", "j")
        for _ in range(20):
            consolidate(hand)
        after, keys = bench.balance(), hand.keys
        assert before[2] - after[2] >= 18 and sum(after[1:5]) == after[0]
        made = after[5]
        taken = 20 - made - bool(keys["aside"]) - bool(keys["two"])
        assert keys["taken"] == taken and keys["typed"] in (0, 3) and keys.total() <= 3 * 20
        for_new = (keys["new"] + keys["typed"]) / made
        whole = SUGGESTIONS * for_new + (OPINIONS - SUGGESTIONS) * keys["taken"] / taken + ARTICLES
        assert whole <= 1.6 * OPINIONS, (whole, keys)
        hand.press("undone", "z")
        expect(page.locator("#said")).to_contain_text("已撤销")
        assert bench.balance()[2] > after[2]


def test_the_keys_are_shown_and_an_error_stands_at_the_voice_with_what_was_typed(
        browser: tuple[Browser, str], bench: Bench) -> None:
    with a_seat(browser, bench) as page:
        page.goto(f"{bench.path}/work?article=art_3")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.keyboard.press("Control+A")
        page.keyboard.type("我改过的标题")
        page.fill(".voice.here [name=text]", "")
        page.context.set_offline(True)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#said")).to_contain_text("没有送到")
        page.context.set_offline(False)
    with a_seat(browser, bench) as page:
        page.goto(f"{bench.path}/work?article=art_3")
        page.keyboard.press("n")
        page.keyboard.press("Control+A")
        page.keyboard.type("我改过的标题")
        page.fill(".voice.here [name=text]", "")
        with page.expect_response("**/work?**") as answer:
            page.keyboard.press("Control+Enter")
        assert answer.value.status == 422
        expect(page.locator(".voice.here [role=alert]")).to_contain_text("请写建议内容")
        assert page.input_value(".voice.here [name=title]") == "我改过的标题"


def test_axe_finds_nothing_and_nothing_is_too_small_or_too_wide(browser: tuple[Browser, str], bench: Bench) -> None:
    one = bench.suggestion(1)
    paths = (f"/work?article=art_3&open={one.id}", "/work?article=art_2", f"/merge?into={one.id}",
             f"/merge?into={one.id}&no=2", "/opposites", "/history?check=true")
    wrong = {}
    with a_seat(browser, bench, bypass_csp=True) as page:
        for path in paths:
            page.goto(bench.path + path)
            for width in (360, 1024, 1920):
                page.set_viewport_size({"width": width, "height": 800})
                over, small = page.evaluate(MEASURE)
                found = violations(page) + small + (["too wide"] if over > 0 else [])
                if found:
                    wrong[f"{path} {width}"] = found
    assert wrong == {}


def test_everything_works_without_a_script(browser: tuple[Browser, str], bench: Bench) -> None:
    with a_seat(browser, bench, java_script_enabled=False) as page:
        page.goto(f"{bench.path}/work?article=art_3")
        waiting = bench.balance()[2]
        page.locator(".voice.here .take").first.click()
        assert "归入第" in page.inner_text("p[role=status].note") and bench.balance()[2] < waiting
        page.get_by_role("button", name="撤销").click()
        assert "已撤销" in page.inner_text("p[role=status].note") and bench.balance()[2] == waiting
