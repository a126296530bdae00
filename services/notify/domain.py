"""The rules of answering, pure: who a contact is, what an answer is about, when a letter is tried again."""
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

CHANNELS = ("email", "sms", "slip", "bulletin")
STATES = ("created", "sending", "sent", "delivered", "printed", "handed_over", "posted", "failed", "dead")
RESENDABLE, TO_HAND_OVER = ("failed", "dead"), ("posted", "printed", "failed", "dead")
LETTER_STATES = ("created", "sending", "sent", "failed", "dead", "dropped")
REFUSALS = ("unopened", "foreign", "malformed", "address")
MOST_ATTEMPTS = 8
LONGEST_WAIT = timedelta(hours=6)
SETTLINGS = 1000
WHOLE_DRAFT = ""
_ZONE = ZoneInfo("Asia/Shanghai")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{1,62}")
_PHONE = re.compile(r"\+?[0-9]{5,20}")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What stood in a sealed box. It is never shown by repr(), so that no trace or log line can hold it."""

    channel: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    station_id: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Refusal:
    """Why a contact cannot be used: one of REFUSALS."""

    code: str


@dataclass(frozen=True)
class Recipient:
    """Where an answer goes: the channel and, unless it is the bulletin, whom it is for (normalised)."""

    channel: str
    address: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


def judge_contact(contact: Contact) -> Recipient | Refusal:
    """Find the channel a contact asks for, or say that its address cannot be one."""
    channel, name = contact.channel or _likely_channel(contact), normalise(contact.name)
    if channel == "email":
        address = normalise(contact.email)
        return Recipient("email", address.lower(), name) if is_email(address) else Refusal("address")
    if channel == "sms":
        address = re.sub(r"[\s()-]", "", normalise(contact.phone))
        return Recipient("sms", address, name) if _PHONE.fullmatch(address) else Refusal("address")
    if channel == "slip":
        return Recipient("slip", normalise(contact.station_id or contact.address), name)
    return Recipient("bulletin") if channel is None else Refusal("malformed")


def _likely_channel(contact: Contact) -> str | None:
    return "email" if contact.email else "sms" if contact.phone else "slip" if contact.name else None


def normalise(words: str | None) -> str:
    """Write the same words the same way: NFKC, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", words or "").split())


def is_email(address: str) -> bool:
    """Whether a letter can be addressed to this."""
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        return False
    try:
        return Address(addr_spec=address).addr_spec == address
    except (MessageError, ValueError, IndexError):
        return False


def person_key(pepper: str, recipient: Recipient) -> str | None:
    """Name a person without saying who: HMAC-SHA256 of channel, address and name. Same phone, other name = another.

    Nobody can be told apart by a slip without a name, nor by the bulletin: None.
    """
    if recipient.channel == "bulletin" or (recipient.channel == "slip" and not recipient.name):
        return None
    words = "\x1f".join((recipient.channel, recipient.address, recipient.name))
    return hmac.new(pepper.encode(), words.encode(), sha256).hexdigest()


def article_of(provision: str | None) -> str:
    """The article a provision belongs to; "" for the whole draft."""
    return provision.split("__para")[0].split("__item")[0] if provision else WHOLE_DRAFT


def labels_of(provisions: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Pairs of eid and full label (第十二条第一款), in document order; what stands above articles is left out."""
    by_eid = {each["eid"]: each for each in provisions}
    return [[each["eid"], _full_label(by_eid, each)] for each in provisions]


def _full_label(by_eid: Mapping[str, Mapping[str, Any]], provision: Mapping[str, Any]) -> str:
    label, above = str(provision["label"]), by_eid.get(provision["parent"] or "")
    if provision["kind"] in ("paragraph", "item", "point") and above is not None:
        return _full_label(by_eid, above) + label
    return label


def subject_of(answers: Sequence[Mapping[str, Any]], summary: str, reason: str | None) -> str:
    """A digest that is the same for opinions with the same answer: the bulletin shows them together."""
    ordered = sorted(answers, key=lambda each: each["suggestion_no"])
    return sha256(json.dumps([ordered, summary, reason], sort_keys=True).encode()).hexdigest()[:32]


def letter_language(languages: Sequence[str]) -> str:
    """English if everything the person wrote was in English; Chinese otherwise."""
    return "en" if languages and all(each.lower().startswith("en") for each in languages) else "zh"


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts (a minute, four, sixteen … six hours); None: enough."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return now + min(timedelta(minutes=4 ** (attempts - 1)), LONGEST_WAIT)


def settled_revision(decision_revision: int, settlings: int) -> int:
    """NoticeSettled's revision: rises with the decision, and within one with each time it is settled anew."""
    return decision_revision * SETTLINGS + settlings


def day_of(moment: datetime) -> date:
    """The day of a moment where the people live."""
    return moment.astimezone(_ZONE).date()
