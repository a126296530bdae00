"""The printed slip as it lies on the table: where its QR code stands and where its contact strip begins, in millimetres
from the upper left corner. The PDF is drawn by these figures and scans are masked by them."""
from dataclasses import dataclass
from math import atan2, degrees

WIDTH, HEIGHT = 148.0, 210.0  # A5, upright
QR_LEFT, QR_TOP, QR_SIDE = 114.0, 10.0, 24.0
CUT = 174.0  # the dashed line; what lies below it is torn off
MARGIN = 2.5  # masked above the line too: letters reach over it, and a scan is never quite straight
FAR = 2000.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Laid:
    """How a slip lies in a picture, told by the corners of its QR code (pixels)."""

    top_left: Point
    top_right: Point
    bottom_left: Point
    is_label: bool = False

    @property
    def angle(self) -> float:
        """How far the slip is turned clockwise, in degrees."""
        (left, top), (right, bottom) = self.top_left, self.top_right
        return degrees(atan2(bottom - top, right - left))

    def place(self, x: float, y: float) -> Point:
        """Where a point of the paper (millimetres) is in the picture."""
        along, down = (x - QR_LEFT) / QR_SIDE, (y - QR_TOP) / QR_SIDE
        across, over = ((end - start) for start, end in zip(self.top_left, self.top_right, strict=True))
        aside, below = ((end - start) for start, end in zip(self.top_left, self.bottom_left, strict=True))
        return self.top_left[0] + along * across + down * aside, self.top_left[1] + along * over + down * below

    def strip(self) -> list[Point]:
        """The corners of what must be masked: all that lies beyond the cut line, however far the picture reaches;
        nothing on people's own paper, which bears a label."""
        top = FAR if self.is_label else CUT - MARGIN
        return [self.place(-FAR, top), self.place(FAR, top), self.place(FAR, FAR), self.place(-FAR, FAR)]
