"""One opinion as grouping sees it, and the key that opinions with exactly the same words share."""
from dataclasses import dataclass
from hashlib import sha256

from services.review.domain.grouping.normal import condensed

UNSAID = ("", "comment")  # what a form sends when nobody chose a stance


@dataclass(frozen=True, kw_only=True)
class Text:
    """What somebody said; ``stance`` "" where nothing was chosen, ``provision`` None for the draft as a whole."""

    id: str
    text: str
    proposed_text: str = ""
    reason: str = ""
    stance: str = ""
    provision: str | None = None


def key_of(text: Text) -> str:
    """64 hexadecimal digits, equal exactly if two say the same in the same words: punctuation, width, white space, the
    script, the writing of numbers and courtesies aside. The place is no part of it."""
    stance = "" if text.stance in UNSAID else text.stance
    fields = (condensed(text.text), condensed(text.proposed_text), condensed(text.reason), stance)
    return sha256("\n".join(fields).encode()).hexdigest()
