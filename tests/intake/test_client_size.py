"""What a tablet or a kiosk has to fetch is little: everything in dist together."""
import gzip
import json
from pathlib import Path

from tests.intake.test_sealing_client import BUILT

DIST = BUILT.parent
MOST = 60 * 1024


def size(path: Path) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(path.read_bytes(), 9))


def test_all_that_is_built_is_at_most_60_kb_gzipped() -> None:
    sizes = {path.name: size(path) for path in DIST.iterdir() if path.name != ".built"}
    assert {"seal.js", "tablet.js", "enrol.js", "worker.js"} <= set(sizes)
    assert sum(sizes.values()) <= MOST, sizes


def test_what_a_worker_keeps_is_what_the_apps_are_made_of() -> None:
    kept = json.loads((DIST / "precache.json").read_text())
    left_out = {"seal.js", "enrol.js", "worker.js", "precache.json", ".built"}
    assert set(kept) == {f"/static/dist/{path.name}" for path in DIST.iterdir() if path.name not in left_out}
