"""The words between two places of a draft: without noise, wrapped lines joined, spaces that only space out gone."""
import re
from bisect import bisect_left
from collections.abc import Sequence

_BREAKS = re.compile(r"[\r\n\x0b\x0c\u2028\u2029]+")
_HIDDEN = re.compile("[\u200b-\u200d\ufeff]")
_WIDE = r"[^\x00-\x7f\s]"
_SPACED_OUT = re.compile(rf"(?<={_WIDE})[^\S\n\t]+(?={_WIDE})")
_SPACES = re.compile(r"[^\S\n\t]+")
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z0-9,.;:]$"), re.compile(r"[A-Za-z]")


class Words:
    """A draft's text and its noise: ranges (at, end) in order that belong to no provision."""

    def __init__(self, text: str, noise: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self._noise = sorted(noise)
        self._starts = [at for at, _ in self._noise]

    def raw(self, start: int, end: int) -> str:
        """The characters from *start* to *end* but for the noise among them."""
        kept, place = [], start
        for at, until in self._noise[bisect_left(self._starts, start):bisect_left(self._starts, end)]:
            kept.append(self.text[place:at])
            place = max(place, until)
        kept.append(self.text[place:end])
        return "".join(kept)

    def lines(self, start: int, end: int) -> list[str]:
        """The lines that are not empty, each tidied."""
        return tidy_lines(self.raw(start, end))

    def joined(self, start: int, end: int) -> str:
        """The lines as one paragraph; rows of a table stay lines of their own."""
        said = ""
        for line in self.lines(start, end):
            said += _seam(said, line) + line
        return said


def tidy_lines(text: str) -> list[str]:
    """The lines of a text that are not empty, each tidied."""
    return [line for line in map(tidy, _BREAKS.split(text)) if line]


def tidy(line: str) -> str:
    """One line without what only spaces it out; tabs part the cells of a row."""
    bare = _SPACED_OUT.sub("", _HIDDEN.sub("", line).strip())
    return _SPACES.sub(" ", bare)


def _seam(before: str, line: str) -> str:
    """What stands between two lines of one paragraph."""
    if not before:
        return ""
    if "\t" in line or "\t" in before.rsplit("\n", 1)[-1]:
        return "\n"
    return " " if _LATIN_END.search(before) and _LATIN_START.match(line) else ""
