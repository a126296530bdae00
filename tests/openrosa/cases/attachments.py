"""Files beside a form."""
import io
from uuid import uuid4

from PIL import Image

from tests.openrosa.collect import Attached, split
from tests.openrosa.subject import Skipped, Subject, case, own

SOUND = b"OggS" + bytes(2000)


def picture(size: int = 4, kind: str = "PNG") -> bytes:
    """A small picture."""
    held = io.BytesIO()
    Image.new("RGB", (size, size)).save(held, kind)
    return held.getvalue()


def named(name: str, body: bytes = SOUND, kind: str = "audio/ogg") -> Attached:
    """A file as Collect sends it: its name is what stands in the XML."""
    return name, body, kind


def blank(subject: Subject, *files: str, **other: str) -> bytes:
    """A form that names files, as many as it has questions for."""
    if len(subject.blank.files) < len(files):
        raise Skipped("the form asks for fewer files")
    return subject.blank.fill(files=files, **other)


@case
def a_form_with_its_files_is_created(subject: Subject) -> None:
    """In one POST."""
    assert subject.phone.send(blank(subject, "a.ogg"), [named("a.ogg")]).status == 201


@case
def a_missing_file_may_come_later(subject: Subject) -> None:
    """The same XML with the file: 201."""
    xml = blank(subject, "a.ogg")
    assert subject.phone.post(xml, is_incomplete=True).is_sent
    assert subject.phone.post(xml, [named("a.ogg")]).status == 201


@case
def a_form_too_large_for_one_post_comes_in_several(subject: Subject) -> None:
    """The XML comes with each of them."""
    xml, files = blank(subject, "a.ogg", "b.png"), [named("a.ogg"), named("b.png", picture(), "image/png")]
    parts = list(split(files, 100))
    assert len(parts) == 2
    assert all(subject.phone.post(xml, part, is_incomplete=number < 2).is_sent for number, part in enumerate(parts, 1))


@case
def a_file_larger_than_what_may_come_at_once_is_taken(subject: Subject) -> None:
    """Collect sends it alone, whatever it was told; here 12 MB."""
    most = subject.phone.look_in()
    body = SOUND[:4] + bytes(min(most + 2_000_000, 12_000_000))
    assert subject.phone.send(blank(subject, "a.ogg"), [named("a.ogg", body)]).is_sent


@case
def the_same_files_again_are_a_success(subject: Subject) -> None:
    """All of it was lost on the way back."""
    xml = blank(subject, "a.ogg")
    assert all(subject.phone.send(xml, [named("a.ogg")]).is_sent for _ in range(3))


@case
def a_file_that_the_form_does_not_name_spoils_nothing(subject: Subject) -> None:
    """It may be the audit log."""
    assert subject.phone.send(subject.blank.fill(), [named("audit.csv", b"event,node\n", "text/csv")]).is_sent


@own
def what_is_missing_is_named(subject: Subject) -> None:
    """By the XML, not by what the client says of itself."""
    xml = blank(subject, "a.ogg", "b.png")
    assert "b.png" in subject.phone.post(xml, [named("a.ogg")]).message
    assert "b.png" not in subject.phone.post(xml, [named("b.png", picture(), "image/png")]).message


@own
def nothing_new_is_told_from_a_file_more(subject: Subject) -> None:
    """202 and 201."""
    xml = blank(subject, "a.ogg")
    sent = [subject.phone.post(xml, files).status for files in ([], [named("a.ogg")], [named("a.ogg")], [])]
    assert sent == [201, 201, 202, 202]


@own
def other_bytes_under_the_same_name_are_a_conflict(subject: Subject) -> None:
    """409: both are kept, a clerk decides."""
    xml = blank(subject, "a.ogg")
    subject.phone.post(xml, [named("a.ogg")])
    sent = subject.phone.post(xml, [named("a.ogg", SOUND + b"more")])
    assert sent.status == 409 and "a.ogg" in sent.message


@own
def what_is_no_picture_is_refused_by_name_and_the_rest_is_taken(subject: Subject) -> None:
    """Not a picture, cut off, or one of a billion pixels."""
    bomb = picture().replace((4).to_bytes(4, "big") * 2, (60_000).to_bytes(4, "big") * 2)
    for body in (b"no picture at all", picture(300)[:-60], bomb, b""):
        xml = blank(subject, "a.ogg", "b.png")
        sent = subject.phone.post(xml, [named("a.ogg"), named("b.png", body, "image/png")])
        assert sent.status == 201 and "b.png" in sent.message and "a.ogg" not in sent.message


@own
def long_names_that_differ_stay_two(subject: Subject) -> None:
    """300 characters, the last ones apart."""
    names = [f"{'长' * 300}{end}.ogg" for end in ("甲", "乙")]
    xml = blank(subject, *names)
    sent = subject.phone.post(xml, [named(names[0]), named(names[1], SOUND + b"2")])
    assert sent.status == 201 and "长" not in sent.message


@own
def a_name_that_leads_elsewhere_is_a_name(subject: Subject) -> None:
    """Folders and invisible characters are left out, in the XML and in the part alike."""
    for name in ("../../etc/passwd.ogg", "/etc/shadow.ogg", "a\u200b\u202eb.ogg"):
        sent = subject.phone.post(blank(subject, name, instance_id=f"uuid:{uuid4()}"), [named(name)])
        assert sent.status == 201 and "ogg" not in sent.message
