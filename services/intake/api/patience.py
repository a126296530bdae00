"""How many receipts and one-time codes that do not exist an address may try: thirty a minute."""
import time
from collections import deque
from threading import Lock

from shared.refusals import TooMany

MOST, SECONDS, ADDRESSES = 30, 60.0, 10_000
_misses: dict[str, deque[float]] = {}
_lock = Lock()


def count_miss(address: str) -> None:
    """Count a miss of *address* in this process; raises TooMany beyond the thirtieth within a minute."""
    now = time.monotonic()
    with _lock:
        if len(_misses) > ADDRESSES:
            _misses.clear()
        recent = _misses.setdefault(address, deque())
        while recent and recent[0] < now - SECONDS:
            recent.popleft()
        recent.append(now)
        if len(recent) > MOST:
            raise TooMany("试了太多次不存在的号码，请一分钟后再试。")


def forget_misses() -> None:
    """Begin anew."""
    with _lock:
        _misses.clear()
