"""Several at the same moment."""
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from tests.openrosa.collect import Collect, Sent
from tests.openrosa.subject import Subject, case, own


def at_once(subject: Subject, bodies: Sequence[bytes]) -> list[Sent]:
    """Each body by a phone of its own, all let go together."""
    start = Barrier(len(bodies))

    def send(xml: bytes) -> Sent:
        phone = Collect(subject.phone.url)
        phone.look_in()
        start.wait(30)
        return phone.post(xml)

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


@case
def twins_in_flight_are_both_a_success(subject: Subject) -> None:
    """A phone that sends twice must see no failure for what is safe (D6)."""
    for _ in range(10):
        assert all(sent.is_sent for sent in at_once(subject, [subject.blank.fill()] * 2))


@case
def different_forms_at_once_are_all_created(subject: Subject) -> None:
    """Twenty phones."""
    assert {sent.status for sent in at_once(subject, [subject.blank.fill() for _ in range(20)])} == {201}


@own
def of_twins_in_flight_one_is_created(subject: Subject) -> None:
    """201 once, 202 for each other, the same receipt for all."""
    for _ in range(10):
        sent = at_once(subject, [subject.blank.fill()] * 4)
        assert sorted(each.status for each in sent) == [201, 202, 202, 202]
        assert len({each.message for each in sent}) == 1


@own
def of_two_bodies_in_flight_one_is_a_conflict(subject: Subject) -> None:
    """201 and 409, whoever was first."""
    for _ in range(10):
        instance = f"uuid:{uuid4()}"
        sent = at_once(subject, [subject.blank.fill(words, instance_id=instance) for words in ("甲", "乙")])
        assert sorted(each.status for each in sent) == [201, 409]
