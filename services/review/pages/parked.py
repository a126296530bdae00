"""Envelopes that review could not take: why, and the button to try again."""
from flask import Blueprint, flash, render_template, request

from services.review.pages.paths import Answer, go
from services.review.pages.words import _
from shared.web.doors import guarded, site

pages = Blueprint("parked", __name__, url_prefix="/review")


@pages.get("/parked")
@guarded("admin")
def show_parked() -> str:
    """What lies parked, oldest first."""
    return render_template("review/parked.html", parked=site().post.list_parked(),
                           failing=site().agenda.failing(), lag=site().post.lag())


@pages.post("/parked")
@guarded("admin")
def replay_parked() -> Answer:
    """Handle the ticked envelopes again, or all of them."""
    ids = None if request.form.get("all") else request.form.getlist("id")
    failed = site().post.replay(ids) if ids is None or ids else {}
    if ids == []:
        flash(_("没有勾选任何一封；请先勾选，或点“全部重放”。"), "refusal")
    elif failed:
        flash(_("还有 %(n)s 封收不下，原因见下表。", n=len(failed)), "refusal")
    else:
        flash(_("已全部重放，没有再出错。"))
    return go("/review/parked")
