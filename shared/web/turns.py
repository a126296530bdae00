"""Heavy work takes turns: in one process only one thread computes at length, and it pauses for the others.

Threads share one interpreter. A thread that waits for it while six others compute gets it once in six turns; while one
computes that pauses every few milliseconds, it gets it at once.
"""
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

STEPS, PAUSE_SECONDS = 20, 0.0005
Item = TypeVar("Item")
_turn = Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other thread of this process is at heavy work."""
    with _turn:
        yield


def unhurried(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with a short pause after every few, in which others get the interpreter."""
    for number, item in enumerate(items, 1):
        yield item
        if number % STEPS == 0:
            time.sleep(PAUSE_SECONDS)
