"""Defects D1 to D4 of other offline clients (reference/intake.md §1.2): what they lose, this tablet does not."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.campaign import Campaign, a_campaign
from tests.live.schedules import DAY_MS
from tests.live.servers import wait_until
from tests.live.weather import CLEAR, OFFLINE, Sky

pytestmark = [pytest.mark.live, pytest.mark.timeout(120)]
PARCELS, CONFIRM, RECORDINGS = "/api/v1/parcels", "/api/v1/opinions/confirm", "/api/v1/recordings"
RECORD = """async ([id, bytes]) => {
  const sound = new Uint8Array(bytes);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", sound));
  const sha256 = [...hash].map((each) => each.toString(16).padStart(2, "0")).join("");
  const asked = indexedDB.open("minyi");
  const db = await new Promise((ok) => (asked.onsuccess = () => ok(asked.result)));
  const writing = db.transaction("recordings", "readwrite", { durability: "strict" });
  writing.objectStore("recordings").put({ id, sound, type: "audio/webm", sha256, state: "kept" });
  await new Promise((ok) => (writing.oncomplete = ok));
  db.close();
}"""
RECORDINGS_HERE = """() => new Promise((tell) => { const asked = indexedDB.open("minyi"); asked.onsuccess = () => {
  const all = asked.result.transaction("recordings").objectStore("recordings").getAll();
  all.onsuccess = () => { asked.result.close(); tell(all.result.map(({id, state}) => [id, state])); }; }; })"""


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    """A tablet that was just enrolled."""
    with a_campaign(tmp_path) as campaign:
        yield campaign


def rest(campaign: Campaign) -> None:
    """Let the sender try, several times, in the present weather."""
    before = sum(campaign.weather.hits.values())
    for _ in range(4):
        campaign.tablet.sync()
        campaign.tablet.page.wait_for_timeout(150)
    assert sum(campaign.weather.hits.values()) > before


def test_d1_an_opinion_whose_recording_has_not_arrived_is_kept_with_it(campaign: Campaign) -> None:
    """Enketo uploads a record without its missing media and deletes it: here both stay until both are there."""
    tablet = campaign.tablet
    campaign.weather.sky = OFFLINE
    assert tablet.speak(campaign.say())
    opinion = tablet.outbox()[0]["id"]
    tablet.page.evaluate(RECORD, [opinion, list(b"\x1aE\xdf\xa3 a recording")])
    campaign.weather.sky = Sky("gate", status=500, reaches=False, only=RECORDINGS)
    rest(campaign)
    assert tablet.page.evaluate(RECORDINGS_HERE) == [[opinion, "kept"]]
    assert [each["id"] for each in tablet.outbox()] == [opinion]
    assert tablet.strip()["unsent"] != "0", "the strip says that all is sent while a recording is not"


def test_d2_two_tabs_have_one_sender_and_one_sequence(campaign: Campaign) -> None:
    """Enketo's tabs know nothing of each other and send the same record twice: here one sends at a time."""
    tablet = campaign.tablet
    campaign.weather.sky = OFFLINE
    with tablet.a_second_tab() as other:
        for _ in range(5):
            assert tablet.speak(campaign.say()) and tablet.speak(campaign.say(), other)
        campaign.weather.sky = Sky(kbit=100)
        for page in (tablet.page, other, tablet.page, other):
            tablet.sync(page)
        campaign.calm()
    assert campaign.weather.most[PARCELS] == 1
    assert [each["seq"] for each in tablet.outbox()] == list(range(1, 11))


def test_d3_a_full_tablet_says_that_nothing_was_kept(campaign: Campaign) -> None:
    """Enketo writes a failed save to the console: here the person is told, the words stay, no receipt is shown."""
    campaign.do_full(0.0)
    campaign.calm()
    assert len(campaign.tablet.told) == 1


@pytest.mark.parametrize("status", [500, 503, 403, 413])
def test_d4_a_500_or_a_week_offline_drops_nothing(campaign: Campaign, status: int) -> None:
    """Workbox takes any answer for a success and forgets after seven days: here both are survived, restarts too."""
    tablet = campaign.tablet
    campaign.weather.sky = OFFLINE
    assert tablet.speak(campaign.say())
    campaign.weather.sky = Sky("gate", status=status, reaches=False)
    rest(campaign)
    campaign.look()
    campaign.weather.sky = OFFLINE
    tablet.chromium.ahead_ms = 8 * DAY_MS
    tablet.restart()
    assert tablet.speak(campaign.say())
    tablet.chromium.ahead_ms = 0
    tablet.restart()
    assert len(tablet.unsent()) == 2
    campaign.calm()


def test_d4_an_answer_that_was_not_confirmed_deletes_nothing(campaign: Campaign) -> None:
    """A parcel's 200 is no proof: until the server has named id and digest, the opinion counts as unsent."""
    tablet = campaign.tablet
    campaign.weather.sky = Sky("gate", status=502, reaches=False, only=CONFIRM)
    assert tablet.speak(campaign.say())
    tablet.sync()
    wait_until(lambda: len(campaign.outpost.stored(tablet.device)) == 1, 20, "it is at the server")
    tablet.page.wait_for_timeout(300)
    assert tablet.strip()["unsent"] == "1" and len(tablet.unsent()) == 1
    campaign.weather.sky = CLEAR
    campaign.calm()
