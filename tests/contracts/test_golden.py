"""What the services say to one another stays as it was first said, and everything else is refused."""
import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from shared.contracts import REGISTRY, Event, Unknown, read_event
from shared.schemas import Moment
from tests.contracts.golden import FULL, GOLDEN, Golden, fields_of, parent, touched

WRONG: tuple[Any, ...] = ("", "1", "yes", 1, 0, -1.5, True, False, [], [1], {}, {"a": 1}, None)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
                    max_leaves=5)
every_golden = pytest.mark.parametrize("golden", GOLDEN, ids=str)


def read(golden: Golden, body: Any) -> Event:
    """Read a body as the event of a golden file."""
    return read_event(golden.name, golden.version, json.dumps(body))


def is_moment(field: fields.Field[Any]) -> bool:
    """Whether a field may say the same in more than one way."""
    return isinstance(field, Moment)


def may_be(field: fields.Field[Any], value: Any) -> bool:
    """Whether JSON of this kind is what the field is made for (its rules may refuse the value all the same)."""
    if value is None:
        return field.allow_none
    kinds: dict[type[fields.Field[Any]], type | tuple[type, ...]] = {
        fields.Integer: int, fields.Boolean: bool, fields.List: list, fields.Nested: dict, fields.Dict: dict}
    wanted = next((kinds[each] for each in kinds if isinstance(field, each)), str)
    return isinstance(value, wanted) and (not isinstance(value, bool) or wanted is bool)


def test_every_event_and_version_has_a_golden_file_and_no_file_is_without_an_event() -> None:
    assert {(each.name, each.version) for each in FULL} == set(REGISTRY)
    assert {(each.name, each.version) for each in GOLDEN} == set(REGISTRY)


@every_golden
def test_a_golden_file_is_the_event_and_the_event_is_the_golden_file(golden: Golden) -> None:
    event = read(golden, golden.body)
    assert type(event) is golden.kind
    assert json.loads(event.write()) == golden.body
    assert read_event(golden.name, golden.version, event.write()) == event


@every_golden
def test_a_golden_file_fills_every_field_and_the_bare_one_none_that_may_be_null(golden: Golden) -> None:
    optional = {name for name, field in golden.kind.reader.fields.items() if field.allow_none}
    assert set(golden.body) == set(golden.kind.reader.fields)
    assert {name for name, value in golden.body.items() if value is None} == (optional if golden.is_bare else set())
    assert golden.is_bare or not optional or any(each.is_bare for each in GOLDEN if each.kind is golden.kind)


@every_golden
def test_an_unknown_field_is_refused_at_every_depth(golden: Golden) -> None:
    holders = {place[:-1] for place, _ in fields_of(golden.kind.reader, golden.body)}
    for holder in holders:
        with pytest.raises(ValidationError, match="colour"):
            read(golden, touched(golden.body, (*holder, "colour"), "red"))


@every_golden
def test_a_missing_field_is_refused_at_every_depth(golden: Golden) -> None:
    for place, _ in fields_of(golden.kind.reader, golden.body):
        body = deepcopy(golden.body)
        del parent(body, place)[place[-1]]
        with pytest.raises(ValidationError, match=str(place[-1])):
            read(golden, body)


@every_golden
def test_a_wrong_type_is_refused_at_every_depth(golden: Golden) -> None:
    taken = []
    for place, field in fields_of(golden.kind.reader, golden.body):
        for value in WRONG:
            if may_be(field, value):
                continue
            try:
                read(golden, touched(golden.body, place, value))
                taken.append((place, value))
            except ValidationError:
                pass
    assert taken == []


@every_golden
def test_another_kind_of_body_or_a_later_version_is_refused(golden: Golden) -> None:
    for body in (None, [], [golden.body], "x", 1):
        with pytest.raises(ValidationError):
            read(golden, body)
    newest = max(version for name, version in REGISTRY if name == golden.name)
    with pytest.raises(Unknown):
        read_event(golden.name, newest + 1, json.dumps(golden.body))


@given(data=st.data())
def test_whatever_is_taken_is_said_again_unchanged(data: st.DataObject) -> None:
    """Any JSON at any place: refused with a sentence, or kept as it is (a moment may change its zone)."""
    golden = data.draw(st.sampled_from(GOLDEN))
    places = list(fields_of(golden.kind.reader, golden.body))
    place, field = data.draw(st.sampled_from(places))
    body = touched(golden.body, place, data.draw(JSON))
    try:
        event = read(golden, body)
    except (ValidationError, ValueError):  # ValueError: Infinity and NaN are no JSON
        return
    assert read_event(golden.name, golden.version, event.write()) == event
    assert is_moment(field) or json.loads(event.write()) == body
