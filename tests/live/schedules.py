"""Schedules of harm: what befalls a tablet, drawn from a seed, so that each can be done again."""
from dataclasses import dataclass
from random import Random

from tests.live.weather import HANG, LOST, OFFLINE, PORTAL_SKY, Sky

WEIGHTS = {"speak": 10, "speak_and_die": 3, "kill_browser": 2, "kill_server": 3, "lost": 4, "gate": 3, "deaf_gate": 2,
           "timeout": 2, "portal": 3, "cut": 4, "hang": 2, "offline": 3, "slow": 1, "two_tabs": 3, "full": 2,
           "clock": 3, "update": 2, "reload": 2, "clear": 5}
DEEDS = 6
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Deed:
    """One thing that happens, and a number from 0 to 1 for what it leaves open."""

    name: str
    chance: float


def plan(seed: int) -> list[Deed]:
    """The deeds of one schedule; somebody always speaks."""
    random = Random(seed)
    names = random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=DEEDS)
    names.insert(random.randrange(DEEDS), "speak")
    return [Deed(name, random.random()) for name in names]


def sky_of(deed: Deed) -> Sky:
    """The sky that a deed of that name brings."""
    many = int(deed.chance * 1200)
    return {"lost": LOST, "portal": PORTAL_SKY, "hang": HANG, "offline": OFFLINE, "gate": Sky("gate"),
            "deaf_gate": Sky("gate", reaches=False), "timeout": Sky("gate", status=504),
            "cut": Sky("cut", after=many), "slow": Sky(kbit=200, loss=0.05)}[deed.name]


SKIES = ("lost", "gate", "deaf_gate", "timeout", "portal", "cut", "hang", "offline", "slow")
