"""How a package reaches the legislature: by itself, again after a failure, said once."""
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from services.reports.jobs import offer
from services.reports.settings import ReportsSettings
from shared.settings import SettingsRefused
from tests.house import House, a_house
from tests.reports.cases import Case, a_case, a_suggestion, said


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[House]:
    """Reports that send only when told to, by e-mail."""
    with a_house(tmp_path, "reports", environ={"MINYI_REPORTS_AUTO_OFFER": "0",
                                               "MINYI_REPORTS_LEGISLATURE": "clerk@example.invalid"}) as house:
        yield house


def a_ready_case(house: House) -> Case:
    """A case with one suggestion."""
    case = a_case(house)
    case.hear(a_suggestion(case))
    return case


def test_without_auto_offer_a_person_sends_it(patient: House) -> None:
    """It rests as signed; offered, it goes by e-mail with the package and its digest."""
    case = a_ready_case(patient)
    new = case.submit()
    assert case.state(new) == "signed"
    assert case.post(new, "offer", case.officer).status_code == 202
    patient.settle()
    assert case.state(new) == "accepted"
    (file,) = (patient.folder / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    (attachment,) = letter.iter_attachments()
    assert letter["To"] == "clerk@example.invalid"
    assert attachment.get_content() == case.get(f"/submissions/{new}/package.zip").data
    assert case.get(f"/submissions/{new}").json["digest"] in letter.get_body().get_content()  # type: ignore[union-attr]


def test_a_failed_offer_is_seen_and_tried_again(house: House) -> None:
    """The state goes back to queued with the reason; after the pause it is sent, and that is said once."""
    case = a_ready_case(house)
    (house.folder / "legislature").write_text("a file stands in the way")
    new = case.submit()
    found = case.get(f"/submissions/{new}").json
    assert (found["state"], found["offers"]) == ("queued", 1)
    assert found["offer_error"].startswith("FileExistsError")
    assert said(house, "submission.issued") == []
    (house.folder / "legislature").unlink()
    house.clock.moment += timedelta(minutes=1)
    house.settle()
    found = case.get(f"/submissions/{new}").json
    assert (found["state"], found["offers"], found["offer_error"]) == ("accepted", 2, None)
    assert len(said(house, "submission.issued")) == 3


def test_an_accepted_submission_is_not_sent_again(house: House) -> None:
    """A repeated job finds nothing to do."""
    case = a_ready_case(house)
    new = case.submit()
    offer(house.sites["reports"], new)
    assert case.get(f"/submissions/{new}").json["offers"] == 1
    assert len(said(house, "submission.issued")) == 3


def test_a_superseded_submission_is_not_sent(patient: House) -> None:
    """A revision replaces it before it went: the old one stays, and cannot be offered."""
    case = a_ready_case(patient)
    new = case.submit()
    assert case.post(new, "revise", case.officer).status_code == 201
    assert case.post(new, "offer", case.officer).status_code == 409
    offer(patient.sites["reports"], new)
    assert not (patient.folder / "mail").exists()


@pytest.mark.parametrize(("name", "value"), [("LEGISLATURE", "a@b@c"), ("NUMBER_PREFIX", "../x"),
                                             ("AUTO_OFFER", "perhaps")])
def test_bad_settings_are_named(name: str, value: str) -> None:
    """The start is refused."""
    with pytest.raises(SettingsRefused) as refused:
        ReportsSettings.read("reports", {f"MINYI_REPORTS_{name}": value})
    assert f"MINYI_REPORTS_{name}" in refused.value.sentences[0]
