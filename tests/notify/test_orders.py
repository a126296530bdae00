"""Whatever the order and however often it is heard: the same letters, one notice for each."""
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import Event
from shared.ids import new_id
from tests.house import House, a_house
from tests.notify.people import Crowd, by_email, receipts_in

PEOPLE = 4


def a_told_story(house: House, owners: list[int | None], cut: int) -> tuple[Crowd, list[str], list[Event], str]:
    """Opinions of some people (None: no contact), decided in two batches; all of it as unordered events."""
    crowd, domain = Crowd(house), f"d{new_id()}.org"
    ids = [crowd.speak(by_email("某人", f"p{owner}@{domain}") if owner is not None else None) for owner in owners]
    batches = [part for part in (ids[:cut], ids[cut:]) if part]
    decided = [event for batch in batches for event in crowd.decide(batch)]
    return crowd, ids, [crowd.consultation, *crowd.wanted.values(), *decided], domain


def expected(owners: list[int | None], cut: int) -> list[tuple[int, frozenset[int]]]:
    """Who gets a letter about which opinions: one per person and batch."""
    found: dict[tuple[int, bool], set[int]] = {}
    for index, owner in enumerate(owners):
        if owner is not None:
            found.setdefault((owner, index < cut), set()).add(index)
    return in_order([(owner, frozenset(ids)) for (owner, _), ids in found.items()])


def in_order(letters: list[tuple[int, frozenset[int]]]) -> list[tuple[int, frozenset[int]]]:
    """Letters by person and opinions."""
    return sorted(letters, key=lambda pair: (pair[0], sorted(pair[1])))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def check(house: House, data: st.DataObject) -> None:
    """One example: shuffle, repeat, stop in between, and look at what came out."""
    owners = data.draw(st.lists(st.none() | st.integers(0, PEOPLE - 1), min_size=1, max_size=8))
    cut = data.draw(st.integers(0, len(owners)))
    crowd, ids, events, domain = a_told_story(house, owners, cut)
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=6))
    for event in data.draw(st.permutations(events + repeats)):
        house.hear("notify", event)
        if data.draw(st.booleans()):
            house.settle()
    house.settle()
    letters = [(int(str(letter["To"])[1]), frozenset(ids.index(each) for each in receipts_in(letter, ids)))
               for letter in crowd.mail() if domain in str(letter["To"])]
    assert in_order(letters) == expected(owners, cut)
    notices = crowd.notices()
    assert all(len(notices[each]) == 1 and notices[each][0].settled_at for each in ids)
    said = [each.opinion_id for each in crowd.said()]
    assert all(said.count(each) == 1 for each in ids)


def test_the_same_letters_whatever_the_order(tmp_path: Path) -> None:
    with a_house(tmp_path, "notify") as house:
        check(house)
