"""Numbered slips: their codes, the id of the opinion on each, the account of the stock."""
import re
from dataclasses import dataclass
from hashlib import sha256

from shared.refusals import Invalid, Refused

KINDS = ("opinion", "blank", "spoilt", "foreign")
STOCK_KINDS = ("form", "label")
TURNS = ("first", "second", "resolved", "audit")
MOST_IN_A_BATCH = 500
_RANGE = re.compile(r"([0-9]{1,9})(?:[-–—~～至]([0-9]{1,9}))?")
_CODE = re.compile(r"minyi:(?:slip|label):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/0*([1-9][0-9]{0,8})")


class StockRefused(Refused):
    """The account of a batch does not add up."""


def code_of(batch_id: str, serial: int) -> str:
    """What the QR code of a slip says."""
    return f"minyi:slip:{batch_id}/{serial}"


def label_code_of(batch_id: str, serial: int) -> str:
    """What the QR code of a number label says: it may stick anywhere, and the paper below it has no contact strip."""
    return f"minyi:label:{batch_id}/{serial}"


def is_label(text: str) -> bool:
    """Whether a code that was read is a label's."""
    return text.strip().startswith("minyi:label:")


def read_code(text: str) -> tuple[str, int] | None:
    """Batch and serial of a slip's QR code; None if it is another's code."""
    found = _CODE.fullmatch(text.strip())
    return (found[1], int(found[2])) if found else None


def printed(serial: int) -> str:
    """A serial as it stands on the paper: at least six digits."""
    return f"{serial:06d}"


def opinion_id_of(batch_id: str, serial: int) -> str:
    """The id of the opinion on a slip: always the same (a UUID of version 8, RFC 9562 §5.8, of SHA-256)."""
    digest = sha256(f"minyi-slip{batch_id}/{serial}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


@dataclass(frozen=True, kw_only=True)
class Stock:
    """The account of a batch of numbered paper."""

    issued: int
    used: int
    spoilt: int
    unused: int

    @property
    def missing(self) -> int:
        """What is neither in a box nor given back: taken home, or lost."""
        return self.issued - self.used - self.spoilt - self.unused


def check_stock(stock: Stock, note: str) -> None:
    """Refuse an account with more paper than was issued; what is missing must be explained."""
    if stock.missing < 0:
        raise StockRefused(
            f"只发出 {stock.issued} 张，箱中已有 {stock.used} 张，作废 {stock.spoilt} 张、未用 {stock.unused} 张，"
            f"加起来多出 {-stock.missing} 张。请重新清点作废和未用的表。")
    if stock.missing and not note:
        sentence = f"还有 {stock.missing} 张没有下落，请重新清点，或写明去向（例如居民带走未交）。"
        raise StockRefused(sentence, {"note": [sentence]})


def read_serials(typed: str) -> list[int]:
    """The numbers that a person typed: single ones and ranges, for example 1-20, 23. Raises Invalid."""
    numbers: list[int] = []
    for part in re.split(r"[\s,，、;；]+", typed.strip()):
        found = _RANGE.fullmatch(part)
        if not found:
            raise _unread(f"看不懂“{part[:20]}”，请写成 1-20, 23 这样。")
        first, last = int(found[1]), int(found[2] or found[1])
        if not first <= last < first + MOST_IN_A_BATCH:
            raise _unread(f"“{part[:30]}”不对：应从小到大，一次最多 {MOST_IN_A_BATCH} 张。")
        numbers += range(first, last + 1)
    return list(dict.fromkeys(numbers))


def _unread(sentence: str) -> Invalid:
    return Invalid(sentence, {"serials": [sentence]})
