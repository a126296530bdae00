"""What the four OpenAPI documents describe, asked for with values of every kind: no answer is a fault of ours."""
import os
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from shared.settings import SERVICES
from tests.storms.answers import look_at
from tests.storms.town import ROLES, Town

EXAMPLES = int(os.environ.get("MINYI_TEST_EXAMPLES", "8"))
SEED = int(os.environ.get("MINYI_TEST_SEED", "20261124"))
CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture, HealthCheck.large_base_example]


def app_of(town: Town, service: str) -> Flask:
    """A service's app."""
    town.house.client(service)
    return town.house.apps[service]


def operations_of(town: Town, service: str) -> list[Any]:
    """What a service's document describes."""
    mount = town.house.sites[service].service.mount
    schema = schemathesis.openapi.from_wsgi(f"{mount}/api/openapi.json", app_of(town, service))
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def path_of(rule: object) -> str:
    """A route's path as the document writes it."""
    return re.sub(r"<(?:[^<>:]*:)?(\w+)>", r"{\1}", str(rule))


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_of_the_api_is_described(town: Town, service: str) -> None:
    """Method and path."""
    described = {(each.method.upper(), each.path) for each in operations_of(town, service)}
    rules = [rule for rule in app_of(town, service).url_map.iter_rules() if "/api/v1/" in str(rule)]
    assert rules
    routes = {(method, path_of(rule)) for rule in rules for method in rule.methods or ()}
    assert {each for each in routes if each[0] not in ("HEAD", "OPTIONS")} == described


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_no_answer_is_a_fault(town: Town, service: str, mode: GenerationMode) -> None:
    """Whoever asks, with real ids or invented ones, with what the document allows and with what it does not."""
    for operation in operations_of(town, service):
        storm(town, operation, mode)


def storm(town: Town, operation: Any, mode: GenerationMode) -> None:
    """Ask one operation many times."""
    cases = operation.as_strategy(generation_mode=mode)

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=CALM)
    @given(case=cases, role=st.sampled_from(("nobody", *ROLES, *ROLES[-1:] * 3)), data=st.data())
    def ask(case: Any, role: str, data: st.DataObject) -> None:
        for name in case.path_parameters or {}:
            if town.ids.get(name) and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(town.ids[name]))
        answer = case.call(headers=town.headers.get(role))
        look_at(f"{case.method} {case.path}", answer.status_code, dict(answer.headers), answer.content)

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, f"{operation.path}: nothing to ask"
