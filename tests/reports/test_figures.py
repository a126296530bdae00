"""The funnel and the ledgers, counted."""
from shared.contracts import OpinionDecided
from shared.ids import new_id
from tests.builders import NOON
from tests.house import House
from tests.reports.cases import (
    Case,
    a_batch,
    a_case,
    a_received_opinion,
    a_settled_notice,
    a_station,
    a_suggestion,
    an_activity,
)


def funnel_of(case: Case) -> list[int]:
    """The funnel's figures in their order."""
    answer = case.get(f"/consultations/{case.consultation.consultation_id}/funnel").json
    return [answer[name] for name in ("sessions", "opinions", "suggestions", "forwarded", "adopted",
                                      "partially_adopted", "not_adopted", "answered")]


def test_the_funnel_counts_what_was_heard_and_done(case: Case) -> None:
    """Meetings of this consultation, opinions once each, forwarded only when accepted, answered only when delivered."""
    station, opinions = a_station(), [a_received_opinion(case) for _ in range(3)]
    other = a_case(case.house)
    case.hear(station, an_activity(case, station.station_id), an_activity(case, station.station_id, kind="lecture"),
              an_activity(other, station.station_id), *opinions, opinions[0], a_received_opinion(other),
              a_settled_notice(opinions[0]), a_settled_notice(opinions[1], outcome="failed"),
              a_settled_notice(opinions[2], channel="bulletin", outcome="posted"))
    assert funnel_of(case) == [1, 3, 2, 0, 0, 0, 0, 2]
    new = case.submit()
    case.post(new, "outcomes", case.group, [{"suggestion_no": 1, "outcome": "adopted"}])
    assert funnel_of(case) == [1, 3, 2, 2, 1, 0, 0, 2]
    assert funnel_of(other) == [1, 1, 0, 0, 0, 0, 0, 0]


def test_a_suggestion_in_a_revision_is_forwarded_once(case: Case) -> None:
    """Counted by suggestion, not by submission."""
    old = case.submit()
    new = case.post(old, "revise", case.officer).json["id"]
    assert funnel_of(case)[3] == 2
    case.post(new, "check", case.group)
    case.post(new, "approve", case.leader)
    case.house.settle()
    assert funnel_of(case)[3] == 2


def test_an_older_revision_that_comes_late_changes_nothing(case: Case) -> None:
    """The newest fact about a suggestion stays, in whatever order they come."""
    newest = a_suggestion(case, 5, revision=3, title="新题")
    case.hear(newest, a_suggestion(case, 5, suggestion_id=newest.suggestion_id, revision=2, title="旧题"))
    new = case.submit()
    titles = [row["title"] for row in case.get(f"/submissions/{new}/outcomes").json["items"]]
    assert "新题" in titles
    assert "旧题" not in titles


def test_thousands_of_facts_are_taken_at_once(house: House) -> None:
    """Decisions and settled notices in bulk, twice over."""
    case = a_case(house)
    opinions = [a_received_opinion(case) for _ in range(2000)]
    site = house.sites["reports"]
    decisions = [OpinionDecided(
        opinion_id=each.opinion_id, revision=1, consultation_id=each.consultation_id, answers=[], summary="adopted",
        reason=None, decided_at=NOON, batch_id=new_id(), batch_size=2000) for each in opinions]
    for facts in (opinions, decisions, [a_settled_notice(each) for each in opinions]):
        for _ in range(2):
            with site.database.writing() as session:
                site.post.handlers[type(facts[0])](session, site.post, facts)
    assert funnel_of(case) == [0, 2000, 0, 0, 0, 0, 0, 2000]


def test_the_ledger_has_a_line_per_station(case: Case) -> None:
    """Activities by kind, people and opinions; a quiet station has a line of noughts."""
    busy, quiet = a_station(name_zh="甲站"), a_station(name_zh="乙站")
    case.hear(busy, quiet, an_activity(case, busy.station_id), an_activity(case, busy.station_id, kind="lecture"),
              a_received_opinion(case, station_id=busy.station_id, channel="kiosk"), *a_batch(case, 1, first=9))
    answer = case.get("/ledgers").json
    lines = {line["name"]: line for line in answer["items"]}
    assert answer["total"] == 2
    assert [lines["甲站"][name] for name in ("activities", "solicitation", "lecture", "attendees", "opinions")] == [
        2, 1, 1, 40, 1]
    assert [lines["乙站"][name] for name in ("activities", "attendees", "opinions")] == [0, 0, 0]
