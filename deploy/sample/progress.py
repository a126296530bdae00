"""A progress bar for a person at a terminal; plain lines where nobody watches."""
import sys
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TextIO

WIDTH = 28


@dataclass
class Progress:
    """Counts one step of the sample: n of m, and how long it took."""

    words: str
    most: int
    out: TextIO = field(default_factory=lambda: sys.stdout)
    done: int = 0
    began: float = field(default_factory=time.monotonic)
    _lock: Lock = field(default_factory=Lock)

    def step(self, by: int = 1) -> None:
        """Count on."""
        with self._lock:
            self.done += by
            if self.out.isatty():
                self._draw("\r")

    def end(self) -> None:
        """Close the line."""
        self._draw("\r" if self.out.isatty() else "")
        print(f"  {time.monotonic() - self.began:.1f} s", file=self.out, flush=True)

    def _draw(self, start: str) -> None:
        full = WIDTH * self.done // self.most if self.most else WIDTH
        bar = "█" * full + "·" * (WIDTH - full)
        print(f"{start}  {bar} {self.done:>5} / {self.most:<5} {self.words}", end="", file=self.out, flush=True)
