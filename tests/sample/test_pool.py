"""The sample's people: how each expert was chosen, where each officer was found, which group each draft comes to."""
from collections import Counter

import pytest

from deploy.sample.hiring import QUESTIONS
from deploy.sample.pool import CRITERIA, leader_of
from services.review.domain.filings import QUESTIONS as ASKED
from services.review.domain.filings import check_verdict
from services.review.domain.pool import CRITERIA as KNOWN
from services.review.domain.pool import RESULTS, SOURCES, TASKS
from services.review.domain.recusals import KINDS
from services.review.domain.sectors import place_sector
from tests.sample.test_plan import PLAN

GROUPS = {each.name: each.sectors for each in PLAN.groups}


def test_every_expert_was_chosen_by_the_five_criteria() -> None:
    assert [each.account for each in PLAN.selections] == [each.account for each in PLAN.experts]
    assert tuple(CRITERIA) == KNOWN
    for each in PLAN.selections:
        assert [name for name, _, _ in each.criteria] == list(KNOWN)
        assert all(1 <= score <= 5 and words for _, score, words in each.criteria)
        assert each.organisation and each.result in RESULTS and set(each.tasks) <= set(TASKS)
        assert {recusal["kind"] for recusal in each.recusals} <= set(KINDS)


def test_officers_come_from_all_the_sources_the_paper_names() -> None:
    found = Counter(PLAN.profiles[each.account]["source"] for each in PLAN.staff if "officer" in each.roles)
    assert set(found) == set(SOURCES) - {"other"} and found.total() == 12
    assert all(PLAN.profiles[each.account]["organisation"] for each in PLAN.staff if "adviser" in each.roles)


@pytest.mark.parametrize("sector", ["民族文化和历史文化保护", "市场管理", *(each.sector for each in PLAN.filings)])
def test_what_comes_in_leads_to_one_group(sector: str) -> None:
    assert place_sector(sector, GROUPS).group is not None


def test_every_group_has_somebody_in_charge() -> None:
    leaders = {leader_of(number, PLAN.groups, PLAN.staff) for number in range(len(PLAN.groups))}
    assert leaders == {each.account for each in PLAN.staff if "leader" in each.roles}


def test_the_filings_verdicts_go_with_their_answers() -> None:
    assert QUESTIONS == ASKED and [len(each.verdicts) for each in PLAN.filings] == [2, 1, 0]
    for filing in PLAN.filings:
        for verdict, faults, _ in filing.verdicts:
            assert check_verdict(verdict, {name: name not in faults for name in ASKED}) is None
