"""Signing in and out, one's own account, codes."""
from datetime import datetime, timedelta
from typing import Any

import segno
from flask import Blueprint, Response, flash, render_template, request, session

from services.review.models.people import Account
from services.review.operations.staffing.people import change_password
from services.review.operations.staffing.sign_in import (
    Attempt,
    CodeMissing,
    CodeNotEnrolled,
    begin_enrolment,
    check_own_password,
    confirm_enrolment,
    sign_in,
    token_of,
)
from services.review.pages.paths import Answer, go, local_path
from services.review.pages.words import _, errors_of, role_words
from services.review.queries.staffing.people import find_account
from services.review.schemas.people import CodeSchema, PasswordFormSchema, SessionSchema
from shared.identity import code_address, hash_password
from shared.refusals import Refused, SignInNeeded
from shared.web.bodies import load_form, load_values
from shared.web.doors import COOKIE, guarded, keep_token, me, open_door, site, whoever
from shared.web.errors import status_of

pages = Blueprint("door", __name__, url_prefix="/review")
ENROLLING = timedelta(minutes=10)


@pages.get("/sign-in")
@open_door("this is where one signs in")
def show_sign_in() -> Answer:
    """The form."""
    if whoever():
        return go(local_path(request.args.get("next")))
    return _sign_in_page(request.args.get("next"), 200)


@pages.post("/sign-in")
@open_door("this is where one signs in")
def post_sign_in() -> Answer:
    """Sign in, then go where one wanted to; a role that needs a code and has none is led to enrolment."""
    wanted = local_path(request.form.get("next"))
    try:
        account = sign_in(site().database, _attempt(), bool(site().settings.require_totp), site().now())
    except CodeNotEnrolled as refused:
        session["enrolling"] = {"account": refused.account_id, "until": (site().now() + ENROLLING).isoformat(),
                                "next": wanted}
        return go("/review/enrol")
    except CodeMissing as refused:
        return _sign_in_page(wanted, 401, {"code": [refused.sentence]})
    except Refused as refused:
        return _sign_in_page(wanted, status_of(refused), errors_of(refused))
    return _let_in(account, wanted)


@pages.post("/sign-out")
@open_door("whoever wants to leave may; nothing but the own cookie is touched")
def sign_out() -> Response:
    """Forget the token."""
    session.pop("enrolling", None)
    answer = go("/review/sign-in")
    answer.delete_cookie(COOKIE)
    return answer


@pages.get("/sign-out")
@open_door("a way back for those who come by a link")
def show_sign_out() -> Response:
    """Leaving is a button, so that no link can sign anybody out."""
    return go("/review/me" if whoever() else "/review/sign-in")


@pages.get("/me")
@guarded()
def show_me() -> Answer:
    """One's own account."""
    return _me_page(200)


@pages.post("/me")
@guarded()
def post_me() -> Answer:
    """Change one's own password."""
    try:
        form = load_form(PasswordFormSchema())
        check_own_password(site().database, me().account_id, form["old"], site().now())
    except Refused as refused:
        return _me_page(status_of(refused), errors_of(refused))
    hashed = hash_password(form["new"])
    with site().database.writing() as writing:
        account = change_password(writing, site().post, me().account_id, hashed, site().now())
    flash(_("密码已经改好，其他地方的登录已全部失效。"))
    return keep_token(go("/review/me"), token_of(site().keys.token_private, account, site().now())[0])


@pages.get("/enrol")
@open_door("checked inside: signed in, or the password was right a moment ago")
def show_enrol() -> Answer:
    """The secret as a QR code, and the field for the first code."""
    return _enrol_page(_enrolling(), 200)


@pages.post("/enrol")
@open_door("checked inside: signed in, or the password was right a moment ago")
def post_enrol() -> Answer:
    """Take the first code; who came from the sign-in page is let in by it."""
    account_id = _enrolling()
    try:
        code = load_form(CodeSchema())["code"]
        with site().database.writing() as writing:
            account = confirm_enrolment(writing, account_id, code, site().now())
    except Refused as refused:
        return _enrol_page(account_id, status_of(refused), errors_of(refused))
    flash(_("动态口令登记好了，以后登录时都要填写。"))
    wanted = (session.pop("enrolling", None) or {}).get("next", "/review/me")
    return _let_in(account, wanted)


def _attempt() -> Attempt:
    fields = {name: request.form[name] for name in ("account", "password", "code") if request.form.get(name)}
    return Attempt(**load_values(SessionSchema(), fields))


def _let_in(account: Account, wanted: str) -> Response:
    if account.must_change:
        flash(_("您用的是初始密码，请先改成自己的密码。"))
        wanted = "/review/me"
    return keep_token(go(wanted), token_of(site().keys.token_private, account, site().now())[0])


def _sign_in_page(wanted: str | None, status: int, errors: Any = None) -> tuple[str, int]:
    return render_template("review/sign_in.html", next=wanted or "", errors=errors, values=request.form,
                           code_asked=bool(site().settings.require_totp) or "code" in (errors or {})), status


def _me_page(status: int, errors: Any = None) -> tuple[str, int]:
    with site().database.reading() as reading:
        account = find_account(reading, me().account_id)
    return render_template("review/me.html", account=account, roles=role_words(), errors=errors), status


def _enrolling() -> str:
    """Whose codes are being set up: the person signed in, or who gave the right password minutes ago."""
    if who := whoever():
        return who.account_id
    begun = session.get("enrolling") or {}
    if not begun or datetime.fromisoformat(begun["until"]) <= site().now():
        raise SignInNeeded("请先用账号和密码登录，再登记动态口令。")
    return str(begun["account"])


def _enrol_page(account_id: str, status: int, errors: Any = None) -> Answer:
    with site().database.writing() as writing:
        account = begin_enrolment(writing, account_id)
    if account.totp_confirmed:
        return go("/review/me" if whoever() else "/review/sign-in")
    secret = account.totp_secret or ""
    picture = segno.make(code_address(secret, account.account), error="m").svg_data_uri(scale=5, border=2)
    spaced = " ".join(secret[start:start + 4] for start in range(0, len(secret), 4))
    return render_template("review/enrol.html", account=account, picture=picture, secret=spaced, errors=errors), status
