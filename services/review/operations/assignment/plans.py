"""How a consultation's opinions are given out is set by the work group."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.domain.affinity import specialty_of
from services.review.models import Plan
from services.review.operations.consolidation.steps import record_step
from services.review.queries.assignment.plans import find_plan
from services.review.queries.drafting.consultations import find_consultation
from shared.identity import Identity
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
NAMES = ("reviews", "days", "remind_days", "escalate_days", "reassign_days")


def set_plan(session: Session, post: Postbox, consultation_id: str, values: Mapping[str, Any], version: int | None,
             who: Identity, now: datetime) -> Plan:
    """Set the plan. What is given out keeps its deadline; what lacks a reader by the new plan is looked for."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if consultation.state == "settled":
        raise Refused("这次征求意见已经办结，不用再分派。")
    plan = find_plan(session, consultation_id)
    if version is not None and version != plan.version:
        raise Refused("分派计划刚刚被别人改过，请先看新的计划，再改您要改的。")
    quotas = [{"specialty": specialty_of(each["specialty"]), "least": each["least"]} for each in values["quotas"]]
    _check(values, quotas)
    before = {name: getattr(plan, name) for name in (*NAMES, "quotas")}
    for name in NAMES:
        setattr(plan, name, values[name])
    plan.quotas, plan.version = quotas, plan.version + 1
    plan.set_by, plan.set_by_name, plan.set_at = who.account_id, who.name, now
    session.add(plan)
    record_step(session, consultation_id, "plan", who, now, before=before)
    want(session, post, "route", consultation_id)
    want(session, post, "deadlines", due_at=now)
    return plan


def _check(values: Mapping[str, Any], quotas: list[dict[str, Any]]) -> None:
    errors: dict[str, list[str]] = {}
    if values["remind_days"] >= values["days"]:
        errors["remind_days"] = ["提前提醒的天数要少于评议期限。"]
    if values["reassign_days"] is not None and values["reassign_days"] < values["escalate_days"]:
        errors["reassign_days"] = ["自动改派不能早于报告工作小组的那一天。"]
    if over := [each for each in quotas if each["least"] > values["reviews"]]:
        errors["quotas"] = [f"每条意见只有 {values['reviews']} 人评议，名额不能是 {over[0]['least']} 人："
                            f"请增加评议人数，或者减少名额。"]
    elif len({each["specialty"] for each in quotas}) < len(quotas):
        errors["quotas"] = ["同一个专业只写一次名额。"]
    if errors:
        raise Invalid(WRONG, errors)
