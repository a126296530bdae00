"""Invented statutes for where no real ones are at hand."""
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample"


def texts() -> list[str]:
    """The drafts of the sample."""
    return [(SAMPLE / name).read_text(encoding="utf-8") for name in ("regulation.txt", "second.txt")]
