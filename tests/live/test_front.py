"""The front on the real server: bodies of all sorts arrive whole, silence is answered, the server goes on."""
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.live.servers import ROOT, free_port, wait_until

pytestmark = pytest.mark.live
MEGABYTE = b"a" * 1_000_000


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server that tells how much it was given, and has to answer at the end too."""
    found = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.live.teller", str(found)], cwd=ROOT)
    try:
        wait_until(lambda: post(found, b"abc") == (200, "3"), 20, "the server answers")
        yield found
        assert post(found, b"abcd") == (200, "4")
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def post(port: int, body: Any, path: str = "/") -> tuple[int, str]:
    """Post a body; status and answer."""
    answer = requests.post(f"http://127.0.0.1:{port}{path}", data=body, timeout=30)
    return answer.status_code, answer.text


@pytest.mark.parametrize("size", [0, 1, 200_000, 300_000, 32_000_000])
def test_a_body_arrives_whole(port: int, size: int) -> None:
    """With its length told, and in chunks."""
    assert post(port, b"a" * size) == (200, str(size))
    assert post(port, (b"a" * 1000 for _ in range(size // 1000))) == (200, str(size // 1000 * 1000))


@pytest.mark.parametrize(("told", "sent"), [(1000, b"a"), (300_000, MEGABYTE[:299_000]), (30_000_000, MEGABYTE)])
def test_silence_in_the_middle_is_answered(port: int, told: int, sent: bytes) -> None:
    """408 after the grace, however much was promised."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % told + sent)
        assert line.recv(100).startswith(b"HTTP/1.1 408")
    assert post(port, b"abc") == (200, "3")


def test_more_than_is_taken_leaves_the_server_well(port: int) -> None:
    """Refused by its length before it is read, or found out on the way."""
    assert post(port, iter([MEGABYTE] * 60))[0] == 200
    assert post(port, b"abc") == (200, "3")


def test_a_fault_of_the_app_is_one_answer_lost(port: int) -> None:
    """500, and the next is answered."""
    assert post(port, b"abc", "/fault")[0] == 500
    assert post(port, b"abc") == (200, "3")
