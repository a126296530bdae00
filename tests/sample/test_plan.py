"""The plan reproduces the practice paper's figures, loses nobody and fits the doors it will be sent through."""
import re
from collections import Counter
from importlib.resources import files
from itertools import chain, combinations
from typing import Any

import pytest

from deploy.sample.asking import NOTES, QUESTIONS
from deploy.sample.county import WINDOW_DAYS
from deploy.sample.draft import REGULATION, article_of, provisions
from deploy.sample.material import points
from deploy.sample.plan import build_plan
from deploy.sample.records import Plan
from deploy.sample.speech import agree
from shared.contracts.opinions import CHANNELS, STANCES, SUBMITTERS
from shared.contracts.outcomes import OUTCOMES
from shared.contracts.stations import ACTIVITY_KINDS, STATION_KINDS
from shared.identity import ROLES

PLAN: Plan = build_plan()
ADDRESS = re.compile(r"[a-z0-9]+@(example\.org|example\.com|mail\.invalid)")
PHONE = re.compile(r"1990000\d{4}|0854-000-\d{4}")


def test_the_same_seed_gives_the_same_plan() -> None:
    assert build_plan() == PLAN
    assert build_plan(1) != PLAN


def test_people_and_places_are_as_many_as_the_paper_says() -> None:
    assert (len(PLAN.stations), len(PLAN.groups), len(PLAN.experts)) == (6, 7, 38)
    assert len(set(chain.from_iterable(expert.specialties for expert in PLAN.experts))) == 5
    accounts = [each.account for each in PLAN.staff] + [each.account for each in PLAN.experts]
    assert len(set(accounts)) == len(accounts)
    assert {station.kind for station in PLAN.stations} <= set(STATION_KINDS)


def test_experts_can_take_every_opinion() -> None:
    least, most = sum(e.load_min for e in PLAN.experts), sum(e.load_max for e in PLAN.experts)
    assert least <= len(PLAN.opinions) <= most
    assert all(0 <= expert.load_min <= expert.load_max for expert in PLAN.experts)


def test_staff_have_known_roles_and_real_places() -> None:
    assert {role for each in PLAN.staff for role in each.roles} == set(ROLES) - {"expert"}
    officers = [each for each in PLAN.staff if "officer" in each.roles]
    assert {station for each in officers for station in each.stations} == set(range(6))


def test_activities_are_as_many_as_the_paper_says() -> None:
    kinds = Counter(activity.kind for activity in PLAN.activities)
    assert kinds["solicitation"] == 278
    assert kinds["lecture"] >= 110
    assert set(kinds) <= set(ACTIVITY_KINDS)
    assert sum(station.publicity for station in PLAN.stations) >= 150
    assert sum(station.disputes for station in PLAN.stations) >= 260


def test_meetings_about_the_draft_lie_in_its_window_and_all_others_before() -> None:
    end = WINDOW_DAYS * 24 * 60
    assert all((0 <= each.minutes < end) == each.about_draft and each.minutes < end for each in PLAN.activities)


def test_1028_opinions_become_464_suggestions_of_which_70_are_adopted() -> None:
    assert len(PLAN.opinions) == 1_028
    assert len(PLAN.suggestions) == 464
    counts = Counter(outcome.outcome for outcome in PLAN.outcomes)
    assert counts == {"adopted": 70, "partially_adopted": 58, "not_adopted": 336}
    assert set(counts) == set(OUTCOMES)


def test_every_opinion_is_either_behind_a_suggestion_or_set_aside() -> None:
    taken = set(chain.from_iterable(suggestion.opinions for suggestion in PLAN.suggestions))
    assert taken.isdisjoint(PLAN.set_aside)
    assert taken | set(PLAN.set_aside) == set(range(1_028))
    assert [opinion.index for opinion in PLAN.opinions] == list(range(1_028))


def test_some_suggestions_join_opinions_and_some_opinions_stand_behind_two() -> None:
    behind = Counter(chain.from_iterable(suggestion.opinions for suggestion in PLAN.suggestions))
    assert sum(len(suggestion.opinions) > 1 for suggestion in PLAN.suggestions) > 200
    assert sum(count > 1 for count in behind.values()) > 40
    assert all(len(set(each.opinions)) == len(each.opinions) >= 1 for each in PLAN.suggestions)


def test_what_is_set_aside_has_a_reason() -> None:
    assert len(PLAN.set_aside) > 100
    assert all(len(reason) > 8 for reason in PLAN.set_aside.values())
    assert len(set(PLAN.set_aside.values())) >= 5


def test_suggestions_and_opinions_name_provisions_the_draft_has() -> None:
    numbered = re.findall(r"^第[一二三四五六七八九十]+条 ", REGULATION.read_text(encoding="utf-8"), re.MULTILINE)
    articles = {f"art_{number}" for number in range(1, len(numbered) + 1)}
    named = {each.provision for each in PLAN.suggestions} | {each.provision for each in PLAN.opinions if each.provision}
    assert {eid.split("__")[0] for eid in named} == articles
    assert named <= set(provisions())


def test_suggestions_read_as_officers_write_and_differ() -> None:
    assert all(re.fullmatch(r"建议.*第.+条.*。", each.text) for each in PLAN.suggestions)
    assert len({each.text for each in PLAN.suggestions}) == 464
    assert len({each.title for each in PLAN.suggestions}) == 464
    assert all(each.reason and each.gate_note for each in PLAN.suggestions)


def test_outcomes_answer_each_suggestion_once_and_give_reasons() -> None:
    assert [outcome.suggestion for outcome in PLAN.outcomes] == list(range(464))
    for outcome in PLAN.outcomes:
        assert (outcome.reason is None) == (outcome.outcome == "adopted")
        assert (outcome.enacted_provision is None) == (outcome.outcome == "not_adopted")
        assert "{" not in (outcome.reason or "")


def test_what_the_legislature_follows_does_not_contradict_itself() -> None:
    followed = [points()[each.suggestion] for each in PLAN.outcomes if each.outcome != "not_adopted"]
    changed = [point for point in followed if not point.keeps]
    assert all(agree(one, other) for one, other in combinations(changed, 2))


def test_every_opinion_is_assessed_within_the_scales() -> None:
    assert [each.opinion for each in PLAN.assessments] == list(range(1_028))
    for each in PLAN.assessments:
        assert each.verdict in ("support", "revise", "reject")
        assert {each.legality, each.necessity, each.feasibility, each.wording} <= set(range(1, 6))
        assert each.note
    assert len({each.note for each in PLAN.assessments}) > 30


def test_opinions_fit_the_door() -> None:
    for each in PLAN.opinions:
        assert 8 <= len(each.text) <= 400
        assert len(each.proposed_text or "") <= 5_000 and len(each.reason or "") <= 2_000
        assert each.text == each.text.strip()
        assert each.stance in STANCES and each.channel in CHANNELS and each.submitter in SUBMITTERS


def test_a_station_is_named_where_the_channel_needs_one() -> None:
    assert all((each.station is None) == (each.channel == "web") for each in PLAN.opinions)
    assert all(each.station is None or each.station in range(6) for each in PLAN.opinions)


def test_opinions_are_written_in_order_within_the_window() -> None:
    minutes = [each.minutes for each in PLAN.opinions]
    assert minutes == sorted(minutes)
    assert minutes[0] >= 0 and minutes[-1] < WINDOW_DAYS * 24 * 60


def test_people_differ_and_some_repeat_each_other() -> None:
    texts = Counter(each.text for each in PLAN.opinions)
    assert 700 <= len(texts) <= 1_000
    assert sum(count > 1 for count in texts.values()) >= 30
    lengths = sorted(len(text) for text in texts)
    assert lengths[0] < 12 and lengths[-1] > 250


def test_channels_stances_and_languages_are_mixed() -> None:
    assert {each.channel for each in PLAN.opinions} == {"web", "kiosk", "tablet", "box", "meeting"}
    assert {each.stance for each in PLAN.opinions} == set(STANCES)
    assert 8 <= sum(each.language == "en" for each in PLAN.opinions) <= 30
    assert sum(each.proposed_text is not None for each in PLAN.opinions) > 80


def test_a_tenth_are_organisations_and_a_quarter_leave_a_contact() -> None:
    assert 85 <= sum(each.submitter == "organisation" for each in PLAN.opinions) <= 120
    assert all((each.public_name is None) == (each.submitter == "person") for each in PLAN.opinions)
    contacts = [each.contact for each in PLAN.opinions if each.contact]
    assert 240 <= len(contacts) <= 275
    assert len(set(contacts)) < len(contacts), "some people speak twice"


def test_no_address_or_telephone_can_belong_to_anybody() -> None:
    for each in (opinion.contact for opinion in PLAN.opinions if opinion.contact):
        assert each.email is None or ADDRESS.fullmatch(each.email)
        assert each.phone is None or PHONE.fullmatch(each.phone)
        given = {"email": each.email, "sms": each.phone, "slip": each.station}[each.channel]
        assert given is not None
    words = "\n".join(opinion.text for opinion in PLAN.opinions)
    assert not re.search(r"\d{7,}|@", words)


def test_some_answer_the_focus_questions() -> None:
    counts = Counter(chain.from_iterable(each.answers for each in PLAN.opinions))
    assert set(counts) == {each["id"] for each in QUESTIONS["regulation.txt"]}
    assert 200 < counts["q2"] < 500 and min(counts.values()) >= 10


@pytest.mark.parametrize("question", QUESTIONS["regulation.txt"], ids=lambda question: question["id"])
def test_every_answer_is_one_that_was_offered_there(question: dict[str, Any]) -> None:
    options = {each["id"] for each in question["options"]}
    for each in PLAN.opinions:
        answer = each.answers.get(question["id"], "")
        assert question["kind"] == "words" or set(answer.split()) <= options
        assert not answer or question["provision"] in (None, article_of(each.provision or ""))


@pytest.mark.parametrize("file", sorted(NOTES))
def test_plain_words_and_questions_are_about_articles_that_are_there(file: str) -> None:
    text = files("deploy.sample").joinpath(file).read_text(encoding="utf-8")
    articles = {f"art_{number}" for number in range(1, len(re.findall(r"^第[^ ]+条 ", text, re.MULTILINE)) + 1)}
    assert set(NOTES[file]) <= articles and all(20 < len(words) < 120 for words in NOTES[file].values())
    assert {each["provision"] for each in QUESTIONS[file]} <= articles | {None}
    assert all(words not in text for words in NOTES[file].values())
