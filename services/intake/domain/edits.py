"""The shortest way from one text to another, character by character (E. W. Myers, Algorithmica 1, 1986)."""
from collections.abc import Iterator

MOST_EDITS = 600  # two keys of one slip that are farther apart than this are not worth reading side by side
Edit = tuple[str, str]
_Reach = dict[int, int]


def shortest_edits(first: str, second: str) -> list[Edit]:
    """Runs of characters in order, each "same", "deleted" (from *first*) or "inserted" (from *second*). Texts farther
    apart than MOST_EDITS are deleted and inserted whole, but for what both begin and end with."""
    start = _alike(first, second)
    end = _alike(first[start:][::-1], second[start:][::-1])
    one, other = first[start:len(first) - end], second[start:len(second) - end]
    middle = _letters(one, other) or [("deleted", one), ("inserted", other)]
    return _joined([("same", first[:start]), *middle, ("same", first[len(first) - end:])])


def _alike(first: str, second: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))


def _letters(first: str, second: str) -> list[Edit]:
    """The edits one character each; none if there are too many."""
    reach: _Reach = {1: 0}
    steps: list[_Reach] = []
    for edits in range(min(MOST_EDITS, len(first) + len(second)) + 1):
        steps.append(dict(reach))
        for line in range(-edits, edits + 1, 2):
            at = _slide(first, second, _next(reach, line, edits), line)
            reach[line] = at
            if at >= len(first) and at - line >= len(second):
                return list(_back(steps, first, second))[::-1]
    return []


def _next(reach: _Reach, line: int, edits: int) -> int:
    """Where on a diagonal one more edit leads: an insertion from the one above, or a deletion from the one below."""
    if line == -edits or (line != edits and reach[line - 1] < reach[line + 1]):
        return reach[line + 1]
    return reach[line - 1] + 1


def _slide(first: str, second: str, at: int, line: int) -> int:
    """Go on as long as both texts agree."""
    while at < len(first) and 0 <= at - line < len(second) and first[at] == second[at - line]:
        at += 1
    return at


def _back(steps: list[_Reach], first: str, second: str) -> Iterator[Edit]:
    """The way back from the end, the last edit first."""
    at, other = len(first), len(second)
    for edits in range(len(steps) - 1, 0, -1):
        line, reach = at - other, steps[edits]
        down = line == -edits or (line != edits and reach[line - 1] < reach[line + 1])
        before = reach[line + 1] if down else reach[line - 1]
        landed = before if down else before + 1
        while at > landed:
            at, other = at - 1, other - 1
            yield "same", first[at]
        yield ("inserted", second[other - 1]) if down else ("deleted", first[at - 1])
        at, other = (at, other - 1) if down else (at - 1, other)
    yield "same", first[:at]


def _joined(edits: list[Edit]) -> list[Edit]:
    """Neighbours of one kind as one; between two sames, what is deleted stands before what is inserted."""
    found: list[Edit] = []
    held = {"deleted": "", "inserted": ""}
    for kind, text in [*edits, ("same", "\0")]:
        if kind in held:
            held[kind] += text
        elif text:
            found += [(each, letters) for each, letters in held.items() if letters]
            held = {"deleted": "", "inserted": ""}
            found.append((kind, text))
    return _without_end(found)


def _without_end(edits: list[Edit]) -> list[Edit]:
    """Neighbouring sames as one, without the sentinel."""
    found: list[Edit] = []
    for kind, text in edits[:-1]:
        if found and kind == found[-1][0] == "same":
            found[-1] = (kind, found[-1][1] + text)
        else:
            found.append((kind, text))
    return found
