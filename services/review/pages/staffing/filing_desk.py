"""The expert's page of filing review: my documents, one of them with the four questions and a verdict."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.domain.filings import QUESTIONS
from services.review.domain.pool import day_of
from services.review.operations.staffing.filings import decline_filing, review_filing
from services.review.pages.paths import Answer, go
from services.review.pages.staffing.terms import terms
from services.review.pages.words import _, errors_of
from services.review.queries.staffing.filings import find_own, list_own
from services.review.schemas.filings import HandBackSchema, ReviewForm, ReviewSchema
from shared.refusals import Errors, NotAllowed, NotFound, Refused
from shared.web.bodies import load_form, load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("filing_desk", __name__, url_prefix="/review/filing-desk")
DESK = "/review/filing-desk"


@pages.get("")
@guarded("expert")
def show_desk() -> Answer:
    """What I was given, open ones first."""
    with site().database.reading() as session:
        rows = list_own(session, me().account_id)
    return render_template("review/filing_desk.html", rows=rows, today=day_of(site().now()), **terms()), 200


@pages.get("/<uuid:review_id>")
@guarded("expert")
def show_task(review_id: UUID) -> Answer:
    """One document and the form."""
    return _page(review_id, 200)


@pages.post("/<uuid:review_id>")
@guarded("expert")
def post_review(review_id: UUID) -> Answer:
    """Keep my verdict."""
    try:
        values = load_values(ReviewSchema(), load_form(ReviewForm()))
        with site().database.writing() as session:
            review_filing(session, str(review_id), values, me(), site().now())
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return _page(review_id, status_of(refused), errors_of(refused))
    flash(_("审查意见已提交；在小组作出结论前还可以改。"))
    return go(DESK)


@pages.post("/<uuid:review_id>/decline")
@guarded("expert")
def post_decline(review_id: UUID) -> Answer:
    """Hand it back."""
    try:
        values = load_form(HandBackSchema())
        with site().database.writing() as session:
            decline_filing(session, str(review_id), values["reason"], me(), site().now())
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return _page(review_id, status_of(refused), errors_of(refused))
    flash(_("已推辞，小组会分给别人。"))
    return go(DESK)


def _page(review_id: UUID, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        review, filing = find_own(session, me().account_id, str(review_id))
    given: dict[str, Any] = {"verdict": review.verdict, "note": review.note}
    for name in QUESTIONS:
        answer = review.answers.get(name)
        given |= {name: str(answer["holds"]).lower(), f"{name}_words": answer["words"]} if answer else {}
    return render_template("review/filing_task.html", review=review, f=filing, errors=errors,
                           values=request.form if errors else given, **terms()), status
