"""How well experts fit, and what can be given where not all can: pure, without a database."""
from typing import Any

import numpy as np
import pytest

from services.review.domain.affinity import Affinity, Profile, Words, specialty_of
from services.review.domain.allotment import Candidate, Case, allot
from services.review.domain.assignment import Infeasible
from services.review.domain.recusals import Parties, Recusal

LAW, WATER = "罚款应当依法处罚，写明责任。", "水源的污染和水质要管。"


def a_profile(*specialties: str, past: tuple[str, ...] = ()) -> Profile:
    """An expert."""
    return Profile(specialties=frozenset(specialties), texts=past)


def some(count: int, most: int, *specialties: str, **other: Any) -> list[Candidate]:
    """Experts who take as much."""
    return [Candidate(id=f"e{number}", name=f"专家{number}", specialties=frozenset(specialties), load_min=0,
                      load_max=most, **other) for number in range(count)]


def cases(count: int, need: int = 1, **other: Any) -> list[Case]:
    """Opinions that need as many readers."""
    return [Case(key=f"k{number}", label=f"第 {number} 件", need=need, **other)
            for number in range(count)]


def test_a_specialty_fits_by_its_words_in_the_opinion_more_than_in_the_article() -> None:
    fits = Affinity([a_profile("law"), a_profile("environment"), a_profile("农田水利")]).of(
        [Words(article=LAW, opinion=WATER), Words(opinion="农田水利要修。"), Words(opinion="很好。")])
    assert fits[1, 0] == 1 > fits[0, 0] > 0 and fits[2, 1] == 1 > fits[0, 1]
    assert set(fits[:, 2].tolist()) == {0.5} and specialty_of(" 法学 ") == "law"


def test_what_was_assessed_grows_a_profile() -> None:
    """Of two with one specialty, who has read the like fits better; the longer the past, the more it weighs."""
    wells = tuple(f"古井的井台、井栏和井水怎样保护，第 {number} 次。" for number in range(20))
    others = tuple(f"道路施工和房屋维修的安排，第 {number} 次。" for number in range(20))
    matter = [Words(opinion="井台和井栏要保护。")]
    fits = Affinity([a_profile("culture", past=wells), a_profile("culture", past=others), a_profile("law", past=wells),
                     a_profile("law", past=wells[:1]), a_profile("law")]).of(matter)[:, 0]
    assert fits[0] > fits[1] and fits[2] > fits[3] > fits[4]
    assert fits.min() >= 0 and fits.max() <= 1


def test_the_matrix_is_made_in_blocks_of_single_precision() -> None:
    fits = Affinity([a_profile("law"), a_profile("environment")]).of([Words(opinion=LAW), Words(opinion=WATER)] * 3000)
    assert fits.shape == (2, 6000) and fits.dtype == np.float32
    assert (fits[0, ::2] == 1).all() and (fits[1, 1::2] == 1).all()


def test_what_is_possible_is_given_and_the_rest_is_named() -> None:
    """Three places for four opinions of two readers; without partly it is refused."""
    fits = np.ones((3, 4), dtype=np.float32)
    with pytest.raises(Infeasible):
        allot(cases(4, need=2), some(3, 1), fits, [])
    found = allot(cases(4, need=2), some(3, 1), fits, [], partly=True)
    assert len(found.pairs) == 3 and len(found.left) >= 2 and "上限合计" in found.reasons[0].sentence
    assert set(found.loads.values()) == {1}


def test_a_quota_is_dropped_only_where_it_cannot_be_met() -> None:
    experts = [*some(2, 9), Candidate(id="law", name="法", specialties=frozenset(("law",)), load_min=0, load_max=9,
                                      recusals=(Recusal(kind="organisation", word="合作社"),))]
    asked = [Case(key="a", label="甲", need=1), Case(key="b", label="乙", need=1,
                                                    parties=(Parties(organisations=("井台合作社",)),))]
    quota = [{"specialty": "law", "least": 1, "name": "法学"}]
    found = allot(asked, experts, np.ones((3, 2), dtype=np.float32), quota, partly=True)
    assert {each.key: each.expert == "law" for each in found.pairs} == {"a": True, "b": False}
    assert not found.left and "法学" in found.reasons[0].sentence and "乙" in found.reasons[0].sentence


def test_who_already_reads_it_fills_the_quota() -> None:
    fixed = [Case(key="a", label="甲", need=1, fixed={"e9": frozenset(("law",))})]
    found = allot(fixed, some(1, 9), np.ones((1, 1), dtype=np.float32),
                  [{"specialty": "law", "least": 1, "name": "法学"}])
    assert [each.expert for each in found.pairs] == ["e0"]


def test_desks_are_even_where_it_costs_next_to_nothing() -> None:
    """And fitness goes first where it does."""
    alike = allot(cases(40), some(8, 40), np.ones((8, 40), dtype=np.float32), [])
    assert max(alike.loads.values()) <= 7
    fits = np.full((8, 40), 0.1, dtype=np.float32)
    fits[0] = 1
    assert allot(cases(40), some(8, 40), fits, []).loads["e0"] == 40


def test_lower_limits_count_once_there_is_enough_for_all_of_them() -> None:
    experts = [Candidate(id=name, name=name, specialties=frozenset(), load_min=3, load_max=9) for name in "ab"]
    fits = np.array([[1.0], [0.1]], dtype=np.float32)
    few = allot(cases(4), experts, np.tile(fits, 4), [])
    assert few.loads == {"a": 4, "b": 0}
    assert allot(cases(6), experts, np.tile(fits, 6), []).loads == {"a": 3, "b": 3}
