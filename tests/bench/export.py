"""A consultation of 100,000 opinions exported: seconds, and the memory it takes beyond what review takes anyway."""
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import IO, Any

from services.review.models import Assignment, Member, Opinion, Suggestion
from services.review.operations.outgoing.export import export_book, export_table
from services.review.schemas.desk import HERE
from shared.db import table_of
from shared.ids import new_id
from shared.rows import add
from tests.bench.figures import Figure
from tests.builders import NOON
from tests.house import House, a_house
from tests.review.office import Office

MANY, PART, EACH = 100_000, 5_000, 10
WORDS = "井台周围三米划为保护范围建议改为五米以便于管理和防止污染水源应当由县级以上人民政府负责"
PAGE = 4096 / 1024 / 1024


def export() -> list[Figure]:
    """The workbook with all tables, and the opinions as CSV."""
    with tempfile.TemporaryDirectory() as folder, a_house(Path(folder), "review") as house:
        office = Office(house)
        _fill(house, office.id)
        database = house.sites["review"].database
        book = _measured(lambda file: export_book(database, office.id, file, HERE, True, NOON, _pace))
        table = _measured(lambda file: export_table(database, office.id, "opinions", file, HERE, True, _pace))
    return [Figure("100,000 opinions as .xlsx", book[0], 30, "less", "s", f"{book[2]:.0f} MB file"),
            Figure("its memory", book[1], 300, "less", "MB", "beyond what was there before"),
            Figure("100,000 opinions as .csv", table[0], 30, "less", "s", f"{table[2]:.0f} MB file")]


def _pace(rows: Iterator[Any]) -> Iterator[Any]:
    return rows


def _measured(write: Callable[[IO[bytes]], str]) -> tuple[float, float, float]:
    """Seconds, MB of memory beyond before, MB of file."""
    with tempfile.TemporaryFile() as file, _memory() as peak:
        before, began = _resident(), time.perf_counter()
        write(file)
        seconds = time.perf_counter() - began
        return seconds, max(peak) - before, file.tell() / 1e6


@contextmanager
def _memory() -> Iterator[list[float]]:
    found, done = [_resident()], Event()

    def watch() -> None:
        while not done.wait(.05):
            found.append(_resident())

    thread = Thread(target=watch, daemon=True)
    thread.start()
    yield found
    done.set()
    thread.join()


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def _fill(house: House, consultation: str) -> None:
    chance = Random(1)
    for start in range(0, MANY, PART):
        opinions = [_opinion(consultation, number, chance) for number in range(start, start + PART)]
        suggestions = [_suggestion(consultation, number + 1) for number in range(start // EACH, (start + PART) // EACH)]
        members = [{"suggestion_id": suggestions[at // EACH]["id"], "opinion_id": each["opinion_id"]}
                   for at, each in enumerate(opinions)]
        with house.sites["review"].database.writing() as session:
            for model, rows in ((Opinion, opinions), (Suggestion, suggestions)):
                add(session, table_of(model), rows)
            session.flush()
            add(session, table_of(Member), members)
            add(session, table_of(Assignment), [_assessment(consultation, each) for each in opinions[::2]])


def _opinion(consultation: str, number: int, chance: Random) -> dict[str, Any]:
    where = "art_1"
    return {"opinion_id": new_id(), "revision": 1, "consultation_id": consultation, "draft_version": 1,
            "provision": where, "anchor": None, "stance": "amend", "text": "".join(chance.choices(WORDS, k=120)),
            "proposed_text": "".join(chance.choices(WORDS, k=60)), "reason": "便于执行。", "answers": {},
            "channel": "tablet", "station_id": None, "popup_id": None, "language": "zh-CN", "submitter_kind": "person",
            "public_name": None, "late": False, "written_at": NOON, "received_at": NOON + timedelta(seconds=number),
            "state": "in_suggestions", "stage": "assessed", "said": 0, "decided": 0, "place": where,
            "place_version": 1, "place_state": "kept", "stood_at": where, "stood_version": 1}


def _suggestion(consultation: str, no: int) -> dict[str, Any]:
    return {"id": new_id(), "consultation_id": consultation, "no": no, "version": 1, "state": "gated",
            "draft_version": 1, "provision": "art_1", "title": "写明由谁负责", "text": "写明由谁负责。",
            "reason": "便于执行。", "approvals": [], "made_at": NOON, "place_version": 1, "place_state": "kept"}


def _assessment(consultation: str, opinion: dict[str, Any]) -> dict[str, Any]:
    return {"id": new_id(), "opinion_id": opinion["opinion_id"], "consultation_id": consultation,
            "expert_id": new_id(), "state": "assessed", "offered_at": NOON, "closed_at": NOON, "verdict": "support",
            "legality": 4, "necessity": 4, "feasibility": 4, "wording": 4, "note": "可行。"}
