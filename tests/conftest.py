"""What all tests share: sockets are shut, except where real servers and browsers are started."""
import pytest

OPEN = ("live", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open sockets for tests that are marked to need them, and for what they share; they stay shut for all others."""
    for item in items:
        if any(item.get_closest_marker(mark) for mark in OPEN):
            item.add_marker("enable_socket")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the conformance kit asks, if not at Minyi."""
    parser.addoption("--openrosa-url", default="", help="ask the standard's cases of this OpenRosa server instead")
