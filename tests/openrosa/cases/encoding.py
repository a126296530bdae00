"""Characters of all sorts."""
from tests.openrosa.cases.attachments import SOUND, blank, named
from tests.openrosa.subject import Subject, case, own

NAMES = ("井边的话.ogg", "ñandú ø.ogg", "🏮.ogg", "a b'c.ogg", "e\u0301.ogg")


@case
def file_names_are_utf_8(subject: Subject) -> None:
    """As Collect writes them: raw, in the part's head."""
    for name in NAMES:
        assert subject.phone.send(blank(subject, name), [named(name)]).status == 201


@case
def words_of_any_language_are_taken(subject: Subject) -> None:
    """Markup, beyond the basic plane, right to left."""
    for words in ("<b>&amp;</b> & \"'", "𠮷野家 🏮", "مرحبا \u200f!", "ཀ་ཁ་ག", "e\u0301"):
        assert subject.phone.send(subject.blank.fill(words)).status == 201


@case
def a_byte_order_mark_is_no_fault(subject: Subject) -> None:
    """In front of the declaration."""
    assert subject.phone.post(b"\xef\xbb\xbf" + subject.blank.fill()).is_sent


@case
def another_encoding_is_read_as_it_declares(subject: Subject) -> None:
    """XML may say which."""
    text = subject.blank.fill().decode().replace("encoding='utf-8'", "encoding='UTF-16'")
    assert subject.phone.post(text.encode("utf-16")).is_sent


@case
def the_answer_is_xml_whatever_was_named(subject: Subject) -> None:
    """& < > in a name are escaped."""
    sent = subject.phone.post(blank(subject, "a&b<c>.ogg"))
    assert sent.is_sent and sent.message


@own
def a_name_is_found_again_in_the_answer(subject: Subject) -> None:
    """As the person named it."""
    for name in NAMES[:3]:
        assert name in subject.phone.post(blank(subject, name)).message


@own
def a_composed_and_a_decomposed_name_are_one(subject: Subject) -> None:
    """Phones differ in how they write é."""
    sent = subject.phone.post(blank(subject, "caf\u00e9.ogg"), [named("cafe\u0301.ogg", SOUND)])
    assert sent.status == 201 and "caf" not in sent.message
