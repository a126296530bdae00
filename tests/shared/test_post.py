"""The post: once in effect, whatever is repeated, lost, refused or forged in between."""
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.ids import new_id
from shared.messaging.envelope import Acknowledgement, Envelope, Forged, Parcel, pack
from tests.shared.pair import DeadCarrier, Pair, a_pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Two services that talk."""
    with a_pair(tmp_path) as pair:
        yield pair


def test_what_is_said_arrives_and_its_body_is_forgotten(pair: Pair) -> None:
    """Outbox to inbox to acknowledgement; the acknowledged body is emptied."""
    events = [pair.say() for _ in range(3)]
    pair.pump.settle()
    assert sorted(pair.column("review", "wishes", "opinion_id")) == sorted(event.opinion_id for event in events)
    assert pair.column("intake", "outbox", "body") == ["", "", ""]
    assert pair.posts["intake"].lag() == (0, 0.0)


def test_a_repeated_parcel_changes_nothing_and_is_acknowledged_each_time(pair: Pair) -> None:
    """The far side answers every time, so that a lost acknowledgement is made good."""
    pair.say()
    pair.posts["intake"].relay()
    [(_, _, parcel)] = pair.parcels()
    for _ in range(3):
        pair.posts["review"].receive(parcel)
    assert [task for task, _, _ in pair.parcels()] == ["acknowledge"] * 3
    assert (pair.count("review", "inbox"), pair.count("review", "wishes")) == (1, 1)


def test_silence_is_answered_by_sending_again_for_ever(pair: Pair) -> None:
    """60 s, doubled each time, never longer than an hour, never parked."""
    pair.say()
    assert pair.posts["intake"].relay() == 1
    waits = []
    for _ in range(10):
        waited = 0
        while not pair.posts["intake"].relay():
            pair.wait(30)
            waited += 30
        waits.append(waited)
    assert waits[:6] == [60, 120, 240, 480, 960, 1920] and set(waits[6:]) == {3600}
    assert pair.count("intake", "outbox", parked=True) == 0


def test_a_failed_publish_is_no_attempt(pair: Pair) -> None:
    """With the broker away an envelope is due again in a second, its attempts unchanged."""
    pair.say()
    pair.posts["intake"].carrier = DeadCarrier()
    for _ in range(5):
        assert pair.posts["intake"].relay() == 0
        pair.wait(2)
    assert pair.column("intake", "outbox", "attempts") == [0]
    pair.posts["intake"].carrier = pair.pump
    pair.pump.settle()
    assert pair.count("review", "wishes") == 1


def test_a_refused_envelope_is_parked_with_its_reason_and_spoils_no_other(pair: Pair) -> None:
    """The receiver keeps it, the sender stops, a replay takes it once it can be taken."""
    bad, good = pair.say(), pair.say()
    pair.refuses = lambda event: event.opinion_id == bad.opinion_id
    pair.pump.settle()
    review = pair.posts["review"]
    assert pair.column("review", "wishes", "opinion_id") == [good.opinion_id]
    assert [row["reason"] for row in review.list_parked()] == ["ValueError: this wish is refused"]
    assert pair.count("intake", "outbox", acked_at=None) == 0 and pair.count("intake", "outbox", parked=True) == 1
    assert list(review.replay()) == [row["id"] for row in review.list_parked()]
    pair.refuses = lambda event: False
    assert review.replay() == {} and review.parked_count() == 0
    assert pair.count("review", "wishes") == 2


def test_one_bit_changed_is_refused(pair: Pair) -> None:
    """Nothing of a parcel whose content was touched is taken, at any place of it."""
    pair.say()
    pair.posts["intake"].relay()
    [(_, _, parcel)] = pair.parcels()
    outer = json.loads(parcel)
    for place in range(0, len(outer["content"]), 7):
        letter = outer["content"][place]
        touched = outer["content"][:place] + chr(ord(letter) ^ 1) + outer["content"][place + 1 :]
        with pytest.raises(Forged):
            pair.posts["review"].receive(json.dumps(outer | {"content": touched}))
    assert pair.count("review", "inbox") == 0


def test_intakes_key_cannot_say_what_review_says(pair: Pair) -> None:
    """The event's owner must be the parcel's signer: what another says is parked, not believed."""
    now = pair.clock().isoformat()
    body = json.dumps({"opinion_id": new_id(), "revision": 1, "consultation_id": new_id(), "stage": "withdrawn",
                       "reason": None, "at": now})
    envelope = Envelope(id=new_id(), name="opinion.progressed", version=1, request_id="", recorded_at=now, body=body)
    parcel = Parcel(source="intake", destination="review", envelopes=(envelope,))
    answer = pair.posts["review"].receive(pair.posts["intake"].seal.close("parcel", parcel))
    assert "may not say" in answer.parked[envelope.id]


def test_an_acknowledgement_touches_only_its_signers_post(pair: Pair) -> None:
    """Intake cannot acknowledge in review's name; a parcel's signature is not an acknowledgement's."""
    pair.say()
    [id_] = pair.column("intake", "outbox", "id")
    forged = Acknowledgement(source="review", destination="intake", taken=(id_,), parked={})
    with pytest.raises(Forged):
        pair.posts["intake"].acknowledge(pair.posts["intake"].seal.close("acknowledgement", forged))
    own = Acknowledgement(source="intake", destination="intake", taken=(id_,), parked={})
    pair.posts["intake"].acknowledge(pair.posts["intake"].seal.close("acknowledgement", own))
    assert pair.count("intake", "outbox", acked_at=None) == 1
    with pytest.raises(Forged):
        pair.posts["intake"].acknowledge(pair.posts["review"].seal.close("parcel", forged))


def test_what_is_addressed_to_another_is_refused(pair: Pair) -> None:
    """A parcel for reports that comes to review."""
    parcel = Parcel(source="intake", destination="reports", envelopes=())
    with pytest.raises(Forged):
        pair.posts["review"].receive(pair.posts["intake"].seal.close("parcel", parcel))


def test_an_envelope_older_than_our_memory_is_refused(pair: Pair) -> None:
    """Inbox ids are kept 90 days; what is older could be a repeat we no longer know."""
    pair.say()
    pair.posts["intake"].relay()
    [(_, _, parcel)] = pair.parcels()
    pair.wait(timedelta(days=91).total_seconds())
    assert len(pair.posts["review"].receive(parcel).parked) == 1


def test_an_unknown_event_or_version_is_parked(pair: Pair) -> None:
    """A newer sender's words wait until we are newer too."""
    envelope = Envelope(id=new_id(), name="withdrawal.asked", version=9, request_id="", body="{}",
                        recorded_at=pair.clock().isoformat())
    parcel = Parcel(source="intake", destination="review", envelopes=(envelope,))
    answer = pair.posts["review"].receive(pair.posts["intake"].seal.close("parcel", parcel))
    assert "version 9" in answer.parked[envelope.id]


def test_a_service_may_not_say_what_is_not_its_own(pair: Pair) -> None:
    """Refused before it is written."""
    review = pair.posts["review"]
    event = pair.say()
    with pytest.raises(Forged), review.database.writing() as session:
        review.say(session, event)


def test_old_ids_and_settled_post_are_swept(pair: Pair) -> None:
    """After 90 days and a day."""
    pair.say()
    pair.pump.settle()
    pair.wait(timedelta(days=92).total_seconds())
    for post in pair.posts.values():
        post.sweep()
    assert (pair.count("intake", "outbox"), pair.count("review", "inbox")) == (0, 0)


def test_parcels_hold_five_hundred_or_a_megabyte() -> None:
    """A giant travels alone; nothing is left out."""
    small = [_envelope(100) for _ in range(1200)]
    assert [len(parcel.envelopes) for parcel in pack("a", "b", small)] == [500, 500, 200]
    mixed = [_envelope(600_000), _envelope(600_000), _envelope(3_000_000), _envelope(10)]
    assert [len(parcel.envelopes) for parcel in pack("a", "b", mixed)] == [1, 1, 1, 1]


def _envelope(size: int) -> Envelope:
    return Envelope(id=new_id(), name="x", version=1, body="x" * size, request_id="", recorded_at="")
