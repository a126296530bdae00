"""Heavy work takes turns, and pauses while the light waits."""
import threading
import time

import pytest

from shared.web.turns import STEPS, light, turn, unhurried


def test_one_thread_at_a_time_is_at_heavy_work() -> None:
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        with turn():
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1

    threads = [threading.Thread(target=work) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (inside, most) == (0, 1)


def test_a_refusal_ends_the_turn() -> None:
    for _ in range(2):
        try:
            with turn():
                raise ValueError
        except ValueError:
            pass


def test_all_items_come_in_order() -> None:
    assert list(unhurried(range(3 * STEPS + 1))) == list(range(3 * STEPS + 1))


def test_it_pauses_only_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    list(unhurried(range(2 * STEPS)))
    assert not pauses
    with light():
        list(unhurried(range(2 * STEPS)))
    assert len(pauses) == 2
    list(unhurried(range(2 * STEPS)))
    assert len(pauses) == 2
