"""What people say aloud: recordings are kept as the original, written down once, and nobody is lost on the way."""
from base64 import b64decode
from hashlib import sha256

import pytest
from nacl.public import PublicKey, SealedBox
from sqlalchemy import select

from services.intake.domain.bodies import digest_of
from services.intake.models import Attachment, Opinion, Outbox, Spoken
from shared.ids import receipt_of
from shared.sealing import seal_contact
from tests.house import House
from tests.intake.booth import OTHER_SOUND, SOUND, Booth
from tests.intake.tablets import ask, bring, confirm, enrol, statuses


@pytest.fixture
def booth(house: House) -> Booth:
    """A kiosk with an open consultation."""
    return Booth(house)


def desk(booth: Booth, **headers: str) -> str:
    """The desk of recordings."""
    return booth.look("/staff/recordings", **headers)


def test_the_same_recording_twice_is_kept_once_and_answered_with_its_digest(booth: Booth) -> None:
    body = booth.body()
    answers = [booth.put(body["id"]).json for _ in range(2)]
    assert answers == [{"opinion_id": body["id"], "sha256": sha256(SOUND).hexdigest()}] * 2
    assert len(booth.rows(select(Attachment))) == 1


def test_another_recording_under_the_id_is_kept_beside_the_first(booth: Booth) -> None:
    body = booth.body()
    booth.put(body["id"])
    booth.put(body["id"], OTHER_SOUND)
    listed = booth.client.get(f"/api/v1/recordings/{body['id']}", headers=booth.token).json["recordings"]
    assert listed == [sha256(each).hexdigest() for each in (SOUND, OTHER_SOUND)]


def test_what_is_no_sound_is_refused_with_a_sentence(booth: Booth) -> None:
    answer = booth.put(booth.body()["id"], b"<html>")
    assert answer.status_code == 422 and "不是录音" in answer.text


def test_a_recording_needs_the_token_of_the_device_that_brought_the_opinion(booth: Booth) -> None:
    body = booth.speak()
    assert booth.client.put(f"/api/v1/recordings/{body['id']}", data=SOUND).status_code == 401
    assert booth.put(body["id"], OTHER_SOUND, booth.enrol("自助机二")).status_code == 403


def test_a_recording_without_its_opinion_is_counted_on_the_desk(booth: Booth) -> None:
    booth.put(booth.body()["id"])
    assert "有 1 条录音已经到了" in desk(booth)


def test_a_spoken_opinion_waits_and_its_receipt_says_so(booth: Booth) -> None:
    receipt = receipt_of(booth.speak()["id"])
    assert receipt in desk(booth)
    assert booth.client.get(f"/api/v1/opinions/{receipt}").json["state"] == "recorded"
    assert "已收到录音，正在整理成文字" in booth.client.get(f"/t/{receipt}", headers={"Accept": "text/html"}).text
    assert booth.rows(select(Opinion)) == []


def test_what_was_written_down_is_the_opinion_with_the_same_id_receipt_and_moment(booth: Booth) -> None:
    body = booth.speak(provision="art_2", stance="oppose")
    booth.house.clock.moment += booth.house.clock.moment - booth.house.clock.moment.replace(hour=0)
    assert booth.write_down(body["id"]).status_code == 303
    [opinion] = booth.rows(select(Opinion))
    assert (opinion.id, opinion.receipt, opinion.channel) == (body["id"], receipt_of(body["id"]), "kiosk")
    assert opinion.written_at.isoformat() == body["written_at"].replace("Z", "+00:00")
    assert (opinion.text, opinion.provision, opinion.station_id) == ("井台边要有围栏。", "art_2", booth.station)
    assert booth.client.get(f"/api/v1/opinions/{opinion.receipt}").json["state"] == "received"


def test_a_transcription_is_logged_and_done_once(booth: Booth) -> None:
    body = booth.speak()
    booth.write_down(body["id"])
    again = booth.write_down(body["id"], "别的话")
    assert again.status_code == 409 and "已经整理成文字" in again.text
    [spoken] = booth.rows(select(Spoken))
    assert spoken.transcriber == "录音整理员" and spoken.transcribed_at is not None
    assert "录音整理员" in desk(booth)


def test_the_contact_waits_with_the_recording_and_goes_to_notify_with_the_words(booth: Booth) -> None:
    keys, body = booth.house.sites["intake"].keys, booth.body()
    sealed = seal_contact(keys.contact_keys[keys.contact_current], body["id"], {
        "name": None, "phone": None, "email": "jing@example.org", "address": None, "station_id": None,
        "channel": "email"})
    booth.speak(**body, sealed_contact=sealed, contact_key=keys.contact_current)
    assert booth.rows(select(Spoken))[0].sealed_contact == sealed
    booth.write_down(body["id"])
    assert booth.rows(select(Spoken))[0].sealed_contact is None
    wanted = [each for each in booth.rows(select(Outbox.body)) if sealed in str(each)]
    assert len(wanted) == 1


def test_the_device_is_told_that_a_spoken_opinion_is_committed_before_and_after_it_is_written_down(
        booth: Booth) -> None:
    body = booth.speak()
    items = {"items": [{"id": body["id"], "sha256": digest_of(body)}]}
    for _ in range(2):
        answer = booth.client.post("/api/v1/opinions/confirm", json=items, headers=booth.token)
        assert answer.json["committed"] == [body["id"]]
        assert booth.client.post("/api/v1/spoken", json=body, headers=booth.token).status_code in (200, 201)
        booth.write_down(body["id"])


def test_another_body_under_the_id_is_kept_aside(booth: Booth) -> None:
    body = booth.speak()
    answer = booth.client.post("/api/v1/spoken", json=body | {"stance": "oppose"}, headers=booth.token)
    assert answer.status_code == 409
    assert len(booth.rows(select(Spoken))) == 1


def test_an_officer_hears_only_what_was_said_at_his_stations(booth: Booth) -> None:
    body = booth.speak()
    stranger = booth.house.bearer("officer", stations=[booth.asked])
    assert receipt_of(body["id"]) not in desk(booth, **stranger)
    sound = f"/staff/recordings/{body['id']}/sound/{sha256(SOUND).hexdigest()}"
    assert booth.client.get(sound, headers=stranger).status_code == 403
    assert booth.client.get(sound, headers=booth.officer).data == SOUND
    assert booth.write_down(body["id"], **stranger).status_code == 403


def test_a_player_may_ask_for_a_part_of_a_recording(booth: Booth) -> None:
    body = booth.speak()
    sound = f"/staff/recordings/{body['id']}/sound/{sha256(SOUND).hexdigest()}"
    answer = booth.client.get(sound, headers=booth.officer | {"Range": "bytes=0-3"})
    assert answer.status_code == 206 and answer.data == b"OggS"


def test_a_recording_sealed_on_the_device_is_opened_here_and_kept_as_the_sound(booth: Booth) -> None:
    body, key = booth.body(), booth.client.get("/api/v1/keys/parcel").json
    box = SealedBox(PublicKey(b64decode(key["public_key"]))).encrypt(SOUND)
    sealed = b"MINYIR1\n" + bytes.fromhex(key["fingerprint"]) + box
    assert booth.put(body["id"], sealed).json["sha256"] == sha256(SOUND).hexdigest()
    damaged = booth.put(body["id"], sealed[:-1])
    assert damaged.status_code == 422 and "打不开" in damaged.text


def test_a_spoken_opinion_in_a_parcel_waits_too_and_leaves_no_gap_in_the_chain(house: House) -> None:
    tablet, asked = enrol(house), ask(house)
    tablet.write(asked)
    spoken = tablet.write(asked, text=None, recording=sha256(SOUND).hexdigest())
    tablet.write(asked)
    for status in ("created", "repeated"):
        answer = bring(house, tablet.parcel())
        assert statuses(answer) == [status] * 3 and answer["chain"] == {"expected": 4, "missing": []}
    assert confirm(house, tablet)["committed"] == [each.id for each in tablet.outbox]
    receipt = receipt_of(spoken.id)
    assert house.client("intake").get(f"/api/v1/opinions/{receipt}").json["state"] == "recorded"
