"""A submission's steps: 拟稿 → 核稿 → 签发 → 报送 → 回执, who may take them, and its number."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.refusals import Invalid, Refused

STATES = ("drafted", "checked", "approved", "rendering", "signed", "queued", "offered", "accepted", "receipted",
          "returned", "superseded", "failed")
OPEN = ("drafted", "checked")
FROZEN = ("signed", "queued", "offered", "accepted", "receipted")
TAKEN = ("accepted", "receipted")
UNDER_WAY = ("approved", "rendering", "offered")
A_DAY = timedelta(days=1)
HERE = ZoneInfo("Asia/Shanghai")
LEGISLATURES = {"national": "全国人民代表大会常务委员会法制工作委员会",
                "provincial": "省人民代表大会常务委员会法制工作委员会",
                "prefecture": "州（市）人民代表大会常务委员会法制工作委员会",
                "county": "县（市）人民代表大会常务委员会"}
NAMES = {"drafted": "已拟稿", "checked": "已核稿", "approved": "已签发", "rendering": "正在生成文件",
         "signed": "已定稿", "queued": "等待报送", "offered": "正在报送", "accepted": "已送达", "receipted": "已回执",
         "returned": "已退回", "superseded": "已被新稿替代", "failed": "生成失败"}


@dataclass(frozen=True)
class Batch:
    """How much of one approval has come."""

    arrived: int
    size: int


def check_step(state: str, needed: Iterable[str], verb: str) -> None:
    """Refuse a step that the present state does not allow."""
    if state not in needed:
        raise Refused(f"这份报告现在的状态是“{NAMES[state]}”，不能{verb}。")


def check_persons(account_id: str, before: Mapping[str, str | None], verb: str) -> None:
    """Drafter, checker and signer are three people; *before* maps an account to what it has done."""
    if account_id in before:
        raise Refused(f"您是这份报告的{before[account_id]}人，不能再{verb}：拟稿、核稿、签发须由三个人完成。")


def check_whole(batches: Iterable[Batch]) -> None:
    """A batch is acted on whole or not at all."""
    for batch in batches:
        if batch.arrived < batch.size:
            raise Refused(f"批准的建议还没有到齐：{batch.size} 条中已到 {batch.arrived} 条，请稍后再拟稿。")


def check_amount(suggestions: int, empty_return: bool, kind: str) -> None:
    """Without an approved suggestion only an explicit empty return is drafted, and with one there is none."""
    if not suggestions and not empty_return:
        words = "没有尚未上报的已批准建议" if kind == "supplement" else "还没有已批准的建议"
        raise Refused(f"{words}；确实没有可上报的，请注明零报告（empty_return: true）。")
    if suggestions and empty_return:
        raise Refused(f"已有 {suggestions} 条批准的建议，不能作零报告。")


def check_kind(kind: str, main_states: Iterable[str]) -> None:
    """There is one main report; a supplement follows once that has reached the legislature."""
    states = list(main_states)
    if kind == "main" and states:
        raise Refused("这次征求意见已有主报告；要更正请在原报告上修订，"
                      "之后批准的建议请作补充报告（kind: supplement）。")
    if kind == "supplement" and not any(state in TAKEN for state in states):
        raise Refused("主报告还没有送达，现在还不能作补充报告。")


def check_digest(given: str | None, frozen: str | None) -> None:
    """A receipt that echoes a digest must echo ours."""
    if given is not None and given != frozen:
        raise Invalid("回执里的摘要与报告的不一致，请核对是不是这一份；什么都没有保存。",
                      {"digest": [f"应为 {frozen}。"]})


def check_received(received_at: datetime | None, approved_at: datetime, now: datetime) -> None:
    """A receipt is no older than the approval and no newer than now, give or take a day for other people's clocks."""
    if received_at is not None and not approved_at - A_DAY <= received_at <= now + A_DAY:
        raise Invalid("回执的时间不对，请核对；什么都没有保存。", {"received_at": ["应在签发之后、现在之前。"]})


def number_of(prefix: str, year: int, count: int) -> str:
    """Write a 文号: hexagonal brackets, no leading zero (GB/T 9704-2012, 7.2.5)."""
    return f"{prefix}〔{year}〕{count}号"


def year_of(moment: datetime) -> int:
    """The year a document belongs to, in Beijing time."""
    return moment.astimezone(HERE).year


def addressee_of(level: str, chosen: str) -> str:
    """Whom a report addresses."""
    return chosen or LEGISLATURES[level]
