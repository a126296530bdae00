"""An expert's own page: what the pool knows of me, my days away, what I must step back from."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from marshmallow import Schema

from services.review.domain.pool import day_of
from services.review.operations.assignment.offering import look_again
from services.review.operations.staffing import pool as acts
from services.review.pages.paths import Answer, go
from services.review.pages.staffing.terms import terms
from services.review.pages.words import _, errors_of
from services.review.queries.staffing import pool as asks
from services.review.queries.staffing.people import find_account
from services.review.schemas.pool import AbsenceSchema, RecusalForm
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("mine", __name__, url_prefix="/review/mine")


@pages.get("")
@guarded("expert")
def show_mine() -> Answer:
    """What the pool knows of me."""
    return _page(200)


@pages.post("/absences")
@guarded("expert")
def post_absence() -> Answer:
    """Tell days away."""
    return _do(AbsenceSchema(), acts.add_absence, _("外出已登记，这些天不会分给您新任务；手头的请另行推辞或按时完成。"))


@pages.post("/absences/<uuid:absence_id>/delete")
@guarded("expert")
def delete_absence(absence_id: UUID) -> Answer:
    """Not away after all."""
    with site().database.writing() as session:
        acts.remove_absence(session, me().account_id, str(absence_id), me(), site().now())
        look_again(session, site().post)
    flash(_("外出登记已删去。"))
    return go("/review/mine")


@pages.post("/recusals")
@guarded("expert")
def post_recusals() -> Answer:
    """Declare what I must step back from."""

    def keep(session: Any, expert_id: str, values: dict[str, Any], *rest: Any) -> None:
        acts.set_recusals(session, expert_id, values["recusals"], *rest)

    return _do(RecusalForm(), keep, _("回避事项已保存；手头应当回避的会改派给别人。"))


def _do(schema: Schema, act: Callable[..., Any], words: str) -> Answer:
    try:
        values = load_form(schema)
        with site().database.writing() as session:
            act(session, me().account_id, values, me(), site().now())
            look_again(session, site().post)
    except NotFound:
        raise
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused))
    flash(words)
    return go("/review/mine")


def _page(status: int, errors: Errors | None = None) -> Answer:
    mine, today = me().account_id, day_of(site().now())
    with site().database.reading() as session:
        account = find_account(session, mine)
        card = asks.find_card(session, mine, today) if asks.find_member(session, mine) else None
        absences, loads = asks.list_absences(session, mine), asks.loads_of(session, mine)
    return render_template("review/mine.html", account=account, card=card, absences=absences, loads=loads, today=today,
                           errors=errors, values=request.form, **terms()), status
