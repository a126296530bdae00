"""Where a provision stands in its draft, and how it is called in a report."""
from collections.abc import Iterable, Mapping
from typing import Any

WHOLE = "整部草案"
_DIGITS = "零一二三四五六七八九"
_HEADINGS = ("part", "subpart", "chapter", "section", "annex")


class Provisions:
    """One version of a draft: order, names, texts and chapters of its provisions."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows = {str(row["eid"]): row for row in rows}
        self._places = {eid: place for place, eid in enumerate(self._rows, start=1)}

    def place(self, eid: str | None) -> int:
        """Position in document order; the whole draft comes first, an unknown provision last."""
        return 0 if eid is None else self._places.get(eid, len(self._places) + 1)

    def text(self, eid: str | None) -> str:
        """The provision's words; headings and the whole draft have none."""
        row = self._rows.get(eid or "")
        return str(row["text"] or row["caption"]) if row else ""

    def name(self, eid: str | None) -> str:
        """Say 第十二条第二款第（三）项; a heading with its caption."""
        if eid is None:
            return WHOLE
        row = self._rows.get(eid)
        if row is None:
            return eid
        if row["kind"] in _HEADINGS:
            return f"{row['label']} {row['caption']}".strip()
        return "".join(_own_name(each) for each in self._line(eid) if each["kind"] not in _HEADINGS)

    def chapter(self, eid: str | None) -> str | None:
        """The eid of the chapter that holds the provision, if one does."""
        chapters = [str(row["eid"]) for row in self._line(eid or "") if row["kind"] in ("chapter", "annex")]
        return chapters[-1] if chapters else None

    def _line(self, eid: str) -> list[Mapping[str, Any]]:
        """The provision with those it stands in, outermost first."""
        line: list[Mapping[str, Any]] = []
        row = self._rows.get(eid)
        while row is not None and row not in line:
            line.insert(0, row)
            row = self._rows.get(str(row["parent"]))
        return line


def _own_name(row: Mapping[str, Any]) -> str:
    label, kind = str(row["label"]), row["kind"]
    if kind == "paragraph":
        return label or f"第{chinese(int(str(row['eid']).rsplit('_', 1)[1]))}款"
    if kind == "item":
        return f"第{label}项"
    if kind == "point":
        return f"第{label.rstrip('.．、')}目"
    return label


def chinese(number: int) -> str:
    """Write 1 to 99 in Chinese; larger numbers stay in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")
