"""The workbench: few acts, several officers at once, everything in the history, everything taken back."""
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import select, update

import services.review
from services.review.models import Opinion, Sample, Step, Suggestion
from services.review.queries.consolidation.history import check_chain
from services.review.queries.consolidation.workbench import count_members
from services.review.queries.outgoing.export import STEPS
from shared.contracts import OpinionReceived, WithdrawalAsked
from shared.ids import new_id
from shared.migrate import configuration
from tests.builders import NOON
from tests.house import House, a_house
from tests.review.browsing import Browser
from tests.review.test_pages_work import an_import, heard

KIND = re.compile(r"record_steps?\([^\"()\[{]*\"(\w+)\"")
FIVE = "三米不够，建议改为五米。"


class Bench:
    """An open consultation on the workbench, with officers of different names."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.group = Browser(house, "group")
        self.path = self.open()
        self.officers: dict[str, Browser] = {}

    def open(self) -> str:
        """One more consultation that is open."""
        path = str(an_import(self.group).location)
        self.group.get(path)
        self.group.post(f"{path}/open", {"accept_warnings": "true"})
        return path

    def say(self, text: str, stance: str = "amend", times: int = 1, path: str = "", **rest: Any) -> str:
        """Somebody leaves an opinion on article 3, or several do in the same words; returns the voice."""
        words = {"stance": stance, "proposed_text": None, "reason": None} | rest
        events = [OpinionReceived(**heard((path or self.path).split("/")[-1], text).row() | words)
                  for _ in range(times)]
        self.house.hear("review", *events)
        self.house.settle()
        return str(self.ask(select(Opinion.sample_id).where(Opinion.opinion_id == events[0].opinion_id)))

    def ask(self, query: Any) -> Any:
        """One value."""
        with self.house.sites["review"].database.reading() as session:
            return session.scalar(query)

    def officer(self, name: str = "王某") -> Browser:
        """The browser of an officer of this name."""
        if name not in self.officers:
            browser = self.officers[name] = Browser(self.house)
            browser.client.set_cookie("minyi_token", self.house.token("officer", account_id=new_id(), name=name))
            browser.get(f"{self.path}/work?article=art_3")
        return self.officers[name]

    def act(self, act: str, name: str = "王某", query: str = "", **fields: Any) -> Any:
        """One act on article 3."""
        return self.officer(name).post(f"{self.path}/work?article=art_3{query}", {"act": act, **fields})

    def make(self, sample: str, name: str = "王某") -> Suggestion:
        """A suggestion of a voice in its own words."""
        assert self.act("draft", name, sample=sample).status_code == 303
        return self.suggestion()

    def suggestion(self, no: int = 0) -> Suggestion:
        """The suggestion of this number, or the newest."""
        query = select(Suggestion).order_by(Suggestion.no.desc())
        found: Suggestion = self.ask(query.where(Suggestion.no == no) if no else query)
        return found

    def choice(self, no: int) -> str:
        """A suggestion as buttons name it."""
        found = self.suggestion(no)
        return f"{found.id}:{found.version}"

    def behind(self, no: int) -> int:
        """How many opinions stand behind a suggestion."""
        with self.house.sites["review"].database.reading() as session:
            found = self.suggestion(no).id
            return count_members(session, [found]).get(found, 0)

    def page(self, query: str = "") -> str:
        """The workbench at article 3."""
        return str(self.officer().get(f"{self.path}/work?article=art_3{query}").text)

    def balance(self) -> list[int]:
        """The numbers on top."""
        return [int(each) for each in re.findall(r'<li[^>]*>[^<]*<b[^>]*>(\d+)</b>', self.page().split("</ul>")[0])]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An open consultation without opinions."""
    with a_house(tmp_path, "review") as house:
        yield Bench(house)


def test_a_flood_is_one_voice_with_its_true_count_after_the_unique_ones(bench: Bench) -> None:
    flood, lone = bench.say(FIVE, times=12), bench.say("井边晚上没有灯，请加灯。", "comment")
    page = bench.page()
    assert page.index(f'id="v-{lone}"') < page.index(f'id="v-{flood}"')
    assert "12 人说" in page and "待处理 13 条" in page and "2 种说法" in page
    assert "已写成第 1 条建议，归入意见 12 条" in bench.officer().get(bench.act("draft", sample=flood).location).text
    assert bench.behind(1) == 12 and bench.balance() == [13, 0, 1, 12, 0, 1]


def test_filters_stay_after_an_act(bench: Bench) -> None:
    one, two = bench.say("井边没有灯。", "comment"), bench.say("不同意划线。", "oppose")
    page = bench.page("&stance=oppose&q=划线")
    assert f"v-{two}" in page and f"v-{one}" not in page
    answer = bench.act("aside 与本草案无关。", query="&stance=oppose", sample=two)
    assert "stance=oppose" in answer.location
    assert "没有符合的意见" in bench.page("&q=飞机") and "没有符合的意见" in bench.page("&tier=many")


def test_a_new_suggestion_has_the_words_of_the_opinion(bench: Bench) -> None:
    made = bench.make(bench.say(FIVE, proposed_text="井台周围五米为保护范围。", reason="车会压坏井台。"))
    assert (made.title, made.text, made.reason) == (
        "三米不够，建议改为五米", "建议将第三条修改为：井台周围五米为保护范围。", "车会压坏井台。")


def test_one_opinion_with_several_points_stands_behind_several_suggestions(bench: Bench) -> None:
    first, second = bench.say("改为五米。"), bench.say("要有人管。")
    both = bench.say("改为五米，还要写明谁来管。")
    bench.make(first), bench.make(second)
    kept = bench.act(f"keep {bench.choice(1)}", sample=both, next="")
    assert f"keep={both}" in kept.location
    page = bench.officer().get(kept.location).text
    assert "已归入" in page and "还可以再归入别的建议" in page
    assert bench.act(f"take {bench.choice(2)}", query=f"&keep={both}", sample=both).status_code == 303
    assert (bench.behind(1), bench.behind(2)) == (2, 2) and bench.balance() == [3, 0, 0, 3, 0, 2]
    for behind in ((2, 1), (1, 1)):
        bench.act("undo")
        assert (bench.behind(1), bench.behind(2)) == behind
    assert bench.balance() == [3, 0, 1, 2, 0, 2]


def test_my_undo_takes_back_my_acts_one_after_the_other_and_nobody_elses(bench: Bench) -> None:
    one, two, three = bench.say("改为五米。"), bench.say("请加一盏灯。"), bench.say("不要划线。", "oppose")
    bench.make(one)
    bench.act("aside 与本草案无关。", sample=two)
    bench.act(f"take {bench.choice(1)}", "李某", sample=three)
    assert "1 条意见回到原处" in bench.officer().get(bench.act("undo").location).text
    refused = bench.act("undo")
    assert refused.status_code == 409 and "之后又改过（李某，12:00）" in refused.text
    bench.act("undo", "李某")
    assert bench.act("undo").status_code == 303 and bench.balance() == [3, 0, 3, 0, 0, 0]
    assert "您在这里还没有可以撤销的步骤" in bench.act("undo").text


def test_two_officers_take_into_one_suggestion_and_each_can_undo_their_own(bench: Bench) -> None:
    """Opinions that come meanwhile make nobody's page stale."""
    bench.make(bench.say("改为五米。"))
    two, three, seen = bench.say("改成五米吧。"), bench.say("五米为好。"), bench.choice(1)
    assert bench.act(f"take {seen}", sample=two).status_code == 303
    assert bench.act(f"take {seen}", "李某", sample=three).status_code == 303
    assert bench.behind(1) == 3
    assert bench.act("undo").status_code == 303 and bench.behind(1) == 2


def test_what_somebody_else_has_taken_meanwhile_is_said_and_not_done_twice(bench: Bench) -> None:
    """And the words that were typed are still there."""
    bench.make(bench.say("改为五米。"))
    sample, seen = bench.say("五米为好。"), bench.choice(1)
    bench.act(f"take {seen}", "李某", sample=sample)
    again = bench.act(f"take {seen}", sample=sample)
    assert again.status_code == 409 and "李某刚把它归入第 1 条建议（12:00），没有重复处理" in again.text
    typed = bench.act("new", sample=sample, title="写好的标题", text="写好的内容", why="写好的理由")
    assert typed.status_code == 409 and "写好的标题" in typed.text and "写好的理由" in typed.text
    assert bench.behind(1) == 2 and bench.balance() == [2, 0, 0, 2, 0, 1]
    gone = bench.say("井边没有灯。")
    bench.act("aside 与本草案无关。", "李某", sample=gone)
    assert "李某刚把它列为不列入（12:00）：与本草案无关。" in bench.act("aside 别的理由。", sample=gone).text


def test_two_officers_at_the_same_moment_never_do_a_thing_twice(bench: Bench) -> None:
    """Both go through the same voices with different aims: each voice is dealt with once, the other one is told."""
    for text in ("改为五米。", "请加一盏灯。"):
        bench.make(bench.say(text))
    voices = [bench.say(f"{word}，请写进条例。") for word in (
        "修井台", "立石碑", "装护栏", "清淤泥", "查水质", "补树苗")]
    aims = {"王某": bench.choice(1), "李某": bench.choice(2)}
    for name in aims:
        bench.officer(name)

    def go_through(name: str) -> list[int]:
        return [bench.act(f"take {aims[name]}", name, sample=each).status_code for each in voices]

    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(go_through, aims))
    assert [sorted(pair) for pair in zip(*said, strict=True)] == [[303, 409]] * len(voices)
    assert bench.behind(1) + bench.behind(2) == 2 + len(voices) and bench.balance()[2:4] == [0, 8]


def test_words_that_somebody_else_has_changed_meanwhile_are_read_first(bench: Bench) -> None:
    made, seen = bench.make(bench.say("改为五米。")), bench.choice(1)
    words = {"title": "改为十米", "text": "改为十米。", "why": "更安全。"}
    assert bench.act("edit", "李某", suggestion=made.id, version=made.version, **words).status_code == 303
    late = bench.act(f"take {seen}", sample=bench.say("五米为好。"))
    assert late.status_code == 409 and "李某刚改过第 1 条建议（12:00），请看一眼新的文字再归入" in late.text
    stale = bench.act("edit", suggestion=made.id, version=made.version, title="改为六米", text="六米", why="六米")
    assert stale.status_code == 409 and "改为六米" in stale.text


def test_members_move_and_split_off_and_come_back(bench: Bench) -> None:
    one, two = bench.say("改为五米。"), bench.say("请加一盏灯。")
    bench.make(one)
    bench.act(f"take {bench.choice(1)}", sample=two)
    made = bench.suggestion(1)
    split = bench.act("split", suggestion=made.id, version=made.version, picked=two, title="加灯")
    assert "已拆成第 2 条建议" in bench.officer().get(split.location).text
    new = bench.suggestion(2)
    back: dict[str, Any] = {"suggestion": new.id, "version": new.version, "picked": two}
    assert "请选移到哪一条建议" in bench.act("move", **back).text
    assert bench.act("move", into=bench.choice(1), **back).status_code == 303
    assert bench.behind(1) == 2 and bench.suggestion(2).state == "retired"
    bench.act("undo")
    assert (bench.behind(1), bench.behind(2)) == (1, 1) and bench.balance() == [2, 0, 0, 2, 0, 2]
    none = bench.act("leave", suggestion=made.id, version=bench.suggestion(1).version)
    assert none.status_code == 422 and "请先勾选要移走的意见" in none.text


def test_a_merge_is_shown_before_and_taken_back_from_the_history(bench: Bench) -> None:
    """Opinions of both are counted once; a warning where their people want the opposite."""
    one, two = bench.say("改为五米。", "support", 3), bench.say("不要划线。", "oppose", 2)
    both = bench.say("改为五米，还要有人管。")
    first, second = bench.make(one), bench.make(two)
    bench.act(f"keep {bench.choice(1)}", sample=both)
    bench.act(f"take {bench.choice(2)}", query=f"&keep={both}", sample=both)
    officer, path = bench.officer(), f"{bench.path}/merge?into={first.id}"
    assert "改为五米" not in officer.get(path).text.split("把哪一条并进来？")[1]
    for page in (officer.get(f"{path}&other={second.id}").text, officer.get(f"{path}&no=2").text):
        assert "意见：4 条 + 3 条 − 两边都有的 1 条 = 合并后 6 条" in page and "立场相反" in page
    seen = {"into": bench.choice(1), "other": bench.choice(2)}
    assert officer.post(path, seen).status_code == 303
    assert bench.behind(1) == 6 and bench.suggestion(2).state == "retired"
    assert officer.post(path, seen).status_code == 409
    steps = officer.get(f"{bench.path}/history?kind=members").text
    step = re.search(r'name="step" value="([0-9a-f-]{36})"', steps)
    assert step is not None and officer.post(f"{bench.path}/history", {"step": step[1]}).status_code == 303
    assert (bench.behind(1), bench.behind(2)) == (4, 3) and bench.balance() == [6, 0, 0, 6, 0, 2]
    opposite = officer.get(f"{bench.path}/opposites").text
    assert "1 对" in opposite and "与第 2 条相反" in bench.page()


def test_the_history_says_who_what_and_why_and_what_cannot_be_taken_back(bench: Bench) -> None:
    one, two = bench.say("改为五米。"), bench.say("请加一盏灯。")
    made = bench.make(one)
    bench.act("aside 与本草案无关。", "李某", sample=two)
    bench.act("edit", "李某", suggestion=made.id, version=made.version, title="五米", text="五米。", why="安全。")
    officer = bench.officer()
    page = officer.get(f"{bench.path}/history").text
    assert "李某" in page and "与本草案无关。" in page and "第 1 号建议之后又改过（李某，12:00）" in page
    opinion = bench.ask(select(Sample.opinion_id).where(Sample.id == two))
    alone = officer.get(f"{bench.path}/history?opinion={opinion}").text
    assert "<td data-label=\"做了什么\"><span>不列入" in alone and "<span>写成建议" not in alone
    assert "<span>不列入" not in officer.get(f"{bench.path}/history?suggestion={made.id}").text
    who = bench.ask(select(Step.who).where(Step.who_name == "李某"))
    assert "<span>写成建议" not in officer.get(f"{bench.path}/history?who={who}").text
    step = bench.ask(select(Step.id).where(Step.kind == "create"))
    assert "请先撤销那里的步骤" in officer.post(f"{bench.path}/history", {"step": step}).text
    assert officer.post(f"{bench.path}/history", {"step": new_id()}).status_code == 404
    assert "3 步首尾相连，没有被改动过" in officer.get(f"{bench.path}/history?check=true").text


def test_a_history_that_somebody_has_touched_shows_it(bench: Bench) -> None:
    """Other words, a step gone, a step marked as undone: each is named."""
    for text in ("改为五米。", "请加一盏灯。", "不要划线。"):
        bench.make(bench.say(text))
    bench.act("undo")
    database, asked = bench.house.sites["review"].database, bench.path.split("/")[-1]
    for harm, fault in ((update(Step).where(Step.no == 2).values(who_name="别人"), (2, "changed")),
                        (update(Step).where(Step.no == 1).values(undone_at=NOON), (1, "undone")),
                        (update(Step).where(Step.no == 3).values(undone_at=None), (4, "undone")),
                        (update(Step).where(Step.no == 1).values(consultation_id=new_id()), (2, "missing"))):
        with database.writing() as session:
            assert check_chain(session, asked).faults == []
            session.execute(harm)
            session.expire_all()
            assert fault in check_chain(session, asked).faults
            session.rollback()


def test_steps_from_before_the_chain_are_chained_in_their_order(bench: Bench) -> None:
    """The migration numbers what is there; words, order and digests come out the same."""
    for text in ("改为五米。", "请加一盏灯。", "不要划线。"):
        bench.make(bench.say(text))
        bench.house.clock.moment += timedelta(minutes=1)
    bench.act("undo")
    database, asked = bench.house.sites["review"].database, bench.path.split("/")[-1]
    with database.reading() as session:
        before = check_chain(session, asked)
    asking = configuration(Path(services.review.__file__).parent, database.url)
    command.downgrade(asking, "c41a70d9e5b3-1")
    command.upgrade(asking, "head")
    with database.reading() as session:
        assert check_chain(session, asked) == before and before.faults == [] and before.steps == 4


def test_what_cannot_be_is_refused_with_what_to_do_instead(bench: Bench) -> None:
    elsewhere = bench.open()
    strange = bench.say("改为五米。", path=elsewhere)
    other = Browser(bench.house, "officer")
    other.get(f"{elsewhere}/work?article=art_3")
    other.post(f"{elsewhere}/work?article=art_3", {"act": "draft", "sample": strange})
    theirs, mine = bench.suggestion(), bench.say("五米为好。")
    across = bench.act(f"take {theirs.id}:{theirs.version}", sample=mine)
    assert across.status_code == 409 and "属于另一部草案的征求意见" in across.text
    assert "属于另一次征求意见" in bench.act("draft", sample=strange).text
    assert "属于另一部草案" in bench.act("edit", suggestion=theirs.id, version="1", title="a", text="b", why="c").text
    assert "请写理由，提意见的人会看到" in bench.act("aside", sample=mine, reason=" ").text
    assert bench.act("take", sample=mine).status_code == 422
    nobody = new_id()
    bench.make(mine)
    ours = bench.ask(select(Suggestion.id).where(Suggestion.consultation_id == bench.path.split("/")[-1]))
    assert "请看下一条" in bench.act(f"take {ours}:1", query=f"&keep={nobody}", sample=nobody).text
    bench.act("undo")
    assert bench.officer().get(f"{bench.path}/merge?into={theirs.id}").status_code == 404
    assert bench.balance() == [1, 0, 1, 0, 0, 0]


def test_what_was_withdrawn_meanwhile_is_said(bench: Bench) -> None:
    sample = bench.say("五米为好。")
    opinion = bench.ask(select(Opinion.opinion_id))
    bench.house.hear("review", WithdrawalAsked(opinion_id=opinion, revision=1, asked_at=NOON))
    bench.house.settle()
    assert "刚刚被提意见的人撤回" in bench.act("draft", sample=sample).text


def test_a_settled_matter_is_closed_to_every_act(bench: Bench) -> None:
    bench.act("aside 与本草案无关。", sample=bench.say("五米为好。"))
    bench.group.get(bench.path)
    for last in ("close", "settle"):
        assert bench.group.post(f"{bench.path}/{last}").status_code == 303
    assert "已经办结，不能再撤销" in bench.act("undo").text


def test_the_history_has_words_for_every_kind_of_step(bench: Bench) -> None:
    """Whatever the operations record."""
    sources = Path(services.review.__file__).parent.glob("operations/*/*.py")
    kinds = {kind for source in sources for kind in KIND.findall(source.read_text())}
    page = bench.officer("王某").get(f"{bench.path}/history").text
    words = dict(re.findall(r'<option value="(\w+)"[^>]*>([^<]+)<', page))
    assert kinds == set(STEPS) and STEPS.items() <= words.items(), "the export says the same"
