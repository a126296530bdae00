"""A submission's way: drafted, checked, approved, rendered, offered, accepted, receipted, revised."""
import json
from typing import Any

from shared.ids import new_id
from tests.builders import NOON
from tests.house import House
from tests.reports.cases import API, Case, a_batch, a_case, a_suggestion, said


def test_a_report_goes_to_the_legislature_by_itself(case: Case) -> None:
    """After the approval it is numbered, frozen, rendered, put into the folder, and that is said once to each."""
    new = case.submit()
    found = case.get(f"/submissions/{new}").json
    assert (found["state"], found["number"], found["offers"]) == ("accepted", "×人常联〔2026〕1号", 1)
    assert [each["name"] for each in found["files"]] == ["package.zip", "report.pdf", "table.xlsx"]
    (package,) = (case.house.folder / "legislature").iterdir()
    assert package.name == f"×人常联〔2026〕1号-{found['digest'][:16]}.zip"
    assert package.read_bytes() == case.get(f"/submissions/{new}/package.zip").data
    assert sorted(row["destination"] for row in said(case.house, "submission.issued")) == ["intake", "notify", "review"]
    assert "drafted_by" not in found
    assert (found["drafter"], found["checker"], found["signer"]) == ("拟稿员", "核稿员", "签发人")


def test_a_batch_that_is_not_whole_is_not_drafted(house: House) -> None:
    """409 with how many have come; once all are there it is drafted, even if one was approved anew meanwhile."""
    case = a_case(house)
    batch = a_batch(case, 5)
    case.hear(*batch[:3])
    answer = case.draft()
    assert answer.status_code == 409
    assert "5 条中已到 3 条" in answer.json["detail"]
    case.hear(*batch[3:], a_suggestion(case, 2, suggestion_id=batch[1].suggestion_id, revision=2))
    assert case.draft().status_code == 202


def test_without_approved_suggestions_an_empty_return_must_be_asked_for(house: House) -> None:
    """409 without empty_return; and 409 with it when there is something to report."""
    case = a_case(house)
    assert case.draft().status_code == 409
    new = case.submit(empty_return=True)
    assert case.state(new) == "accepted"
    other = a_case(house)
    other.hear(a_suggestion(other))
    assert other.draft(empty_return=True).status_code == 409


def test_a_second_draft_is_the_first(case: Case) -> None:
    """One open draft at a time."""
    first, second = case.draft(), case.draft(kind="main")
    assert first.json == second.json
    assert case.get(f"/consultations/{case.consultation.consultation_id}/submissions").json["total"] == 1


def test_drafter_checker_and_signer_are_three_people(case: Case) -> None:
    """Whoever drafted cannot check, whoever did either cannot approve."""
    everything = case.house.bearer("officer", "group", "leader", account_id=new_id())
    second = case.house.bearer("group", "leader", account_id=new_id())
    new = case.house.client("reports").post(f"{case.path}/submissions", headers=everything).json["id"]
    assert case.post(new, "check", everything).status_code == 409
    assert case.post(new, "approve", second).status_code == 409
    assert case.post(new, "check", second).status_code == 200
    for headers in (everything, second):
        refused = case.post(new, "approve", headers)
        assert refused.status_code == 409
        assert "三个人" in refused.json["detail"]
    assert case.post(new, "approve", case.leader).status_code == 202


def test_each_step_needs_its_role(case: Case) -> None:
    """403 for the wrong role, 401 for nobody."""
    new = case.draft().json["id"]
    for step, headers in (("check", case.officer), ("approve", case.group), ("revise", case.leader)):
        assert case.post(new, step, headers).status_code == 403
    assert case.post(new, "check", {}).status_code == 401
    assert case.house.client("reports").get(f"{API}/submissions/{new}").status_code == 401


def test_repeated_steps_change_nothing(case: Case) -> None:
    """The same person repeating a step gets the same submission; the number is not given twice."""
    new = case.submit()
    before = case.get(f"/submissions/{new}").json
    assert case.post(new, "approve", case.leader).status_code == 202
    assert case.post(new, "offer", case.officer).status_code == 202
    case.house.settle()
    assert case.get(f"/submissions/{new}").json == before
    assert len(said(case.house, "submission.issued")) == 3


def test_numbers_of_a_year_have_no_gaps(house: House) -> None:
    """A refused approval takes no number; a new year begins at one, in Beijing time."""
    numbers = []
    for moment in (NOON, NOON, NOON.replace(month=12, day=31, hour=16)):
        house.clock.moment = moment
        case = a_case(house)
        case.hear(a_suggestion(case))
        new = case.draft().json["id"]
        assert case.post(new, "approve", case.leader).status_code == 409
        case.post(new, "check", case.group)
        case.post(new, "approve", case.leader)
        numbers.append(case.get(f"/submissions/{new}").json["number"])
    assert numbers == ["×人常联〔2026〕1号", "×人常联〔2026〕2号", "×人常联〔2027〕1号"]


def test_a_supplement_holds_what_came_after_the_main_report(case: Case) -> None:
    """It waits until the main report is accepted, and takes only what is in no submission yet."""
    assert case.draft(kind="supplement").status_code == 409
    case.submit()
    assert case.draft(kind="main").status_code == 409
    assert case.draft(kind="supplement").status_code == 409
    case.hear(*a_batch(case, 1, first=3))
    new = case.submit(kind="supplement")
    assert case.get(f"/submissions/{new}").json["suggestions"] == 1
    assert [row["suggestion_no"] for row in case.get(f"/submissions/{new}/outcomes").json["items"]] == [3]


def test_a_revision_names_what_it_replaces(case: Case) -> None:
    """The old one is superseded and keeps its bytes; the new one has its own number and the newest suggestions."""
    old = case.submit()
    pdf = case.get(f"/submissions/{old}/report.pdf").data
    case.hear(*a_batch(case, 1, first=3))
    answer = case.post(old, "revise", case.officer)
    assert answer.status_code == 201
    new = answer.json["id"]
    found = case.get(f"/submissions/{new}").json
    assert (found["replaces_id"], found["revision"], found["suggestions"]) == (old, 2, 3)
    assert case.state(old) == "superseded"
    assert case.get(f"/submissions/{old}/report.pdf").data == pdf
    assert case.post(old, "revise", case.officer).status_code == 409
    case.post(new, "check", case.group)
    case.post(new, "approve", case.leader)
    case.house.settle()
    assert case.get(f"/submissions/{new}").json["number"] == "×人常联〔2026〕2号"
    assert case.state(new) == "accepted"


def test_a_receipt_must_echo_our_digest(case: Case) -> None:
    """422 for another digest, 409 before it is accepted, receipted with ours."""
    draft = case.draft().json["id"]
    assert case.post(draft, "receipt", case.group, {}).status_code == 409
    new = case.submit()
    digest = case.get(f"/submissions/{new}").json["digest"]
    wrong = case.post(new, "receipt", case.group, {"digest": "0" * 64})
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["digest"])
    for moment in ("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"):
        assert case.post(new, "receipt", case.group, {"received_at": moment}).status_code == 422
    body: dict[str, Any] = {"digest": digest, "note": "收悉", "received_at": "2026-11-24T15:00:00+08:00"}
    done = case.post(new, "receipt", case.group, body)
    assert (done.status_code, done.json["state"]) == (200, "receipted")
    assert done.json["receipt_received_at"] == "2026-11-24T07:00:00+00:00"
    assert case.post(new, "receipt", case.group, body).json == done.json
    assert case.post(new, "receipt", case.group, {"note": "别的"}).status_code == 409


def test_what_is_issued_is_said_with_its_digest(case: Case) -> None:
    """SubmissionIssued carries the number, the digest of the canonical content, and the suggestions."""
    new = case.submit()
    found = case.get(f"/submissions/{new}").json
    body = json.loads(said(case.house, "submission.issued")[0]["body"])
    assert (body["number"], body["digest"], len(body["suggestion_ids"])) == (found["number"], found["digest"], 2)


def test_unknown_ids_and_fields_are_named(case: Case) -> None:
    """404 for what is not there, 422 for a field nobody knows."""
    client = case.house.client("reports")
    assert case.get(f"/submissions/{new_id()}").status_code == 404
    assert case.get("/submissions/%00").status_code == 404
    assert case.get(f"/consultations/{new_id()}/funnel").status_code == 404
    assert client.post(f"{API}/consultations/{new_id()}/submissions", json={}, headers=case.officer).status_code == 404
    wrong = case.draft(kind="other", colour="red")
    assert (wrong.status_code, set(wrong.json["errors"])) == (422, {"kind", "colour"})
    assert case.get("/ledgers?page=0").status_code == 422
