"""Reading a slip by machine: only ever a first draft for the person who verifies it beside the picture. The extra
requirements-ocr.txt brings what it needs; without it nothing here is called and no page speaks of it."""
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from threading import Lock
from typing import Any

from PIL import Image

EXTRA = "slip_reader"
SAME_LINE = 0.5  # boxes whose middles are nearer than half a letter's height stand on one line
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """A line of a picture: its words, and its left, top, right and bottom edge as shares of the picture."""

    words: str
    box: Box


@dataclass(frozen=True)
class Reading:
    """What a machine reads in a picture, from top to bottom, and which machine."""

    lines: tuple[Line, ...]
    model: str

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(each.words for each in self.lines)


Reader = Callable[[bytes], Reading]


def is_installed() -> bool:
    """Whether the extra is here; nothing is loaded by asking."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


class Machine:
    """RapidOCR with the models inside its wheel; loaded when first used, once in a process."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._guard = Lock()

    def __call__(self, body: bytes) -> Reading:
        """Read one picture."""
        with Image.open(BytesIO(body)) as picture:
            whole = picture.convert("RGB")
        found = self._loaded()(_array(whole))
        lines = [Line(words, _share(corners, whole.size))
                 for words, corners in zip(found.txts or (), found.boxes if found.boxes is not None else (),
                                           strict=True)]
        return Reading(tuple(in_order(lines)), f"rapidocr {version('rapidocr')}")

    def _loaded(self) -> Any:
        with self._guard:
            if self._engine is None:
                from rapidocr import RapidOCR  # 80 MB and a second: only where slips are read

                self._engine = RapidOCR(params={"Global.log_level": "warning"})
            return self._engine


def in_order(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom, and on one height from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        height = line.box[3] - line.box[1]
        if rows and _middle(line) - _middle(rows[-1][0]) < SAME_LINE * height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [each for row in rows for each in sorted(row, key=lambda line: line.box[0])]


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2


def _share(corners: Any, size: tuple[int, int]) -> Box:
    """The upright box around four corners."""
    across, down = [float(each[0]) / size[0] for each in corners], [float(each[1]) / size[1] for each in corners]
    return min(across), min(down), max(across), max(down)


def _array(picture: Image.Image) -> Any:
    """A picture as RapidOCR takes it: blue, green, red."""
    import numpy

    return numpy.asarray(picture)[:, :, ::-1]
