"""分派: how opinions are given to experts, who is late, who has nobody, and a look before it is done."""
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.review.bounds import acting
from services.review.domain.affinity import TITLES
from services.review.models import Consultation
from services.review.operations.assignment.assigning import Drawn
from services.review.operations.assignment.assignments import give_unit, move_assignment, reassign_late
from services.review.operations.assignment.plans import set_plan
from services.review.operations.assignment.routing import find_drawn, make_drawn
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, source_words, vocabulary
from services.review.queries.assignment.assignments import count_states, find_chosen, list_left, list_open
from services.review.queries.assignment.plans import find_plan
from services.review.queries.drafting.consultations import find_consultation
from services.review.schemas.assignments import AssignForm, AssignPageQuery, LateForm, MoveForm, PlanForm, UnitForm
from shared.refusals import Errors, Refused
from shared.web.bodies import load_form, load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("assigning_pages", __name__, url_prefix="/review/consultations/<uuid:consultation_id>/assign")
WORST, LEFT = 20, 20
Act = Callable[[str], str]


@pages.get("")
@guarded("group", "admin")
def show_assigning(consultation_id: UUID) -> Answer:
    """Where it stands; ``dry`` works everything out anew and shows it first."""
    drawn, errors, status = None, None, 200
    if _asked()["dry"]:
        try:
            drawn = find_drawn(site().database, str(consultation_id), site().now())
        except Refused as refused:
            errors, status = errors_of(refused), status_of(refused)
    return _page(str(consultation_id), status, errors, drawn)


@pages.post("")
@guarded("group", "admin")
def post_assigning(consultation_id: UUID) -> Answer:
    """Set the plan, give everything out, take from who is late, give one thing by hand."""
    act = ACTS.get(request.form.get("act", ""), _give)
    try:
        flash(act(str(consultation_id)))
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), errors_of(refused))
    return go(f"/review/consultations/{consultation_id}/assign")


def _give(consultation_id: str) -> str:
    digest = load_form(AssignForm())["digest"]
    drawn = find_drawn(site().database, consultation_id, site().now(), digest)
    given = make_drawn(site().database, site().post, drawn, site().now())
    return _("已分派：新分 %(n)s 件，其中改派 %(m)s 件。", n=given, m=drawn.allotment.moved)


def _plan(consultation_id: str) -> str:
    values = load_form(PlanForm())
    with site().database.writing() as session:
        set_plan(session, site().post, consultation_id, values, values.pop("version"), me(), site().now())
    return _("分派计划已保存，缺人的正在分。")


def _late(consultation_id: str) -> str:
    ids = load_form(LateForm())["assignment_ids"]
    with site().database.writing() as session:
        moved, left = reassign_late(session, site().post, consultation_id, ids, me(), site().now())
    return _("已改派 %(n)s 件；%(m)s 件暂时没有别人能接，仍在原处。", n=moved, m=left) if left else _(
        "已改派 %(n)s 件。", n=moved)


def _move(_consultation_id: str) -> str:
    form = load_form(MoveForm())
    with site().database.writing() as session:
        move_assignment(session, site().post, form["assignment"], form["expert_id"], form["why"], me(), site().now())
    return _("已改派。")


def _unit(consultation_id: str) -> str:
    form = load_form(UnitForm())
    with site().database.writing() as session:
        give_unit(session, site().post, consultation_id, form["key"], form["expert_id"], me(), site().now())
    return _("已分派。")


ACTS: dict[str, Act] = {"give": _give, "plan": _plan, "late": _late, "move": _move, "unit": _unit}


def _asked() -> dict[str, Any]:
    return load_values(AssignPageQuery(unknown="exclude"), request.args)


def _page(consultation_id: str, status: int, errors: Errors | None = None,
          drawn: Drawn | None = None) -> tuple[str, int]:
    now, asked = site().now(), _asked()
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        plan, counts = find_plan(session, consultation_id), count_states(session, consultation_id)
        lacking, left = list_left(session, consultation_id, LEFT) if consultation.state != "draft" else (0, [])
        late = list_open(session, consultation_id, late_by=now)
        found = list_open(session, consultation_id, expert_id=asked["expert"], page=asked["page"])
        chosen = _chosen(session, consultation, asked)
    who = acting(consultation.group_id)
    return render_template(
        "review/assign.html", c=consultation, plan=plan, counts=counts, lacking=lacking, left=left, late=late,
        found_open=found, chosen=chosen, asked=asked, drawn=_shown(drawn) if drawn else None, errors=errors, who=who,
        may=who.has("group", "admin"), labels=_labels(), now=now, source_words=source_words(), values=request.form,
        specialties=TITLES,
        quotas={each["specialty"]: each["least"] for each in plan.quotas}, invented=consultation.invented,
        **vocabulary()), status


def _chosen(session: Session, consultation: Consultation, asked: dict[str, Any]) -> Any:
    key = request.form.get("key", "") or asked["give"]
    assignment = request.form.get("assignment", "") or asked["move"]
    return find_chosen(session, consultation, key, assignment, site().now()) if key or assignment else None


def _shown(drawn: Drawn) -> dict[str, Any]:
    """What a person looks at before: the numbers, how full each desk will be, and what fits least."""
    found, names = drawn.allotment, {each.id: each.name for each in drawn.candidates}

    def said(experts: Sequence[str]) -> list[str]:
        return [names[each] for each in experts]

    loads = [{"name": each.name, "before": each.open, "after": found.loads.get(each.id, each.open),
              "least": each.load_min, "most": each.load_max} for each in drawn.candidates]
    most = max([1, *(each.load_max for each in drawn.candidates), *(each.open for each in drawn.candidates)])
    worst = [{"label": drawn.readings[each.key].label, "expert": names[each.expert], "fit": each.fit,
              "kept": each.kept, "next": said(found.alternates.get(each.key, []))}
             for each in drawn.worst_pairs(WORST)]
    moves = [(drawn.readings[key].label, said(lost), said(new)) for key, lost, new in drawn.moves()[:WORST]]
    return {"allotment": found, "moves": moves, "digest": drawn.digest, "scale": most, "worst": worst,
            "new": len(found.pairs) - found.kept, "kept": found.kept, "loads": sorted(loads, key=_fullness)}


def _fullness(row: dict[str, Any]) -> tuple[float, str]:
    return -row["after"] / max(1, row["most"]), row["name"]


def _labels() -> dict[str, str]:
    return {"reviews": _("每条意见几位专家"), "days": _("评议期限（天）"), "remind_days": _("提前几天提醒"),
            "escalate_days": _("逾期几天报工作小组"), "reassign_days": _("逾期几天自动改派"), "quotas": _("专业名额"),
            "expert_id": _("改派给"), "assignment_ids": _("逾期的"), "assign": _("分不下去的原因")}
