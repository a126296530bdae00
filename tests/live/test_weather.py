"""The weather does what it says: otherwise a campaign under it proves nothing."""
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.live.weather import CLEAR, HANG, LOST, OFFLINE, PIECE, PORTAL_SKY, Sky, Weather

pytestmark = pytest.mark.live
BODY = b"x" * 10_000


class Counting(BaseHTTPRequestHandler):
    """A server that counts what reaches it."""

    reached: list[str] = []

    def do_POST(self) -> None:
        """Take the body, answer with ten thousand bytes."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reached.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def weather() -> Iterator[Weather]:
    """The weather before a server that counts."""
    Counting.reached.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Weather(int(server.server_address[1])) as weather:
            yield weather
        server.shutdown()


def post(weather: Weather, size: int = 10) -> requests.Response:
    """Ask once."""
    return requests.post(f"{weather.address}/door", data=b"y" * size, timeout=10)


def test_a_clear_sky_changes_nothing(weather: Weather) -> None:
    assert post(weather).content == BODY and Counting.reached == ["/door"]


@pytest.mark.parametrize(("sky", "reached"), [
    (LOST, 1), (OFFLINE, 0), (Sky("cut", after=100), 1), (Sky("cut", after=9_999), 1), (Sky("lost", reaches=False), 0)])
def test_a_broken_connection_breaks_before_or_after_the_server(weather: Weather, sky: Sky, reached: int) -> None:
    weather.sky = sky
    with pytest.raises(requests.RequestException):
        post(weather)
    assert len(Counting.reached) == reached


@pytest.mark.parametrize(("sky", "status", "reached"), [
    (Sky("gate"), 502, 1), (Sky("gate", reaches=False), 502, 0), (Sky("gate", status=504), 504, 1),
    (PORTAL_SKY, 200, 0)])
def test_a_gate_answers_for_the_server(weather: Weather, sky: Sky, status: int, reached: int) -> None:
    weather.sky = sky
    answer = post(weather)
    assert (answer.status_code, len(Counting.reached)) == (status, reached)
    assert answer.headers["Content-Type"].startswith("text/html") and answer.content != BODY


def test_a_hanging_line_holds_until_the_weather_turns(weather: Weather) -> None:
    weather.sky = HANG
    turning = threading.Timer(0.5, setattr, (weather, "sky", CLEAR))
    turning.start()
    began = time.monotonic()
    with pytest.raises(requests.RequestException):
        post(weather)
    assert 0.4 < time.monotonic() - began < 5
    turning.join()


def test_a_sky_over_one_path_leaves_the_others_clear(weather: Weather) -> None:
    weather.sky = Sky("gate", only="/elsewhere")
    assert post(weather).content == BODY


def test_a_slow_line_takes_its_time_and_a_lost_piece_a_pause(weather: Weather) -> None:
    """40 kB up and 10 kB down at 800 kbit/s are half a second; every piece lost adds 0.2 s each."""
    weather.sky = Sky(kbit=800)
    began = time.monotonic()
    assert post(weather, 40_000).content == BODY
    assert 0.48 < time.monotonic() - began < 1.5
    weather.sky = Sky(kbit=8_000, loss=1.0)
    began = time.monotonic()
    assert post(weather, 3 * PIECE).content == BODY
    lost = weather.hits["piece lost"]
    assert lost >= 10 and time.monotonic() - began >= lost * 0.2
