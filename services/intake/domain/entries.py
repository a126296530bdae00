"""What an officer types at a meeting, quickly: an article by its number, a contact in one field."""
import re
from unicodedata import normalize

from shared.refusals import Invalid

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
_NUMBER = re.compile(r"第?([1-9][0-9]{0,3})条?(?:[-.之_ ]([1-9][0-9]?))?条?")
_ANNEX = re.compile(r"(?:附件?|[fF])([1-9][0-9]?)")
_EID = re.compile(r"art_([0-9]+)(?:_([0-9]+))?|annex_([0-9]+)")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(r"\+?[0-9 ()-]{5,30}")
WHOLE = ("", "0")


def read_article(typed: str) -> str | None:
    """The article that somebody names by its number: 12 is art_12, 12-1 (第十二条之一) art_12_1, f1 annex_1; nothing
    and 0 are the whole draft, None. Raises Invalid."""
    words = normalize("NFKC", typed).strip()
    if words in WHOLE:
        return None
    if found := _NUMBER.fullmatch(words):
        return "art_" + "_".join(filter(None, found.groups()))
    if found := _ANNEX.fullmatch(words):
        return f"annex_{found[1]}"
    raise Invalid(WRONG, {"article": ["条号应是数字，例如 12；第十二条之一写 12-1，附件一写 f1，整部草案写 0。"]})


def write_article(eid: str) -> str:
    """How an article is typed; the counterpart of read_article."""
    found = _EID.match(eid)
    if found is None:
        return eid
    number, of, annex = found.groups()
    return f"f{annex}" if annex else f"{number}-{of}" if of else number


def read_contact(name: str, reached_at: str, station_id: str) -> dict[str, str | None] | None:
    """The contact of somebody who spoke: an e-mail address, else a phone number; a name alone asks for a slip
    at the station; nothing is none. Raises Invalid."""
    who, where = name.strip() or None, normalize("NFKC", reached_at).strip()
    if _EMAIL.fullmatch(where):
        return {"channel": "email", "email": where, "name": who}
    if where and not _PHONE.fullmatch(where):
        raise Invalid(WRONG, {"contact_to": ["这里填手机号或电子邮箱；只要反馈单的，只填称呼。"]})
    if where:
        return {"channel": "sms", "phone": where, "name": who}
    return {"channel": "slip", "name": who, "station_id": station_id} if who else None
