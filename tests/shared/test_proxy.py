"""The proxy's configuration: what its log keeps of a path, and how large a body it lets through."""
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from shared.web.bodies import DEFAULT_LIMIT
from shared.web.front import MOST_BYTES
from tests.house import a_house

CONF = (Path(__file__).parents[2] / "deploy" / "proxy" / "nginx.conf").read_text()
SECRET = "7ZQ2M-9K3TD-4XWE"
NAMES = ("receipt", "code", "token", "opinion_id")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SOUND = "/static/audio/"  # a language's code


def logged(path: str) -> str:
    """A path as the proxy logs it."""
    block = re.search(r"map \$uri \$logged_path \{(.*?)\n\}", CONF, re.DOTALL)
    assert block is not None
    for pattern, shown in re.findall(r"^    ~(\S+) +(\S+);", block[1], re.MULTILINE):
        if found := re.search(pattern.replace("(?<", "(?P<"), path):
            return str(shown).replace("$shown", found["shown"])
    return path


@pytest.fixture
def apps(tmp_path: Path) -> Iterator[list[Flask]]:
    """The four services."""
    with a_house(tmp_path) as house:
        yield [house.client(name).application for name in house.sites]


def test_no_receipt_code_or_token_in_a_path_is_logged(apps: list[Flask]) -> None:
    rules = [rule.rule for app in apps for rule in app.url_map.iter_rules()
             if set(NAMES) & rule.arguments and not rule.rule.startswith(SOUND)]
    assert {"/enrol/<code>", "/api/v1/enrolments/<code>", "/t/<receipt>"} <= set(rules)
    assert [rule for rule in rules if SECRET in logged(PARAMETER.sub(SECRET, rule))] == []


def test_other_paths_are_logged_as_they_are() -> None:
    for path in ("/", "/c/0190c7a2", "/api/v1/parcels", "/staff/devices", "/enrol", "/tablet"):
        assert logged(path) == path


def test_whatever_body_a_service_takes_passes_the_proxy_and_the_front(apps: list[Flask]) -> None:
    most = max(getattr(view, "body_limit", DEFAULT_LIMIT) for app in apps for view in app.view_functions.values())
    let_through = re.search(r"^client_max_body_size (\d+)m;", CONF, re.MULTILINE)
    assert let_through is not None and int(let_through[1]) * 1024 * 1024 >= most > DEFAULT_LIMIT
    assert most <= MOST_BYTES
