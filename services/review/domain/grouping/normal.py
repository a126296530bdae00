"""The normal form of what people write: one width, one script, one writing of numbers."""
import re
import unicodedata

from services.review.domain.grouping.courtesies import without_courtesies
from services.review.domain.grouping.quantities import in_digits
from services.review.domain.grouping.variants import simplified

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufe00-\ufe0f]")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff]"
_SPACED = re.compile(rf"(?:{_WIDE}\s+){{4,}}")
_BETWEEN = re.compile(r"(?<=\d)[^\w\s%]+(?=\d)")
_OTHER = re.compile(r"[^\w%·]|_")


def normal(text: str) -> str:
    """A text in half width and simplified script, numbers in digits, with its punctuation, without courtesies."""
    plain = simplified(_HIDDEN.sub("", unicodedata.normalize("NFKC", text)))
    return without_courtesies(in_digits(_SPACED.sub(lambda found: re.sub(r"\s", "", found[0]), plain)).strip())


def condensed(text: str) -> str:
    """The normal form without punctuation and white space; what parts two numbers still parts them."""
    return _OTHER.sub("", _BETWEEN.sub("·", normal(text))).lower()
