"""Kills processes, empties and stops the broker, restarts the database: on a schedule that a seed fixes."""
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.live.town import Town

OUTAGE_SECONDS = 10.0
DOOR = "intake-serve"


@dataclass
class Nemesis:
    """Does harm to a town while others work. ``done`` lists what it did, in order."""

    town: Town
    seed: int
    done: list[str] = field(default_factory=list)

    def schedule(self, kills: int) -> list[Callable[[], None]]:
        """*kills* process kills, the public door's and then the others' in turn, among two floods of the broker, one
        stop of it, one restart of the database."""
        chance = random.Random(self.seed)
        names = sorted(set(self.town.processes) - {DOOR})
        order = [name for _ in range(kills) for name in (DOOR, *chance.sample(names, len(names)))][:kills]
        deeds: list[Callable[[], None]] = [self.kill_one(name) for name in chance.sample(order, kills)]
        for deed in (self.flush, self.flush, self.stop_broker, self.restart_database):
            deeds.insert(chance.randrange(1, len(deeds) + 1), deed)
        return deeds

    def during(self, deeds: list[Callable[[], None]], seconds: float) -> threading.Thread:
        """Do *deeds* spread over *seconds* in a thread of their own."""

        def act() -> None:
            for deed in deeds:
                time.sleep(seconds / len(deeds))
                deed()

        thread = threading.Thread(target=act, name="nemesis")
        thread.start()
        return thread

    def flush(self) -> None:
        """Let the broker forget everything."""
        self.town.redis.client().flushall()
        self.done.append("FLUSHALL")

    def stop_broker(self) -> None:
        """Take the broker away for ten seconds."""
        self.town.redis.stop()
        time.sleep(OUTAGE_SECONDS)
        self.town.redis.start()
        self.done.append(f"broker stopped for {OUTAGE_SECONDS:.0f} s")

    def restart_database(self) -> None:
        """Crash PostgreSQL and start it again."""
        self.town.postgres.stop(immediately=True)
        self.town.postgres.start()
        self.done.append("PostgreSQL restarted")

    def kill_one(self, name: str) -> Callable[[], None]:
        """A deed: kill -9 one process and start it again."""

        def kill() -> None:
            self.town.processes[name].end()
            self.town.processes[name].start()
            self.done.append(f"kill -9 {name}")

        return kill
