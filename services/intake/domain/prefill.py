"""A machine's reading of a printed slip, laid into the fields of the form by the labels that are printed on it."""
from collections.abc import Mapping, Sequence

from services.intake.domain.differences import distance, plain

STRAY = 6  # one character in six of a label may be misread


def parts_of(lines: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """The words under each label (field → label), without the labels and what stands above the first of them. On
    paper without labels everything is the first field's."""
    found: dict[str, list[str]] = {}
    current = None
    for line in lines:
        field = _labelled(line, labels)
        current = field or current
        if current is not None and field is None:
            found.setdefault(current, []).append(line.strip())
        elif field is not None:
            found.setdefault(field, [])
    if not found:
        return {next(iter(labels)): _joined(lines)}
    return {field: words for field, each in found.items() if (words := _joined(each))}


def _labelled(line: str, labels: Mapping[str, str]) -> str | None:
    """The field whose label a line is."""
    bare = plain(line)
    return next((field for field, label in labels.items()
                 if distance(bare, plain(label)) <= max(1, len(plain(label)) // STRAY)), None)


def _joined(lines: Sequence[str]) -> str:
    """Lines of handwriting as one: Chinese is not broken by the edge of the paper; Latin words keep a space."""
    text = ""
    for line in map(str.strip, lines):
        text += " " + line if text and text[-1].isascii() and line[:1].isascii() else line
    return text.strip()
