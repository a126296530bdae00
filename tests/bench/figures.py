"""What a benchmark finds."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure with its target; ``beside`` is what was measured next to it."""

    name: str
    value: float
    target: float
    better: str
    unit: str
    beside: str

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return self.value >= self.target if self.better == "more" else self.value <= self.target
