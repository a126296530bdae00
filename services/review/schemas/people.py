"""HTTP bodies about people."""
import re
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.review.domain.people import PASSWORD_LEAST, PASSWORD_MOST, sees_too_much
from shared.identity import ROLES
from shared.schemas import Id, Pattern, Strict, Words

ACCOUNT = re.compile(r"[A-Za-z0-9._@\u4e00-\u9fff-]{2,60}")


class Password(fields.String):
    """A password exactly as typed: nothing is trimmed; only what cannot be written as UTF-8 is refused."""

    def __init__(self, *, least: int = PASSWORD_LEAST, **rest: Any) -> None:
        self.least = least
        super().__init__(**rest | {"metadata": {"minLength": least, "maxLength": PASSWORD_MOST}})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise ValidationError("含有无法保存的字符。")
        if not self.least <= len(text) <= PASSWORD_MOST:
            raise ValidationError(f"应为 {self.least} 到 {PASSWORD_MOST} 个字符。")
        return text


class AccountName(Pattern):
    """The name one signs in with; upper and lower case are the same."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(ACCOUNT, "应为 2 到 60 个字母、数字、汉字或 . _ @ - 。", **rest)

    def read(self, value: Any) -> str:
        """Check, in lower case."""
        return super().read(value).lower()


class WordList(fields.List[str]):
    """A list of short words, without repeats; a form gives one line, split at commas and 顿号."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(Words(least=1, most=60), **rest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, str):
            value = [word for word in re.split(r"[,，、;；\n]", value) if word.strip()]
        return list(dict.fromkeys(super()._deserialize(value, attr, data, **kwargs)))


class OneOrMany(fields.List[str]):
    """A list; a form that ticks a single box gives a single value."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        found = super()._deserialize([value] if isinstance(value, str) else value, attr, data, **kwargs)
        return list(dict.fromkeys(found))


def _roles(**rest: Any) -> OneOrMany:
    known = validate.OneOf(ROLES, error="应为以下之一：" + "、".join(ROLES) + "。")
    return OneOrMany(fields.String(validate=known), **rest,
                     validate=[validate.Length(1, 10, error="至少选一种身份。"), _check_apart])


def _check_apart(roles: list[str]) -> None:
    if sees_too_much(roles):
        raise ValidationError("专家不能同时是联络员、工作小组或管理员：评议的人不能看到意见是谁提的。请另开一个账号。")


def _ids(**rest: Any) -> OneOrMany:
    return OneOrMany(Id(), validate=validate.Length(0, 200, error="最多 200 个。"), **rest)


class SessionSchema(Strict):
    """Signing in; ``code`` where the account has one."""

    account = Words(required=True, least=1, most=200)
    password = Password(required=True, least=1)
    code = Words(load_default=None, allow_none=True, most=20)


class AccountSchema(Strict):
    """A new account; without a password one is made."""

    account = AccountName(required=True)
    name = Words(required=True, least=1, most=100)
    roles = _roles(required=True)
    stations = _ids(load_default=list)
    groups = _ids(load_default=list)
    password = Password(load_default=None, allow_none=True)


class AccountChangeSchema(Strict):
    """What an admin may change; absent fields stay. ``reset_*`` gives a new initial password, forgets the codes."""

    name = Words(least=1, most=100)
    roles = _roles()
    stations = _ids()
    groups = _ids()
    reset_password = fields.Boolean()
    reset_code = fields.Boolean()


class PasswordSchema(Strict):
    """One's own password: the old one, then the new one."""

    old = Password(required=True, least=1)
    new = Password(required=True)


class PasswordFormSchema(PasswordSchema):
    """The same on a page, where nobody sees what is typed and the new one is typed twice."""

    again = Password(required=True, least=1)

    @validates_schema(skip_on_field_errors=True)
    def check_again(self, data: dict[str, Any], **_: Any) -> None:
        """Both are alike."""
        if data["new"] != data["again"]:
            raise ValidationError("两次填写的新密码不一样，请再填一次。", "again")


class CodeSchema(Strict):
    """The six digits an authenticator shows."""

    code = Words(required=True, least=6, most=20)

    @post_load
    def only_digits(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """People type 123 456."""
        return {"code": re.sub(r"\D", "", data["code"])}


class PeopleQuery(Strict):
    """Searching and paging a list of people."""

    q = Words(load_default="", most=100)
    role = fields.String(load_default="", validate=validate.OneOf(("", *ROLES)))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000, error="应为 1 到 100000 的整数。"))
