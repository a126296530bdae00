"""The tablet in a browser: without a network from the first word to the receipt, delivered later, nothing left over."""
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from services.notify.opening import Opener
from shared.ids import read_receipt, receipt_of
from shared.keyring import load_keyring
from tests.live.campaign import Campaign, a_campaign
from tests.live.servers import wait_until
from tests.live.weather import CLEAR, OFFLINE

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(180)]
WORDS, ADDRESS, NAME = "请写明由谁来掏井，一年几次。", "jing@example.org", "石小井"
KIND = "application/vnd.minyi.parcel"
ROWS = "SELECT * FROM opinions WHERE device_id = ? ORDER BY device_seq"
HAN = re.compile(r"[一-鿿]")
STORED = """async () => {
  const asked = indexedDB.open("minyi");
  const db = await new Promise((ok) => (asked.onsuccess = () => ok(asked.result)));
  const all = [];
  for (const name of db.objectStoreNames) {
    const reading = db.transaction(name).objectStore(name).getAll();
    all.push(...await new Promise((ok) => (reading.onsuccess = () => ok(reading.result))));
  }
  db.close();
  return JSON.stringify(all, (_, value) => value instanceof Uint8Array ? String.fromCharCode(...value) : value);
}"""
# Under the sender's own lock: a parcel that it has already packed would carry what lay there before.
CHANGE = """([seqs, kind, ms]) => navigator.locks.request("outbox", async () => {
  const asked = indexedDB.open("minyi");
  const db = await new Promise((ok) => (asked.onsuccess = () => ok(asked.result)));
  const writing = db.transaction("outbox", "readwrite");
  for (const seq of seqs) {
    const asking = writing.objectStore("outbox").get(seq);
    asking.onsuccess = () => {
      const kept = asking.result;
      if (kind === "spoil") kept.box[60] ^= 1;
      else kept.confirmed_at -= ms;
      writing.objectStore("outbox").put(kept);
    };
  }
  await new Promise((ok) => (writing.oncomplete = ok));
  db.close();
})"""
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def one_campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """A server and a tablet for all tests of this module."""
    with a_campaign(tmp_path_factory.mktemp("tablet")) as campaign:
        yield campaign


@pytest.fixture
def campaign(one_campaign: Campaign) -> Iterator[Campaign]:
    """The tablet at the operator's page, with all that was left before delivered."""
    tablet = one_campaign.tablet
    tablet.page.reload()
    tablet.page.wait_for_selector("[data-strip]")
    tablet.told.clear()
    tablet.typed.clear()
    yield one_campaign
    come_back(one_campaign)
    tablet.await_sent(30)


def fill_in(page: Page) -> None:
    """One person's opinion with everything in it."""
    page.select_option("[name=provision]", value="art_1")
    page.check("[name=stance][value=amend]")
    page.fill("[name=text]", WORDS)
    page.fill("[name=proposed_text]", page.input_value("[name=proposed_text]") + "由村民委员会负责。")
    page.fill("[name=reason]", "我家就在井边。")
    page.check("[name=contact_channel][value=email]")
    page.fill("[name=contact_email]", ADDRESS)
    page.fill("[name=contact_name]", NAME)


def cut_off(campaign: Campaign) -> Page:
    """No network and no server; the page is opened anew all the same, and shows the form."""
    campaign.weather.sky = OFFLINE
    campaign.outpost.kill()
    page = campaign.tablet.page
    page.reload()
    page.click("[data-action=start], [data-action=choose-event]")
    if not page.is_visible("[name=text]"):
        page.click("[data-action=start]")
    return page


def come_back(campaign: Campaign) -> None:
    """Server and network are there again."""
    campaign.outpost.kill()
    campaign.outpost.start()
    campaign.outpost.await_answer()
    campaign.weather.sky = CLEAR


def leave_one(campaign: Campaign) -> str:
    """Leave one whole opinion; gives its id."""
    fill_in(campaign.tablet.page)
    campaign.tablet.page.click("[data-action=send]")
    campaign.tablet.page.wait_for_selector("[data-receipt]")
    found: str = campaign.tablet.outbox()[-1]["id"]
    return found


def test_an_opinion_left_without_network_or_server_has_its_receipt_and_arrives_later(campaign: Campaign) -> None:
    tablet, page = campaign.tablet, cut_off(campaign)
    id_ = leave_one(campaign)
    receipt, kept = page.inner_text("[data-receipt]"), tablet.outbox()[-1]
    assert read_receipt(receipt) == receipt == receipt_of(id_) == kept["receipt"]
    wait_until(lambda: tablet.strip()["unsent"] == "1", 10, "the strip counts it")
    come_back(campaign)
    tablet.await_sent(30)
    row = campaign.outpost.rows(ROWS, tablet.device)[-1]
    assert (row["id"], row["digest"], row["text"], row["stance"]) == (kept["id"], kept["digest"], WORDS, "amend")
    assert row["proposed_text"].endswith("由村民委员会负责。") and row["channel"] == "tablet" and row["popup_id"]


def test_what_lies_on_the_tablet_can_be_read_by_the_server_alone(campaign: Campaign) -> None:
    page = cut_off(campaign)
    id_, stored = leave_one(campaign), page.evaluate(STORED)
    assert id_ in stored
    assert not [each for each in (WORDS, ADDRESS, NAME, "我家就在井边") if each in stored]
    come_back(campaign)
    campaign.tablet.await_sent(30)
    told = "SELECT body FROM outbox WHERE body LIKE ? AND body LIKE '%sealed_contact%'"
    [wanted] = campaign.outpost.rows(told, f"%{id_}%")
    envelope = json.loads(wanted["body"])
    opener = Opener(load_keyring("notify", campaign.outpost.folder / "keys").contact_private)
    opened = opener.open(envelope["opinion_id"], envelope["sealed_contact"], envelope["contact_key"])
    assert (getattr(opened, "email", None), getattr(opened, "name", None)) == (ADDRESS, NAME)


def test_nothing_of_one_person_is_left_for_the_next(campaign: Campaign) -> None:
    page = cut_off(campaign)
    fill_in(page)
    assert "由村民委员会负责。" in page.inner_text("[data-changes] ins")
    page.click("[data-action=language]")
    page.click("[data-action=send]")
    page.click("[data-action=next]")
    page.wait_for_selector("html[lang=zh-CN]")
    fields = "input:not([type=radio]), textarea, select"
    values = page.eval_on_selector_all(fields, "(all) => all.map((each) => each.value)")
    assert set(values) == {""} and page.is_checked("[name=contact_channel][value='']")
    assert not [each for each in (WORDS, ADDRESS, NAME) if each in page.content()]
    assert page.locator("button.primary").count() == 0, "red is for the next person's button alone"


def test_a_form_that_is_not_right_says_what_to_do_and_keeps_nothing(campaign: Campaign) -> None:
    page, before = cut_off(campaign), campaign.tablet.outbox()
    page.check("[name=contact_channel][value=email]")
    page.fill("[name=contact_email]", "井边")
    page.click("[data-action=send]")
    assert page.locator("[data-wrong] a").count() == 2 and campaign.tablet.outbox() == before
    assert page.evaluate("document.activeElement.hasAttribute('data-wrong')")
    page.click("[data-wrong] a >> nth=1")
    assert page.evaluate("document.activeElement.name") == "contact_email"


def test_one_touch_gives_english_and_leaves_the_drafts_words_chinese(campaign: Campaign) -> None:
    page = cut_off(campaign)
    page.click("[data-action=language]")
    page.wait_for_selector("html[lang=en]")
    chinese = page.evaluate("""() => [...document.querySelectorAll("body *")]
      .filter((each) => !each.closest("[lang^=zh], noscript"))
      .flatMap((each) => [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data))""")
    assert [each for each in chinese if HAN.search(each)] == []


def test_an_exported_file_is_taken_by_the_parcel_door_and_deletes_nothing(campaign: Campaign, tmp_path: Path) -> None:
    tablet, page = campaign.tablet, cut_off(campaign)
    for _ in range(3):
        assert tablet.speak(campaign.say())
    page.click("[data-action=home]")
    with page.expect_download() as carried:
        page.click("[data-action=export]")
    assert re.fullmatch(r"minyi-[0-9a-f]{6}-[0-9]{8}-[0-9]{6}\.minyi", carried.value.suggested_filename)
    carried.value.save_as(tmp_path / "stick.minyi")
    assert len(tablet.unsent()) == 3, "only a confirmation counts"
    campaign.outpost.start()
    campaign.outpost.await_answer()
    answer = page.request.post(f"{campaign.outpost.address}/api/v1/parcels", headers={"Content-Type": KIND},
                               data=(tmp_path / "stick.minyi").read_bytes())
    assert [each["status"] for each in answer.json()["results"]] == ["created"] * 3
    campaign.weather.sky = CLEAR
    tablet.await_sent(30)
    rows = campaign.outpost.rows(ROWS, tablet.device)
    assert [each["id"] for each in tablet.outbox()] == [each["id"] for each in rows]


def test_the_list_shows_numbers_and_receipts_and_no_words(campaign: Campaign) -> None:
    tablet, page = campaign.tablet, cut_off(campaign)
    for _ in range(2):
        assert tablet.speak(campaign.say())
    page.click("[data-action=queue]")
    shown = "(all) => all.map((each) => [Number(each.dataset.seq), each.dataset.state])"
    seen = page.eval_on_selector_all("[data-queue] [data-seq]", shown)
    assert [seq for seq, _ in seen] == [each["seq"] for each in reversed(tablet.outbox())]
    assert seen[0][1] in ("kept", "sending")
    assert all(each["receipt"] in page.inner_text("[data-queue]") for each in tablet.outbox())
    assert not [words for words in tablet.typed if words in page.content()]


def test_only_what_was_confirmed_more_than_thirty_days_ago_is_deleted(campaign: Campaign) -> None:
    tablet = campaign.tablet
    for _ in range(3):
        assert tablet.speak(campaign.say())
    tablet.await_sent(30)
    campaign.weather.sky = OFFLINE
    assert tablet.speak(campaign.say())
    *_, old, young, fresh, unsent = [each["seq"] for each in tablet.outbox()]
    tablet.page.evaluate(CHANGE, [[old], "age", 33 * DAY_MS])
    tablet.page.evaluate(CHANGE, [[young], "age", 29 * DAY_MS])
    campaign.weather.sky = CLEAR
    tablet.await_sent(30)
    wait_until(lambda: old not in [each["seq"] for each in tablet.outbox()], 20, "the old one is gone")
    assert [each["seq"] for each in tablet.outbox()][-3:] == [young, fresh, unsent]


def test_one_spoilt_record_holds_up_no_other_and_is_shown(one_campaign: Campaign) -> None:
    campaign, tablet = one_campaign, one_campaign.tablet
    tablet.page.reload()
    tablet.page.wait_for_selector("[data-strip]")
    campaign.weather.sky = OFFLINE
    for _ in range(5):
        assert tablet.speak(campaign.say())
    spoilt, *rest = [each["seq"] for each in tablet.outbox()][-5:]
    tablet.page.evaluate(CHANGE, [[spoilt], "spoil", 0])
    campaign.weather.sky = CLEAR
    tablet.sync()
    states = {each["seq"]: each["state"] for each in tablet.outbox()}
    wait_until(lambda: all(each["state"] == "confirmed" for each in tablet.outbox() if each["seq"] in rest), 20,
               f"the others arrive: {states}")
    tablet.page.click("[data-action=queue]")
    tablet.page.wait_for_selector(f"[data-seq='{spoilt}'][data-state=refused]")
    assert "打不开" in tablet.page.inner_text(f"[data-seq='{spoilt}']") and tablet.strip()["unsent"] != "0"


def test_a_revoked_tablet_stops_says_so_and_keeps_everything(one_campaign: Campaign) -> None:
    campaign, tablet = one_campaign, one_campaign.tablet
    tablet.page.reload()
    tablet.page.wait_for_selector("[data-strip]")
    campaign.weather.sky = OFFLINE
    assert tablet.speak(campaign.say())
    campaign.outpost.revoke(tablet.device)
    campaign.weather.sky = CLEAR
    tablet.sync()
    wait_until(lambda: tablet.strip()["state"] == "stopped", 20, "it stops")
    assert "已停止发送" in tablet.page.inner_text("main [role=alert]") and tablet.unsent()
