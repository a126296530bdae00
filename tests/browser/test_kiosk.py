"""The kiosk in a real browser: large enough for everybody, nobody's words for the next person, nothing lost."""
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from deploy.sample.door import Door, until
from shared.web.languages import code_of
from tests.browser.axe import violations
from tests.browser.booths import SIZES, VOICES, Booth, draw_pdf, faults, go_to, kept_bytes, press, read_heap
from tests.browser.visitors import Site
from tests.journeys.story import Story
from tests.live.machine import a_machine
from tests.shared.test_languages import THIRD, bring

pytestmark = [pytest.mark.browser, pytest.mark.live]
SAID = "井台边要有围栏，夜里看不见。"
IDLE, WARN = 120_000, 30_000
DOTS = 203  # to the inch, as thermal printers have
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--use-fake-ui-for-media-stream",
         "--use-fake-device-for-media-stream"]
NO_NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 404", "status of 409")


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booth]:
    """One product with a third language, a station and its kiosk."""
    folder = tmp_path_factory.mktemp("kiosk")
    bring(folder / "data")
    with a_machine(folder / "data") as machine, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        site = Site(machine, browser, Story(Door({"": machine.address}), machine.password, folder / "mail"))
        site.set_up()
        booth = Booth(site)
        booth.set_up()
        yield booth
        browser.close()


@pytest.fixture(autouse=True)
def quiet(booth: Booth) -> Iterator[None]:
    """No test may end with an error in a console or a violated content policy; no network is none."""
    booth.trouble.clear()
    yield
    assert [each for each in booth.trouble if not any(known in each for known in NO_NETWORK)] == []


def opinion(booth: Booth, receipt: str) -> dict[str, Any]:
    """The opinion behind a receipt as intake has it; waits until it is there."""
    def find() -> Any:
        with closing(sqlite3.connect(booth.site.machine.data / "intake.sqlite")) as database:
            database.row_factory = sqlite3.Row
            return database.execute("SELECT * FROM opinions WHERE receipt = ?", (receipt,)).fetchone()

    return dict(until(find, 30, "intake has the opinion"))


def speak(page: Page, seconds: float = 1.5) -> None:
    """Hold the button and talk."""
    button = page.locator("[data-action=talk]")
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(1000 * seconds)
    page.mouse.up()
    expect(button).to_have_attribute("aria-pressed", "false")


def hand_in(page: Page) -> str:
    """Answer the last question and read the receipt."""
    press(page, "send")
    page.wait_for_selector("[data-receipt]")
    return page.locator("[data-receipt]").inner_text()


def every_screen(page: Page, booth: Booth) -> Iterator[str]:
    """Walk through all screens; yields the name of the one that is shown."""
    yield "home"
    press(page, "opinions")
    page.wait_for_selector("main[data-step=draft] .pick")
    yield "draft"
    page.locator("main .pick").first.click()
    yield "articles"
    page.locator("main .pick").nth(5).click()
    yield "article"
    press(page, "choose")
    yield "stance"
    press(page, "amend", "next")
    yield "words, nothing said"
    speak(page, 1.2)
    yield "words, something said"
    press(page, "next", "email", "send")
    yield "contact, refused"
    page.locator("input").fill("jing@example.org")
    hand_in(page)
    yield "receipt"
    press(page, "done")
    page.wait_for_selector("main[data-step=home]")
    press(page, "reading")
    page.wait_for_selector("main[data-step=reading] .pick")
    yield "reading"
    press(page, "back", "liaison")
    yield "liaison"
    press(page, "item", "send")
    yield "item, refused"
    press(page, "back", "lookup")
    yield "lookup"
    for letter in booth.site.answered.replace("-", ""):
        page.locator(f"[data-key='{letter}']").click()
    press(page, "look")
    page.wait_for_selector(".stages")
    yield "found"


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_keeps_the_numbers_for_old_eyes_and_hands(booth: Booth, size: str) -> None:
    with booth.visitor(size, VOICES) as page:
        wrong = {name: found for name in every_screen(page, booth) if (found := faults(page))}
    assert wrong == {}


def surprises(page: Page) -> list[str]:
    """What axe finds, but for the invented language's name: axe knows all real ones."""
    return [each for each in violations(page) if f'lang="{code_of(THIRD)}"' not in each]


@pytest.mark.parametrize("width", [360, 1024, 1920])
def test_axe_finds_nothing_on_any_screen(booth: Booth, width: int) -> None:
    with booth.visitor("landscape", VOICES) as page:
        page.set_viewport_size({"width": width, "height": 1080})
        wrong = {name: found for name in every_screen(page, booth) if (found := surprises(page))}
    assert wrong == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_larger_and_the_high_contrast_version_keep_them_too(booth: Booth, size: str) -> None:
    wrong: dict[str, Any] = {}
    with booth.visitor(size, VOICES) as page:
        for step in ("draft", "article", "stance", "words", "contact"):
            go_to(page, step)
            press(page, "large")
            expect(page.locator("html")).to_have_class("kiosk large")
            assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 30
            for name in ("large", "large and high contrast"):
                if found := faults(page):
                    wrong[f"{step}, {name}"] = found
                press(page, "contrast")
                expect(page.locator("html.contrast")).to_have_count(1 if name == "large" else 0)
            press(page, "home")
            page.wait_for_selector("main[data-step=home]")
    assert wrong == {}


def test_whoever_comes_back_in_time_goes_on_where_they_were(booth: Booth) -> None:
    with booth.visitor() as page:
        go_to(page, "words")
        page.clock.install()
        page.locator("textarea").fill(SAID)
        page.clock.fast_forward(IDLE - 5_000)
        expect(page.locator(".countdown")).to_have_count(0)
        page.clock.fast_forward(6_000)
        expect(page.locator(".countdown")).to_be_visible()
        assert faults(page) == {} and SAID not in page.locator(".countdown").inner_text()
        page.clock.fast_forward(WARN - 8_000)
        box = page.locator("[data-action=stay-here]").bounding_box()
        assert box is not None and box["width"] >= 300 and box["height"] >= 150
        press(page, "stay-here")
        expect(page.locator(".countdown")).to_have_count(0)
        expect(page.locator("textarea")).to_have_value(SAID)
        page.clock.fast_forward(IDLE - 5_000)
        expect(page.locator(".countdown")).to_have_count(0)


def test_of_who_went_away_nothing_is_left_but_a_number(booth: Booth) -> None:
    with booth.visitor() as page:
        entries = page.evaluate("history.length")
        go_to(page, "words")
        page.locator("textarea").fill(SAID)
        speak(page)
        assert SAID in read_heap(page)  # what is looked for below would be found
        page.clock.install()
        for wait in (IDLE + 1_000, WARN + 1_000):
            page.clock.fast_forward(wait)
            page.wait_for_timeout(400)
        page.wait_for_selector("main[data-step=home]")
        assert page.evaluate("history.length") == entries
        assert SAID not in page.content() and SAID not in read_heap(page)
        elsewhere = page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href])")
        assert SAID not in elsewhere
        assert SAID.encode() not in kept_bytes(page) and SAID.encode("utf-16-le") not in kept_bytes(page)
        page.go_back()
        page.wait_for_timeout(300)
        assert SAID not in page.content()
        page.goto("/kiosk")
        go_to(page, "words")
        expect(page.locator("textarea")).to_have_value("")
        page.reload()
        page.wait_for_selector("main[data-step=home]")
        told = until(lambda: _abandoned(booth), 20, "intake knows how many went away")
        assert told == [("words", 1)]


def _abandoned(booth: Booth) -> list[Any]:
    with closing(sqlite3.connect(booth.site.machine.data / "intake.sqlite")) as database:
        return database.execute("SELECT step, number FROM abandonments WHERE device_id = ?",
                                (booth.device["id"],)).fetchall()


def test_nothing_that_was_said_lies_readable_on_the_kiosk_after_it_was_handed_in(booth: Booth) -> None:
    with booth.visitor() as page:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.context.set_offline(True)
        go_to(page, "words")
        page.locator("textarea").fill(SAID)
        speak(page)
        press(page, "next", "email")
        page.locator("input").fill("jing@example.org")
        receipt = hand_in(page)
        assert "jing@" not in page.content() and "存在这台机器里" in page.inner_text("main")
        kept = kept_bytes(page)
        assert SAID.encode() not in kept and b"jing@" not in kept and b"\x1aE\xdf\xa3" not in kept
        assert len(kept) > 2_000  # the opinion and its recording are there
        press(page, "done")
        page.wait_for_selector("main[data-step=home]")
        assert SAID not in read_heap(page)
        page.context.set_offline(False)
        page.reload()
        found = opinion(booth, receipt)
        assert (found["text"], found["channel"], found["station_id"]) == (SAID, "kiosk", booth.station)
        until(lambda: _sounds(booth, found["id"]), 20, "the recording hangs on the opinion")


def _sounds(booth: Booth, opinion_id: str) -> list[Any]:
    with closing(sqlite3.connect(booth.site.machine.data / "intake.sqlite")) as database:
        return database.execute("SELECT media_type FROM attachments JOIN blobs USING (sha256) WHERE opinion_id = ?",
                                (opinion_id,)).fetchall()


def _waits(booth: Booth, receipt: str) -> list[Any]:
    with closing(sqlite3.connect(booth.site.machine.data / "intake.sqlite")) as database:
        return database.execute("SELECT sha256 FROM attachments JOIN spoken USING (opinion_id) WHERE receipt = ?",
                                (receipt,)).fetchall()


def test_what_was_only_spoken_is_written_down_and_keeps_its_receipt(booth: Booth) -> None:
    with booth.visitor() as page:
        go_to(page, "words")
        speak(page)
        press(page, "hear")
        expect(page.locator(".said audio")).to_have_count(1)
        press(page, "next")
        receipt = hand_in(page)
        assert "整理成文字" in page.inner_text("main")
        until(lambda: _waits(booth, receipt), 30, "the recording waits")
    told = booth.site.story.door
    assert told.get(f"/api/v1/opinions/{receipt}")["state"] == "recorded"
    with booth.officer() as desk:
        desk.goto("/staff/recordings")
        card = desk.locator("section.card", has_text=receipt)
        length = card.locator("audio").evaluate(
            "each => new Promise((done) => { each.onloadedmetadata = () => done(1); each.onerror = () => done(0);"
            " each.preload = 'metadata'; each.load(); })")
        assert length == 1
        card.locator("textarea").fill(SAID)
        card.get_by_role("button", name="整理好了").click()
        expect(desk.locator(".note")).to_contain_text(receipt)
    found = opinion(booth, receipt)
    assert (found["text"], found["channel"], found["stance"]) == (SAID, "kiosk", "support")
    assert told.get(f"/api/v1/opinions/{receipt}")["state"] == "received"


def test_the_receipt_leaves_by_itself_and_stays_while_it_is_touched(booth: Booth) -> None:
    with booth.visitor() as page:
        go_to(page, "contact")
        page.clock.install()
        hand_in(page)
        for _ in range(3):
            page.clock.fast_forward(8_000)
            page.mouse.click(5, 900)
            expect(page.locator("[data-receipt]")).to_be_visible()
        page.clock.fast_forward(11_000)
        page.wait_for_selector("main[data-step=home]")


def test_the_receipt_is_printed_on_58_mm_and_its_code_is_read(booth: Booth) -> None:
    with booth.visitor() as page:
        page.evaluate("() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }")
        go_to(page, "contact")
        press(page, "email")
        page.locator("input").fill("jing@example.org")
        receipt = hand_in(page)
        press(page, "print")
        assert page.evaluate("window.printed") == 1
        seen = zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot())))
        paper = page.pdf(prefer_css_page_size=True)
    slip = draw_pdf(paper, DOTS)
    assert abs(slip.width / DOTS * 25.4 - 58) < 1
    dark = slip.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert dark is not None and dark[0] > 30 and dark[2] < slip.width - 30 and dark[3] < slip.height - 30
    address = f"{booth.site.machine.address}/t/{receipt}"
    assert [each.text for each in zxingcpp.read_barcodes(slip)] == [address] == [each.text for each in seen]


def test_a_third_language_costs_one_touch_on_every_screen_and_speaks_by_its_labels(booth: Booth) -> None:
    with booth.visitor() as page:
        assert page.locator("[data-action=aloud]").count() == 0  # no voice, no label: no button
        page.locator("[data-language=xqz]").click()
        expect(page.locator("h1")).to_have_text("Tikka tam")
        with page.expect_request("**/static/audio/xqz/home.title.opus"):
            press(page, "aloud")
        for step in ("draft", "article", "stance", "words", "contact"):
            page.goto("/kiosk")
            go_to(page, step)
            for code in ("en", "xqz", "zh"):
                page.locator(f"[data-language={code}]").click()
                expect(page.locator(f"[data-language={code}]")).to_have_attribute("aria-pressed", "true")


def test_with_a_voice_every_text_can_be_read_aloud(booth: Booth) -> None:
    with booth.visitor(script=VOICES) as page:
        go_to(page, "article")
        page.locator("main .pick").nth(5).click()
        for button in page.locator("[data-action=aloud]").all():
            button.click()
        told = page.evaluate("window.spoken")
        assert len(told) == 3 and "县级以上人民政府" in told[1] and "文化部门管井" in told[2]


def test_nothing_reaches_the_clipboard(booth: Booth) -> None:
    with booth.visitor(permissions=["clipboard-read", "clipboard-write"]) as page:
        page.evaluate("navigator.clipboard.writeText('of somebody else')")
        go_to(page, "words")
        page.locator("textarea").fill(SAID)
        page.locator("textarea").press("Control+a")
        for key in ("Control+c", "Control+x"):
            page.keyboard.press(key)
        assert page.evaluate("navigator.clipboard.readText()") == "of somebody else"
        expect(page.locator("textarea")).to_have_value(SAID)


def test_a_device_that_is_out_of_service_says_so(booth: Booth) -> None:
    with booth.visitor() as page:
        booth.site.story.people["officer"].ask("DELETE", f"/api/v1/devices/{booth.device['id']}")
        page.goto("/kiosk")
        expect(page.locator("h1")).to_contain_text("已经停用")
        booth.trouble.clear()




def test_a_social_item_is_found_again_and_told_of_in_its_own_words(booth: Booth) -> None:
    with booth.visitor() as page:
        press(page, "liaison", "item")
        page.locator("textarea").fill("村口的路灯坏了半个月。")
        press(page, "send")
        number = page.locator(".number").first.inner_text()
        press(page, "done", "liaison", "lookup")
        for letter in number.replace("-", ""):
            page.locator(f"[data-key='{letter}']").click()
        press(page, "look")
        expect(page.locator(".stages li.done b")).to_have_text(["社情民意已收到"])


def test_the_widest_number_there_can_be_stays_within_the_printed_48_mm(booth: Booth) -> None:
    with booth.visitor() as page:
        go_to(page, "contact")
        press(page, "email")
        page.locator("input").fill("jing@example.org")
        hand_in(page)
        page.emulate_media(media="print")
        number = page.locator(".slip .number")
        number.evaluate("(each) => { each.textContent = 'WWWWW-MMMMM-WWWW'; }")
        assert number.evaluate("(each) => each.scrollWidth <= each.parentElement.clientWidth")
