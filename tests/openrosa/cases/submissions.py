"""One finished form, sent."""
from uuid import uuid4

from lxml import etree

from tests.openrosa.collect import MOST, RESPONSE, VERSION, multipart
from tests.openrosa.subject import Subject, case, own


@case
def a_new_form_is_created(subject: Subject) -> None:
    """201."""
    assert subject.phone.send(subject.blank.fill()).status == 201


@case
def the_answer_is_an_envelope_with_headers(subject: Subject) -> None:
    """A message, the version, how much may come at once: that one is a MUST on success."""
    body, kind = multipart(subject.blank.fill())
    answer = subject.phone.ask("POST", f"{subject.phone.url}/submission", data=body, headers={"Content-Type": kind})
    root = etree.fromstring(answer.content)
    assert root.tag == f"{{{RESPONSE}}}OpenRosaResponse" and root.findtext(f"{{{RESPONSE}}}message")
    assert answer.headers[VERSION] == "1.0" and int(answer.headers[MOST]) > 0
    assert "text/xml" in answer.headers["Content-Type"]


@case
def the_body_may_come_in_chunks(subject: Subject) -> None:
    """Collect tells no length."""
    assert subject.phone.post(subject.blank.fill(), chunked=True).status == 201


@case
def the_xml_may_be_called_application_xml(subject: Subject) -> None:
    """Some clients do."""
    assert subject.phone.post(subject.blank.fill(), xml_type="application/xml").is_sent


@case
def the_meta_block_may_have_no_namespace(subject: Subject) -> None:
    """Or OpenRosa's."""
    assert subject.phone.post(subject.blank.fill(meta="")).is_sent


@case
def an_instance_id_of_249_characters_is_taken(subject: Subject) -> None:
    """scheme:value, and any scheme."""
    assert subject.phone.post(subject.blank.fill(instance_id=f"test:{uuid4()}".ljust(249, "x"))).is_sent


@case
def a_date_that_is_none_is_ignored(subject: Subject) -> None:
    """Collect itself writes the hours of an afternoon as those of the morning (D9)."""
    for date in ("Tue, 24 Nov 2026 04:00:00 GMT", "yesterday"):
        assert subject.phone.post(subject.blank.fill(), headers={"Date": date}).is_sent


@case
def a_form_that_is_not_here_is_not_found(subject: Subject) -> None:
    """It may belong to another server: taking it would lose it there."""
    assert subject.phone.post(subject.blank.fill(form_id="nobody-has-this")).status == 404


@case
def a_post_is_sent_nowhere_else(subject: Subject) -> None:
    """Collect does not follow a redirection of a POST."""
    assert subject.phone.post(subject.blank.fill()).status // 100 == 2


@own
def a_receipt_stands_in_the_message(subject: Subject) -> None:
    """In the client's language."""
    subject.phone.language = "en"
    english = subject.phone.post(subject.blank.fill()).message
    subject.phone.language = "zh"
    chinese = subject.phone.post(subject.blank.fill()).message
    assert "Receipt" in english and "回执号" in chinese


@own
def a_form_without_an_instance_id_is_refused(subject: Subject) -> None:
    """400 (D8): a repeat of it could never be told."""
    sent = subject.phone.post(subject.blank.fill(instance_id=""))
    assert sent.status == 400 and "instanceID" in sent.message


@own
def a_version_that_was_never_issued_is_taken_and_kept_aside(subject: Subject) -> None:
    """202: the phone is rid of it, and a clerk sees it."""
    for version in ("never", "9.9", "版" * 249):
        assert subject.phone.post(subject.blank.fill(version=version)).status == 202


@own
def what_cannot_be_counted_is_taken_and_kept_aside(subject: Subject) -> None:
    """202: no words at all, or too many."""
    for words in ("", "字" * 6000):
        assert subject.phone.post(subject.blank.fill(words)).status == 202


@own
def an_edit_of_what_never_came_is_not_found(subject: Subject) -> None:
    """404; of what came it is taken, of what was edited already it is 409."""
    first, second = f"uuid:{uuid4()}", f"uuid:{uuid4()}"
    subject.phone.post(subject.blank.fill(instance_id=first))
    assert subject.phone.post(subject.blank.fill(deprecated=f"uuid:{uuid4()}")).status == 404
    assert subject.phone.post(subject.blank.fill("改", instance_id=second, deprecated=first)).status == 202
    assert subject.phone.post(subject.blank.fill("再改", deprecated=first)).status == 409
