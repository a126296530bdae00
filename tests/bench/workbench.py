"""The workbench at 100,000 opinions, 94 of 100 of them repeats, one article flooded by 60,000: pages, acts, grouping;
on SQLite and on PostgreSQL, with a page that reads one row beside it."""
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from flask import Flask

from services.review.jobs import group_many
from services.review.models import Consultation, Opinion, Suggestion
from services.review.operations.consolidation import taking, undo
from services.review.operations.consolidation.blocks import Blocks
from services.review.operations.drafting import consultations
from services.review.queries.consolidation.samples import Voice, list_voices
from services.review.queries.consolidation.workbench import list_suggestions
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
SAID = (
    "井台周围{n}米划为保护范围", "由{who}负责日常打扫", "每{n}个月检查一次水质", "对破坏井栏的处{n}百元罚款",
    "井口应当加装护栏和灯", "{who}应当公布检查结果", "允许附近居民取水浇地", "不得在井边洗车洗农具",
    "修缮费用由{who}承担", "立碑写明来历和年代", "开井节那天应当免费开放", "停车场要离井{n}米以外",
    "护井员每月补助{n}百元", "把老井列进旅游路线", "学校可以组织学生参观", "井水不能直接喝要写清楚",
    "私人院里的井也要登记", "填井之前应当听取{who}的意见", "枯井要在{n}日内回填", "{who}建一本古井台账")
FLOOD_WORDS = "请把井边的老樟树一并保护起来，不要砍。"
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

    def suggestions(self) -> list[Suggestion]:
        """Those about the flooded article."""
        with self.database.reading() as session:
            return list_suggestions(session, session.get_one(Consultation, self.consultation), FLOODED)

    def voices(self, key: str, order: str, page: int = 1) -> list[Voice]:
        """What waits at an article."""
        with self.database.reading() as session:
            found: list[Voice] = list_voices(session, session.get_one(Consultation, self.consultation), key, page,
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
        bench, chance = fill(house, Random(5)), Random(6)
        grouped = seconds_of(house.settle)
        put(bench, [(FLOODED, words(chance)) for _ in range(ARRIVALS // 10)] + [(FLOODED, FLOOD_WORDS)] * (
            ARRIVALS - ARRIVALS // 10))
        placed = seconds_of(lambda: group_many(house.sites["review"], Blocks(bench.database), bench.consultation))
        suggest(bench)
        browser = Browser(house, "officer")
        floor = measure(bare(bench))
        figures = [
            Figure(f"100,000 opinions grouped in the service, {name}", grouped, 60, "less", "s", "relatives too"),
            Figure(f"the next {ARRIVALS:,} placed, memory empty, {name}", placed, 1, "less", "s",
                   f"at the article that has {DISTINCT:,} voices"),
            _page(bench, browser, "unique first", name, floor), *_acts(bench, browser, name, floor),
            *_flood(bench, browser, name, floor)]
        return figures


def bare(bench: Bench) -> Callable[[int], Any]:
    """A page that reads one row and does nothing else."""
    app = Flask("floor")

    @app.get("/")
    def one() -> str:
        with bench.database.reading() as session:
            return str(session.get_one(Consultation, bench.consultation).title)

    client = app.test_client()
    return lambda _at: client.get("/")


def seconds_of(act: Callable[[], Any]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def measure(act: Callable[[int], Any]) -> list[float]:
    """The milliseconds of each of many runs, after two that warm up."""
    return [seconds_of(partial(act, at)) * 1000 for at in range(LOOKS + 2)][2:]


def _figure(what: str, name: str, found: list[float], floor: list[float]) -> Figure:
    """The 95th of a hundred, with the middle, and a page that reads one row."""
    p95 = quantiles(found, n=20)[-1]
    return Figure(f"{what}, p95, {name}", p95, 200, "less", "ms",
                  f"median {median(found):.0f}; a page that reads one row {median(floor):.1f}, p95 "
                  f"{quantiles(floor, n=20)[-1]:.1f}")


def _page(bench: Bench, browser: Browser, what: str, name: str, floor: list[float]) -> Figure:
    path = f"/review/consultations/{bench.consultation}/work?article={FLOODED}"
    assert FLOODED in browser.get(path).text
    return _figure(f"the flooded article, {what}", name, measure(lambda at: browser.get(path)), floor)


def _acts(bench: Bench, browser: Browser, name: str, floor: list[float]) -> list[Figure]:
    """Each voice is taken into a suggestion and the page shown again, then each undone."""
    path = f"/review/consultations/{bench.consultation}/work?article={FLOODED}"
    voices = [each for page in (1, 2) for each in bench.voices(FLOODED, "unique", page)]
    target = bench.suggestions()[0]

    def act(fields: dict[str, Any]) -> None:
        answer = browser.post(path, fields, follow_redirects=True)
        assert answer.status_code == 200, answer.text[:500]

    def take(at: int) -> None:
        act({"act": f"take {target.id}:{target.version}", "sample": voices[at].sample_id})

    browser.get(path)
    return [_figure("a voice taken and the page again", name, measure(take), floor),
            _figure("undone and the page again", name, measure(lambda at: act({"act": "undo"})), floor)]


def _flood(bench: Bench, browser: Browser, name: str, floor: list[float]) -> list[Figure]:
    """Who is behind the flood goes into one suggestion, then the page again, then all of them come back."""
    flood, target = bench.voices(FLOODED, "many")[0], bench.suggestions()[0]
    taken = seconds_of(lambda: bench.do(taking.take_samples, [flood.sample_id], target.id, target.version))
    carried = seconds_of(bench.house.settle)
    page = _page(bench, browser, f"{flood.count:,} behind one suggestion", name, floor)
    undone = seconds_of(lambda: bench.do(undo.undo_last, target.id))
    back = seconds_of(bench.house.settle)
    return [Figure(f"{flood.count:,} opinions taken by one key, {name}", taken, 2, "less", "s",
                   f"carried out in portions in {carried:.0f} s; undone in {undone:.2f} s, back in {back:.0f} s"), page]


def suggest(bench: Bench) -> None:
    """Each article has some suggestions of three voices each."""
    for number in range(1, ARTICLES + 1):
        key = f"art_{number}"
        voices = bench.voices(key, "unique")
        for at in range(0, len(voices), 3):
            said = voices[at].opinion.text
            bench.do(taking.make_of_samples, bench.consultation,
                     [sample for each in voices[at:at + 3] for sample in each.sample_ids],
                     {"title": said[:40], "text": said, "reason": "便于执行。", "provision": key})


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
    said += [(FLOODED, words(chance)) for _ in range(DISTINCT)] + [(FLOODED, FLOOD_WORDS)] * FLOOD
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
