"""The normal form of what people write: one width, one script, one writing of numbers."""
import re
import unicodedata
from functools import lru_cache

from services.review.domain.grouping.courtesies import without_courtesies
from services.review.domain.grouping.quantities import in_digits
from services.review.domain.grouping.variants import simplified

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufe00-\ufe0f]")
_WIDE = "[\u2e80-\u2fff\u3003-\u9fff\uf900-\ufaff]"
_SPACED = re.compile(rf"(?:{_WIDE}\s+){{4,}}")
_SPACES = re.compile(r"\s+")
_NUMBERED = re.compile(r"第\s*[(（]?\s*(\d+)\s*[)）]?\s*(?=[编章节条款项目])")
_BETWEEN = re.compile(r"(?<=\d)(?![./]\d)(?:[^\w%]|_)+(?=\d)")
_OTHER = re.compile(r"(?<!\d)[./]|[./](?!\d)|[^\w%·./]|_")


@lru_cache(maxsize=1 << 14)
def normal(text: str) -> str:
    """A text in half width and simplified script, numbers in digits, with its punctuation, without courtesies."""
    plain = simplified(_HIDDEN.sub("", unicodedata.normalize("NFKC", text)))
    joined = _SPACED.sub(lambda found: _SPACES.sub("", found[0]), plain)
    return _NUMBERED.sub(r"第\1", in_digits(without_courtesies(joined))).strip().lower()


@lru_cache(maxsize=1 << 14)
def condensed(text: str) -> str:
    """The normal form without punctuation and white space; what parts two numbers still parts them."""
    return _OTHER.sub("", _BETWEEN.sub("·", normal(text))) if text else ""
