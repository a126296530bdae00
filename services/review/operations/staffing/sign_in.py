"""Signing in. A password check is slow on purpose, so it stands between two short transactions, not inside one."""
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NoReturn

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from services.review.domain.people import lock_after, needs_code
from services.review.models.people import Account
from services.review.queries.staffing.people import find_account, find_account_named
from shared.db import Database
from shared.identity import Identity, check_password, hash_password, matching_step, new_code_secret, sign_token
from shared.refusals import Invalid, SignInNeeded, TooMany

WRONG = "账号、密码或动态口令不对，请核对后再试；连续错 5 次，账号会锁定 15 分钟。"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What somebody typed at the door."""

    account: str
    password: str
    code: str | None = None


class CodeNotEnrolled(SignInNeeded):
    """The password is right, but this role needs a code and the account has none yet."""

    def __init__(self, account_id: str) -> None:
        super().__init__("这个账号需要动态口令，但还没有登记。请用浏览器打开 /review/sign-in 登录一次，按提示登记。")
        self.account_id = account_id


class CodeMissing(SignInNeeded):
    """The password is right; the code was left out."""

    def __init__(self) -> None:
        super().__init__("还需要动态口令：请打开身份验证器，填写 6 位数字。")


def sign_in(database: Database, attempt: Attempt, require_code: bool, now: datetime) -> Account:
    """Let somebody in, or say why not. Unknown names and wrong passwords cost the same and sound the same."""
    with database.reading() as session:
        account = find_account_named(session, attempt.account)
    hashed = account.password_hash if account and account.closed_at is None else _nobody()
    right = check_password(hashed, attempt.password)
    if account is None or account.closed_at is not None:
        raise SignInNeeded(WRONG)
    _check_lock(account, now)
    if not right:
        _fail(database, account, now)
    step = _check_code(database, account, attempt, require_code, now)
    with database.writing() as session:
        fresh = find_account(session, account.id)
        _check_lock(fresh, now)
        if step is not None and not _use_step(session, account.id, step):
            raise SignInNeeded("这个动态口令已经用过一次，请等下一个（30 秒内）。")
        fresh.failures, fresh.locked_until = 0, None
    return fresh


def token_of(private_pem: str, account: Account, now: datetime) -> tuple[str, datetime]:
    """Sign a token for an account that has been let in; returns it and the moment it ends."""
    identity = Identity(account_id=account.id, name=account.name, roles=frozenset(account.roles),
                        stations=frozenset(account.stations), groups=frozenset(account.groups))
    return sign_token(private_pem, identity, now)


def check_own_password(database: Database, account_id: str, password: str, now: datetime) -> None:
    """Check the password of somebody who is signed in; wrong ones count as at the door."""
    with database.reading() as session:
        account = find_account(session, account_id)
    _check_lock(account, now)
    if check_password(account.password_hash, password):
        return
    try:
        _fail(database, account, now)
    except SignInNeeded:
        raise Invalid("现在的密码不对，什么都没有改。", {"old": ["现在的密码不对，请重新填写。"]}) from None


def begin_enrolment(session: Session, account_id: str) -> Account:
    """Give an account the secret of its codes; until a first code is shown it counts for nothing."""
    account = find_account(session, account_id)
    if account.totp_secret is None:
        account.totp_secret = new_code_secret()
    return account


def confirm_enrolment(session: Session, account_id: str, code: str, now: datetime) -> Account:
    """Take the first code: from now on each sign-in needs one."""
    account = find_account(session, account_id)
    if account.totp_confirmed or account.totp_secret is None:
        raise Invalid("动态口令已经登记过，或还没有开始登记。", {"code": ["请回到账号页面重新开始。"]})
    step = matching_step(account.totp_secret, code, now)
    if step is None:
        raise Invalid("动态口令不对，还没有登记成功。", {"code": ["不对：请核对手机时间，填写最新的 6 位数字。"]})
    account.totp_confirmed, account.totp_step = True, step
    return account


@cache
def _nobody() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    return hash_password("nobody's password")


def _check_lock(account: Account, now: datetime) -> None:
    if account.locked_until is not None and account.locked_until > now:
        minutes = int((account.locked_until - now).total_seconds() // 60) + 1
        raise TooMany(f"连续错了太多次，账号已暂时锁定，请 {minutes} 分钟后再试。")


def _fail(database: Database, account: Account, now: datetime) -> NoReturn:
    """Count a failure, atomically, and lock after the fifth; always raises."""
    with database.writing() as session:
        count = session.scalar(update(Account).where(Account.id == account.id)
                               .values(failures=Account.failures + 1).returning(Account.failures)) or 0
        if until := lock_after(count, now):
            session.execute(update(Account).where(Account.id == account.id).values(failures=0, locked_until=until))
    raise SignInNeeded(WRONG)


def _check_code(database: Database, account: Account, attempt: Attempt, required: bool, now: datetime) -> int | None:
    """The step of a right code; None where none is needed."""
    if not needs_code(account.roles, account.totp_confirmed, required):
        return None
    if not account.totp_confirmed:
        raise CodeNotEnrolled(account.id)
    if not attempt.code:
        raise CodeMissing
    step = matching_step(account.totp_secret or "", attempt.code, now)
    if step is None:
        _fail(database, account, now)
    return step


def _use_step(session: Session, account_id: str, step: int) -> bool:
    """Use up a code's step; False if it, or a later one, was used before."""
    used = update(Account).where(Account.id == account_id, or_(Account.totp_step.is_(None), Account.totp_step < step))
    return session.scalar(used.values(totp_step=step).returning(Account.id)) is not None
