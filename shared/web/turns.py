"""Heavy work takes turns: in one process only one thread computes at length, and it pauses while others wait.

Threads share one interpreter. A thread that waits for it while six others compute gets it once in six turns; while one
computes that pauses every few milliseconds, it gets it at once. Where nobody waits a pause would only cost.
"""
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

STEPS, PAUSE_SECONDS = 20, 0.0005
Item = TypeVar("Item")
_turn, _counting = Lock(), Lock()
_light = [0]


@contextmanager
def light() -> Iterator[None]:
    """Work that others make room for while it goes on: a page, a single opinion."""
    with _counting:
        _light[0] += 1
    try:
        yield
    finally:
        with _counting:
            _light[0] -= 1


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other thread of this process is at heavy work."""
    with _turn:
        yield


def unhurried(items: Iterable[Item]) -> Iterator[Item]:
    """The items; after every few a short pause, in which those whose work is light get the interpreter."""
    for number, item in enumerate(items, 1):
        yield item
        if number % STEPS == 0 and _light[0]:
            time.sleep(PAUSE_SECONDS)
