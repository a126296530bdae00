"""The stock of numbered slips: issued, printed, accounted for. For officers."""
from typing import Any

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import force_locale
from sqlalchemy.orm import Session

from services.intake.domain.contents import offered
from services.intake.domain.slips import printed
from services.intake.models import Consultation, Draft, SlipBatch
from services.intake.operations.stock import issue_batch, settle_batch
from services.intake.pages.desks import my_stations
from services.intake.pages.forms import numbers_of
from services.intake.pages.outline import read_outline
from services.intake.pages.reading import list_choices, shows_invented, station_names
from services.intake.pages.stages import language_words, stock_words
from services.intake.pages.words import Page, _, errors_of, go, page_number, stance_words
from services.intake.pdf import MOST_AT_ONCE, SHEETS, Form, Paper, Ticks, print_header, print_labels, print_slips
from services.intake.queries.stock import find_batch, list_batches
from services.intake.schemas.boxes import BatchIssueSchema, SettleSchema
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("stock_desk", __name__, url_prefix="/staff/stock")
CLERKS = ("officer", "admin")


@pages.get("")
@guarded(*CLERKS)
def show_stock() -> Page:
    """The batches with their accounts."""
    return _page(200)


@pages.post("")
@guarded(*CLERKS)
def post_batch() -> Page:
    """Issue numbered paper to a station."""
    try:
        with site().database.writing() as session:
            batch = issue_batch(session, load_values(BatchIssueSchema(), numbers_of(request.form, "number")), me(),
                                site().now())
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused))
    flash(_("已发放 %(first)s–%(last)s 号，可以打印了。", first=printed(batch.from_serial),
            last=printed(batch.to_serial)))
    return go("/staff/stock")


@pages.post("/<batch_id>/settle")
@guarded(*CLERKS)
def post_settlement(batch_id: str) -> Page:
    """Settle the account of a batch."""
    try:
        values = load_values(SettleSchema(), numbers_of(request.form, "spoilt", "unused"))
        with site().database.writing() as session:
            settle_batch(session, batch_id, values, me(), site().now())
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused))
    flash(_("已结清。"))
    return go("/staff/stock")


@pages.get("/<batch_id>/slips.pdf")
@guarded(*CLERKS)
def show_slips(batch_id: str) -> Response:
    """The slips to print, up to a hundred at once; ``part`` counts from 1, ``size`` is a5 or a4 (two to a page)."""
    with site().database.reading() as session:
        batch = find_batch(session, batch_id, me())
        form, paper = _form_of(session, batch), _paper_of(batch, page_number("part"))
    size = request.args.get("size", "a5")
    if size not in SHEETS or not paper.serials:
        raise NotFound("没有这一份可打印，请从发放记录里选。")
    body = print_labels(form, paper) if batch.kind == "label" else print_slips(form, paper, size)
    return _pdf(body, f"slips-{paper.serials[0]:06d}-{paper.serials[-1]:06d}.pdf")


@pages.get("/<batch_id>/header.pdf")
@guarded(*CLERKS)
def show_header(batch_id: str) -> Response:
    """The sheet that goes with a batch."""
    with site().database.reading() as session:
        batch = find_batch(session, batch_id, me())
        form, paper = _form_of(session, batch), _paper_of(batch, 1)
    return _pdf(print_header(form, paper), f"batch-{batch.from_serial:06d}.pdf")


def _pdf(body: bytes, name: str) -> Response:
    return Response(body, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"})


def _paper_of(batch: SlipBatch, part: int) -> Paper:
    first = batch.from_serial + (part - 1) * MOST_AT_ONCE
    return Paper(batch_id=batch.id, kind=batch.kind, issued=(batch.from_serial, batch.to_serial),
                 serials=range(first, min(first + MOST_AT_ONCE, batch.to_serial + 1)), issued_by=batch.issued_by_name,
                 issued_on=f"{batch.issued_at:%Y-%m-%d}")


def _form_of(session: Session, batch: SlipBatch) -> Form:
    """What stands on the slips: the web form's fields, the version that was current when they were issued."""
    draft = session.get_one(Draft, (batch.consultation_id, batch.draft_version))
    consultation = session.get_one(Consultation, batch.consultation_id)
    articles = [" ".join(filter(None, (article.label, article.caption)))
                for chapter in read_outline(draft.provisions) for article in chapter.articles]
    questions = [Ticks(label=each["text"], options=[option["text"] for option in each["options"]])
                 for each in offered(draft.questions) if each["kind"] != "words"]
    with force_locale(batch.language.replace("-", "_")):
        return Form(language=batch.language, words=_slip_words(), title=consultation.title,
                    station=station_names(session, [batch.station_id]).get(batch.station_id, ""),
                    stance=Ticks(label=_("您怎么看？"), options=[words for _value, words in stance_words()]),
                    lines=[(_("您想说什么？"), 3), (_("您觉得这一条应该怎么写？"), 2), (_("为什么？"), 1)],
                    channels=[_("不用，我自己用回执号查"), _("发短信"), _("发电子邮件给我"), _("到工作站取反馈单")],
                    invented=consultation.invented, articles=articles, questions=questions)


def _slip_words() -> dict[str, str]:
    return {"form": _("意见表"), "invented": _("虚构样例数据"), "provision": _("对哪一条？"), "whole": _("整部草案"),
            "anonymous": _("不用写姓名，也不用登记。写好后投入意见征集箱。"), "article_before": _("第 …"),
            "article_after": _("… 条"), "contact": _("要我们回复您吗？"), "name": _("怎么称呼您"),
            "strip": _("这一联单独加密，看意见的人看不到。"), "phone": _("电话或邮箱"), "label": _("编号标签"),
            "header": _("意见表发放单"), "numbers": _("号码"), "issued": _("发放张数"), "issued_by": _("发放人"),
            "taken_by": _("领取人签字"), "spoilt": _("作废张数"), "unused": _("未用退回张数"),
            "signed": _("结清签字、日期")}


def _page(status: int, errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        batches: dict[str, Any] = list_batches(session, me(), number)
        stations, consultations = list_choices(session, my_stations())
        names = station_names(session, [each["station_id"] for each in batches["items"]])
        invented = shows_invented(session)
    return render_template("intake/stock.html", batches=batches, stations=stations, consultations=consultations,
                           names=names, titles=dict(consultations), page=number, errors=errors, values=request.form,
                           kinds=stock_words(), printed_in=language_words(), most=MOST_AT_ONCE,
                           invented=invented), status
