"""The workbench at 100,000 opinions, 94 of 100 of them repeats, one article flooded by 60,000: pages, acts, grouping;
on SQLite and on PostgreSQL, with a page that reads one row beside it."""
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from sqlalchemy import select

from services.review.models import Consultation, Opinion, Sample, Suggestion
from services.review.operations import consultations, suggestions, taking, undo
from services.review.queries.samples import Voice, list_voices
from shared.db import table_of
from shared.ids import new_ids
from shared.messaging.agenda import want
from shared.rows import add
from tests.bench.figures import Figure
from tests.builders import NOON, a_provision
from tests.house import House, a_house
from tests.live.servers import Postgres
from tests.review.browsing import Browser
from tests.review.desk import WHO, WINDOW

ARTICLES, FLOODED = 60, "art_7"
FLOOD, DISTINCT, OTHERS, REPEATS = 60_000, 2_000, 4_000, 34_000
ARRIVALS, LOOKS = 1_000, 40
SAID = ("井台周围{n}米划为保护范围", "由{who}负责日常打扫", "每{n}个月检查一次水质", "对破坏井栏的处{n}百元罚款", "井口应当加装护栏和灯",
        "{who}应当公布检查结果", "允许附近居民取水浇地", "不得在井边洗车洗农具", "修缮费用由{who}承担", "立碑写明来历和年代",
        "开井节那天应当免费开放", "停车场要离井{n}米以外", "护井员每月补助{n}百元", "把老井列进旅游路线", "学校可以组织学生参观",
        "井水不能直接喝要写清楚", "私人院里的井也要登记", "填井之前应当听取{who}的意见", "枯井要在{n}日内回填", "{who}建一本古井台账")
WHOSE = ("村民委员会", "镇人民政府", "文物主管部门", "住建部门", "社区居民委员会", "水务部门")


@dataclass
class Bench:
    """A consultation in a house with review."""

    house: House
    consultation: str

    @property
    def database(self) -> Any:
        """Review's database."""
        return self.house.sites["review"].database

    def do(self, act: Callable[..., Any], *values: Any) -> Any:
        """One operation in a transaction of its own."""
        self.house.clock.moment += timedelta(seconds=1)
        with self.database.writing() as session:
            return act(session, self.house.sites["review"].post, *values, WHO, self.house.clock())

    def voices(self, key: str, order: str) -> list[Voice]:
        """What waits at an article."""
        with self.database.reading() as session:
            found: list[Voice] = list_voices(session, session.get_one(Consultation, self.consultation), key,
                                             order=order)["items"]
        return found


def workbench() -> list[Figure]:
    """All figures, on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        figures = _measured(Path(folder), "SQLite", {})
    server = Postgres().create()
    try:
        with tempfile.TemporaryDirectory() as folder:
            return figures + _measured(Path(folder), "PostgreSQL", {"MINYI_DATABASE_URL": server.url("review")})
    finally:
        server.remove()


def _measured(folder: Path, name: str, environ: dict[str, str]) -> list[Figure]:
    with a_house(folder, "review", environ=environ) as house:
        bench = fill(house, Random(5))
        grouping = [_seconds(house.settle), _placing(bench)]
        _suggest(bench, Random(6))
        taking_in = _flood(bench)
        return [Figure(f"100,000 opinions grouped, {name}", grouping[0], 60, "less", "s", "in the service"),
                Figure(f"the next 1,000 placed, {name}", grouping[1], 1, "less", "s", ""), *taking_in]


def fill(house: House, chance: Random) -> Bench:
    """Open the consultation and put the opinions in, as the handler would."""
    draft = {"title": "古井保护条例", "text": "", "warnings": [],
             "provisions": [each for number in range(1, ARTICLES + 1) for each in a_provision(number)]}
    site = house.sites["review"]
    with site.database.writing() as session:
        made = consultations.import_draft(session, WINDOW, draft, WHO, NOON)
        consultations.open_consultation(session, site.post, made.id, False, WHO, NOON)
    bench = Bench(house, made.id)
    others = [f"art_{number}" for number in range(1, ARTICLES + 1) if f"art_{number}" != FLOODED]
    said = [(chance.choice(others), words(chance)) for _ in range(OTHERS)]
    said += [chance.choice(said) for _ in range(REPEATS)]
    said += [(FLOODED, words(chance)) for _ in range(DISTINCT)] + [(FLOODED, words(chance, 3))] * FLOOD
    chance.shuffle(said)
    put(bench, said)
    return bench


def words(chance: Random, clauses: int = 0) -> str:
    """What somebody might say: a few clauses in any order."""
    some = chance.sample(SAID, clauses or chance.randint(2, 6))
    return "，".join(each.format(n=chance.randint(2, 60), who=chance.choice(WHOSE)) for each in some) + "。"


def put(bench: Bench, said: list[tuple[str, str]]) -> None:
    """Store opinions and ask for their grouping, as the handler does."""
    fixed: dict[str, Any] = {
        "revision": 1, "consultation_id": bench.consultation, "draft_version": 1, "anchor": None, "stance": "amend",
        "proposed_text": None, "reason": None, "answers": {}, "channel": "web", "station_id": None, "popup_id": None,
        "language": "zh-CN", "submitter_kind": "person", "public_name": None, "late": False, "written_at": NOON,
        "received_at": NOON, "place_version": 1, "stood_version": 1}
    rows = [fixed | {"opinion_id": name, "provision": at, "place": at, "stood_at": at, "text": text}
            for name, (at, text) in zip(new_ids(len(said)), said, strict=True)]
    for start in range(0, len(rows), 5_000):
        with bench.database.writing() as session:
            add(session, table_of(Opinion), rows[start:start + 5_000])
            want(session, bench.house.sites["review"].post, "group", bench.consultation)
