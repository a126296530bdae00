"""What all tests share: sockets are shut, except where real servers and browsers are started."""
import pytest
import pytest_socket

OPEN = ("live", "browser")


@pytest.fixture(autouse=True)
def _sockets(request: pytest.FixtureRequest) -> None:
    """Open sockets for tests that are marked to need them; pytest.ini keeps them shut for all others."""
    if any(request.node.get_closest_marker(mark) for mark in OPEN):
        pytest_socket.enable_socket()
