"""The same form again."""
from uuid import uuid4

from tests.openrosa.subject import Subject, case, own


@case
def the_same_form_again_is_a_success(subject: Subject) -> None:
    """Its answer was lost on the way."""
    xml = subject.blank.fill()
    assert subject.phone.send(xml).status == 201
    assert all(subject.phone.send(xml).is_sent for _ in range(3))


@case
def the_answer_to_a_repeat_says_the_same(subject: Subject) -> None:
    """Responses in the envelope should be idempotent."""
    xml = subject.blank.fill()
    assert len({subject.phone.send(xml).message for _ in range(3)}) == 1


@case
def other_content_under_the_same_instance_is_a_conflict(subject: Subject) -> None:
    """409, and it stays one; the first may come again."""
    instance = f"uuid:{uuid4()}"
    first = subject.blank.fill(instance_id=instance)
    subject.phone.send(first)
    other = subject.blank.fill("别的话", instance_id=instance)
    assert [subject.phone.send(other).status for _ in range(2)] == [409, 409]
    assert subject.phone.send(first).is_sent


@case
def a_conflict_is_explained(subject: Subject) -> None:
    """In an envelope."""
    instance = f"uuid:{uuid4()}"
    for words in ("一", "二"):
        sent = subject.phone.send(subject.blank.fill(words, instance_id=instance))
    assert sent.status == 409 and len(sent.message) > 5


@own
def a_repeat_is_told_from_something_new(subject: Subject) -> None:
    """202, with the same receipt."""
    xml = subject.blank.fill()
    first, second = subject.phone.send(xml), subject.phone.send(xml)
    assert (first.status, second.status, second.message) == (201, 202, first.message)


@own
def white_space_makes_another_body(subject: Subject) -> None:
    """Bytes are compared."""
    xml = subject.blank.fill()
    subject.phone.send(xml)
    assert subject.phone.send(xml.replace(b"</", b"\n</", 1)).status == 409


@own
def the_same_instance_of_another_form_is_something_new(subject: Subject) -> None:
    """An instance id counts within its form."""
    instance, other = f"uuid:{uuid4()}", subject.other_blank()
    assert subject.phone.send(subject.blank.fill(instance_id=instance)).status == 201
    xml = other.fill(instance_id=instance)
    assert [subject.phone.send(xml).status for _ in range(2)] == [201, 202]
