"""HEAD before a submission."""
from tests.openrosa.collect import MOST, VERSION
from tests.openrosa.subject import Subject, case


@case
def head_answers_204_without_a_body(subject: Subject) -> None:
    """Any other success makes Collect doubt that this is an OpenRosa server."""
    answer = subject.phone.ask("HEAD", f"{subject.phone.url}/submission")
    assert answer.status_code == 204 and answer.content == b""


@case
def head_tells_version_date_and_how_much_may_come(subject: Subject) -> None:
    """Clients split their files by it."""
    headers = subject.phone.ask("HEAD", f"{subject.phone.url}/submission").headers
    assert headers[VERSION] == "1.0" and int(headers[MOST]) >= 1_000_000 and headers["Date"].endswith("GMT")


@case
def head_sends_nobody_to_another_host(subject: Subject) -> None:
    """A Location may only name the same host."""
    answer = subject.phone.ask("HEAD", f"{subject.phone.url}/submission")
    place = answer.headers.get("Location", subject.phone.url)
    assert place.split("/")[2] == subject.phone.url.split("/")[2]


@case
def head_may_be_asked_without_a_device(subject: Subject) -> None:
    """deviceID is optional."""
    assert subject.phone.ask("HEAD", f"{subject.phone.url}/submission", params={"deviceID": ""}).status_code == 204


@case
def get_of_the_submission_door_is_no_success(subject: Subject) -> None:
    """It is for HEAD and POST."""
    answer = subject.phone.ask("GET", f"{subject.phone.url}/submission")
    assert answer.status_code in (404, 405) and answer.headers[VERSION] == "1.0"
