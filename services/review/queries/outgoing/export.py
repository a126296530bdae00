"""Everything said in a consultation and everything done with it, row by row, in an order that is always the same.

No contact is here to be given. What was withdrawn keeps its row and its number and loses its words.
"""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.review.domain.outline import ADRIFT, WHOLE, key_of
from services.review.domain.questions import say_answer
from services.review.domain.tables import TABLES
from services.review.models import (
    Account,
    Assignment,
    Consultation,
    Draft,
    Member,
    Opinion,
    Sample,
    Step,
    StepOpinion,
    Suggestion,
)
from services.review.queries.consolidation.suggestions import count_sources
from services.review.queries.drafting.places import Outlines, Standing, name_of, standing_of
from services.review.queries.outgoing.gate import name_stations
from shared.db import table_of

MANY = 1000
OPINIONS = table_of(Opinion)
STANCES = {"support": "赞成", "oppose": "反对", "amend": "建议修改", "comment": "其他意见"}
CHANNELS = {"web": "网上", "kiosk": "自助终端", "tablet": "流动平板", "box": "意见征集箱", "meeting": "征集会",
            "openrosa": "移动采集"}
SUBMITTERS = {"person": "个人", "organisation": "单位"}
OPINION_STATES = {"waiting": "待处理", "in_suggestions": "已归入建议", "set_aside": "不列入", "withdrawn": "已撤回"}
SUGGESTION_STATES = {"drafted": "待把关", "returned": "退回修改", "gated": "待审定", "approved": "已审定",
                     "forwarded": "已报送", "decided": "已有结果", "not_forwarded": "不报送", "retired": "已撤销"}
OUTCOMES = {"adopted": "采纳", "partially_adopted": "部分采纳", "not_adopted": "未采纳"}
VERDICTS = {"support": "支持", "revise": "修改后支持", "reject": "不支持"}
STEPS = {"create": "写成建议", "change": "修改文字", "members": "归入或移出意见", "gate": "把关", "approve": "审定",
         "return": "领导要求修改", "not_forwarded": "不报送", "set_aside": "不列入", "restore": "恢复为待处理",
         "undo": "撤销", "place": "判断位置", "window": "改征求意见的设置", "group": "改归工作小组",
         "plan": "改分派计划", "reassign": "改派专家", "import_version": "导入新稿", "issue_version": "发布新稿",
         "note": "写大白话", "questions": "改焦点题", "settle": "办结"}
Cell = str | int | None
Row = Sequence[Cell]


class Source:
    """One consultation's rows, with the names that they need; ``zone`` is where times are read."""

    def __init__(self, session: Session, consultation: Consultation, zone: ZoneInfo, shows_names: bool) -> None:
        self.session, self.consultation, self.zone, self.shows_names = session, consultation, zone, shows_names
        self.stations = name_stations(session)
        self.people = {row.id: row.name for row in session.execute(select(Account.id, Account.name))}
        self.outlines = Outlines(session)
        self.numbers: dict[str, int] = {}
        self._labels: dict[tuple[int, str], str] = {}

    def pages(self, query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
        """The rows of a query, a thousand at a time."""
        yield from self.session.execute(query.execution_options(yield_per=MANY)).partitions(MANY)

    def moment(self, at: datetime | None) -> str:
        """A moment as people here write it."""
        return at.astimezone(self.zone).isoformat(" ", "seconds")[:19] if at else ""

    def label(self, standing: Standing) -> str:
        """A provision by name: its article's heading, then what is inside it."""
        key = standing.version, standing.provision or ""
        if key not in self._labels:
            entry = self.outlines.entry(self.consultation.id, standing)
            inside = standing.provision if standing.provision != key_of(standing.provision) else None
            self._labels[key] = {WHOLE: "整部草案", ADRIFT: "位置待定"}.get(
                entry.key, name_of(inside) if inside else f"{entry.label} {entry.caption}".strip())
        return self._labels[key]

    def number(self) -> Mapping[str, int]:
        """A number for each opinion, in the order in which they came."""
        if not self.numbers:
            ids = self.session.scalars(select(OPINIONS.c.opinion_id).where(
                OPINIONS.c.consultation_id == self.consultation.id)
                .order_by(OPINIONS.c.received_at, OPINIONS.c.opinion_id))
            self.numbers = {each: number for number, each in enumerate(ids, 1)}
        return self.numbers


class Samples:
    """Numbers for what was said in the same words, and for what is near to it, in the order of their first opinion."""

    def __init__(self, source: Source) -> None:
        rows = source.session.execute(select(Sample.id, Sample.head_id).where(
            Sample.consultation_id == source.consultation.id))
        self._heads = {row.id: row.head_id for row in rows}
        self._numbers: dict[str, int] = {}
        self._groups: dict[str, int] = {}

    def of(self, sample_id: str | None) -> tuple[int | None, int | None]:
        """The number of a sample and of its group; none where it was not grouped yet."""
        if sample_id is None:
            return None, None
        head = self._heads.get(sample_id, sample_id)
        return (self._numbers.setdefault(sample_id, len(self._numbers) + 1),
                self._groups.setdefault(head, len(self._groups) + 1))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: its name for programs, its columns with their widths, its rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Callable[[Source], Iterator[Row]]

    @property
    def title(self) -> str:
        """Its name for people."""
        return TABLES[self.name]


def opinion_rows(source: Source) -> Iterator[Row]:
    """Everything said."""
    questions, numbers, left, samples = _questions(source), source.number(), cache(name_of), Samples(source)
    query = select(OPINIONS).where(OPINIONS.c.consultation_id == source.consultation.id)
    for page in source.pages(query.order_by(OPINIONS.c.received_at, OPINIONS.c.opinion_id)):
        ids = [row.opinion_id for row in page]
        behind, assessed = _suggestion_numbers(source, ids), _assessment_counts(source, ids)
        for row in page:
            yield (numbers[row.opinion_id], source.label(standing_of(row)), left(row.provision), STANCES[row.stance],
                   *_said(row, questions), CHANNELS[row.channel], source.stations.get(row.station_id or "", ""),
                   SUBMITTERS.get(row.submitter_kind, ""), row.public_name if source.shows_names else None,
                   source.moment(row.written_at), source.moment(row.received_at), "是" if row.late else "",
                   OPINION_STATES[row.state], row.aside_reason, behind.get(row.opinion_id, ""),
                   assessed[row.opinion_id], "是" if row.decided > 0 else "", *samples.of(row.sample_id))


def suggestion_rows(source: Source) -> Iterator[Row]:
    """What was made of it."""
    query = select(Suggestion).where(Suggestion.consultation_id == source.consultation.id).order_by(Suggestion.no)
    for page in source.pages(query):
        rows = [each for (each,) in page]
        sources = count_sources(source.session, [each.id for each in rows])
        for each in rows:
            counts = sources[each.id]
            yield (each.no, source.label(Standing(version=each.draft_version, provision=each.provision)), each.title,
                   each.text, each.reason, SUGGESTION_STATES[each.state], sum(counts["channels"].values()),
                   _counted(counts["stations"], source.stations), _counted(counts["channels"], CHANNELS),
                   _approved(source, each, ("把关",)), _approved(source, each, ("拟稿", "审定")),
                   OUTCOMES.get(each.outcome or "", ""), each.outcome_reason, each.enacted_provision)


def member_rows(source: Source) -> Iterator[Row]:
    """Which opinion stands behind which suggestion."""
    numbers = source.number()
    query = (select(Suggestion.no, Member.opinion_id).join(Member, Member.suggestion_id == Suggestion.id)
             .join(OPINIONS, OPINIONS.c.opinion_id == Member.opinion_id)
             .where(Suggestion.consultation_id == source.consultation.id)
             .order_by(Suggestion.no, OPINIONS.c.received_at, OPINIONS.c.opinion_id))
    for page in source.pages(query):
        for row in page:
            yield row.no, numbers[row.opinion_id]


def assessment_rows(source: Source) -> Iterator[Row]:
    """What experts said, and who stepped back."""
    numbers = source.number()
    query = (select(Assignment).join(OPINIONS, OPINIONS.c.opinion_id == Assignment.opinion_id)
             .where(Assignment.consultation_id == source.consultation.id,
                    Assignment.state.in_(("assessed", "declined")))
             .order_by(OPINIONS.c.received_at, OPINIONS.c.opinion_id, Assignment.closed_at, Assignment.id))
    for page in source.pages(query):
        for (each,) in page:
            verdict = VERDICTS.get(each.verdict or "", "推辞" if each.state == "declined" else "")
            yield (numbers.get(each.opinion_id), source.people.get(each.expert_id, ""), verdict, each.legality,
                   each.necessity, each.feasibility, each.wording, each.note or each.declined_reason,
                   each.proposed_text, source.moment(each.closed_at))


def step_rows(source: Source) -> Iterator[Row]:
    """Who did what, when, why; each with the digest that chains it to the one before."""
    query = (select(Step, Suggestion.no).outerjoin(Suggestion, Suggestion.id == Step.suggestion_id)
             .where(Step.consultation_id == source.consultation.id).order_by(Step.no))
    for page in source.pages(query):
        for step, no in page:
            yield (step.no, source.moment(step.at), step.who_name, STEPS.get(step.kind, step.kind), no, step.why,
                   source.moment(step.undone_at), step.digest)


def step_opinion_rows(source: Source) -> Iterator[Row]:
    """Which opinions each step was about, and whether it took them in or away."""
    numbers = source.number()
    query = select(Step).where(Step.consultation_id == source.consultation.id).order_by(Step.no)
    for page in source.pages(query):
        many = _many_of(source, [step.id for (step,) in page])
        for (step,) in page:
            about = _about(step, many[step.id])
            yield from sorted((step.no, numbers[each], words) for each, words in about.items() if each in numbers)


SHEETS = (
    Sheet(name="opinions", rows=opinion_rows, columns=(
        ("序号", 8), ("条款", 18), ("原来写在", 14), ("立场", 10), ("意见", 60), ("建议改为", 40), ("理由", 40),
        ("引用原文", 30), ("焦点题回答", 30), ("渠道", 12), ("工作站", 20), ("提交者", 8), ("公开姓名", 14),
        ("写于", 20), ("收到", 20), ("逾期到达", 10), ("状态", 12), ("不列入的理由", 40), ("所在建议", 14),
        ("评议次数", 10), ("已答复", 8), ("同文编号", 10), ("相近组", 10))),
    Sheet(name="suggestions", rows=suggestion_rows, columns=(
        ("序号", 8), ("条款", 18), ("标题", 30), ("内容", 60), ("理由", 40), ("状态", 12), ("意见条数", 10),
        ("工作站", 30), ("渠道", 30), ("把关", 40), ("拟稿与审定", 40), ("处理结果", 12), ("结果理由", 40),
        ("对应条款", 20))),
    Sheet(name="members", rows=member_rows, columns=(("建议序号", 10), ("意见序号", 10))),
    Sheet(name="assessments", rows=assessment_rows, columns=(
        ("意见序号", 10), ("专家", 14), ("结论", 10), ("合法性", 8), ("必要性", 8), ("可行性", 8), ("文字表述", 8),
        ("说明", 50), ("建议的条文", 50), ("时间", 20))),
    Sheet(name="steps", rows=step_rows, columns=(
        ("编号", 8), ("时间", 20), ("谁", 14), ("做了什么", 16), ("建议序号", 10), ("为什么", 60), ("撤销于", 20),
        ("校验", 20))),
    Sheet(name="step_opinions", rows=step_opinion_rows, columns=(
        ("步骤编号", 10), ("意见序号", 10), ("归入或移出", 12))))


def _about(step: Step, listed: Sequence[str]) -> dict[str, str]:
    """The opinions that a step names itself, was about, or lists."""
    alone = [step.opinion_id] if step.opinion_id else []
    return dict.fromkeys([*alone, *listed], "") | dict.fromkeys(step.before.get("added", ()), "归入") | dict.fromkeys(
        step.before.get("removed", ()), "移出")


def _many_of(source: Source, step_ids: Sequence[str]) -> dict[str, list[str]]:
    """The opinions of steps on many."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in source.session.execute(select(StepOpinion.step_id, StepOpinion.opinion_id).where(
            StepOpinion.step_id.in_(step_ids))):
        found[row.step_id].append(row.opinion_id)
    return found


def _said(row: Any, questions: Mapping[str, dict[str, Any]]) -> Row:
    """Its words; of what was withdrawn only that it was."""
    if row.state == "withdrawn":
        return "（已撤回）", None, None, None, None
    answers = "；".join(f"{questions[name]['text']}：{say_answer(questions[name], answer)}"
                       for name, answer in sorted((row.answers or {}).items()) if answer and name in questions)
    return row.text, row.proposed_text, row.reason, (row.anchor or {}).get("quote"), answers


def _questions(source: Source) -> dict[str, dict[str, Any]]:
    """Every focus question of every version, the newest words of each."""
    drafts = source.session.scalars(select(Draft.questions).where(
        Draft.consultation_id == source.consultation.id).order_by(Draft.version))
    return {each["id"]: each for questions in drafts for each in questions}


def _suggestion_numbers(source: Source, ids: Sequence[str]) -> dict[str, str]:
    """The numbers of the suggestions that each opinion stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    query = (select(Member.opinion_id, Suggestion.no).join(Suggestion, Suggestion.id == Member.suggestion_id)
             .where(Member.opinion_id.in_(ids)).order_by(Suggestion.no))
    for row in source.session.execute(query):
        found[row.opinion_id].append(str(row.no))
    return {each: "、".join(numbers) for each, numbers in found.items()}


def _assessment_counts(source: Source, ids: Sequence[str]) -> Counter[str]:
    """How often each opinion was assessed. The state is looked at here: asked for it, a database without statistics
    goes through all that was ever assessed, for each page."""
    return Counter(row.opinion_id for row in source.session.execute(select(
        Assignment.opinion_id, Assignment.state).where(Assignment.opinion_id.in_(ids))) if row.state == "assessed")


def _counted(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], names.get(each[0], each[0])))
    return "；".join(f"{names.get(name, name)} {count}" for name, count in ordered)


def _approved(source: Source, suggestion: Suggestion, steps: Sequence[str]) -> str:
    return "\n".join(" ".join(filter(None, (each["step"], each["name"],
                                            source.moment(datetime.fromisoformat(each["at"])), each.get("note"))))
                     for each in suggestion.approvals if each["step"] in steps)
