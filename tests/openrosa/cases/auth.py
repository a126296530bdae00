"""Who may come in."""
import requests
from lxml import etree

from tests.openrosa.collect import RESPONSE, VERSION, Collect, multipart
from tests.openrosa.subject import Subject, case, own


def answers_of(subject: Subject, phone: Collect) -> list[requests.Response]:
    """Every door, asked by a phone."""
    body, kind = multipart(subject.blank.fill())
    doors = [subject.form.download_url, *([subject.form.manifest_url] if subject.form.manifest_url else [])]
    return [phone.ask("GET", f"{phone.url}/formList"), phone.ask("HEAD", f"{phone.url}/submission"),
            phone.ask("POST", f"{phone.url}/submission", data=body, headers={"Content-Type": kind}),
            *(phone.ask("GET", door.replace(subject.phone.url, phone.url)) for door in doors)]


@case
def a_stranger_is_refused_at_every_door(subject: Subject) -> None:
    """401 or 403, at HEAD too; or 429, when it has been tried too often."""
    assert all(answer.status_code in (401, 403, 404, 429) for answer in answers_of(subject, subject.stranger))


@case
def a_refusal_has_openrosas_headers(subject: Subject) -> None:
    """Or Collect says that this is no OpenRosa server."""
    assert all(answer.headers[VERSION] == "1.0" for answer in answers_of(subject, subject.stranger))


@own
def a_key_that_is_wrong_does_not_ask_for_a_password(subject: Subject) -> None:
    """403 (429 when tried too often): on 401 Collect shows a dialog that nobody can fill in."""
    assert all(answer.status_code in (403, 429) for answer in answers_of(subject, subject.stranger))


@case
def no_cookie_and_no_form_token_is_asked_for(subject: Subject) -> None:
    """A phone has neither."""
    fresh = Collect(subject.phone.url)
    assert fresh.post(subject.blank.fill()).status == 201 and not fresh.session.cookies


@own
def a_refusal_says_why_in_an_envelope(subject: Subject) -> None:
    """Collect shows it."""
    for answer in answers_of(subject, subject.stranger):
        if answer.request.method != "HEAD":
            assert etree.fromstring(answer.content).findtext(f"{{{RESPONSE}}}message")


@own
def who_does_not_speak_openrosa_is_told_so(subject: Subject) -> None:
    """400 for another version or none."""
    for version in ("2.0", "1", None):
        answer = subject.phone.ask("GET", f"{subject.phone.url}/formList", headers={VERSION: version})
        assert answer.status_code == 400 and answer.headers[VERSION] == "1.0"
