"""The parser's figure on real statutes in every layout, measured by a script of its own beside the project."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELF = Path(os.environ.get("MINYI_SHELF", ROOT.parent / "shared"))
SCRIPT = SHELF / "eval" / "eval_parse.py"


@pytest.mark.skipif(not SCRIPT.exists(), reason="the labelled statutes are not at hand")
def test_real_statutes_are_parsed_in_every_layout() -> None:
    command = [sys.executable, str(SCRIPT), "--cmd", f"{sys.executable} -m services.review", "--show", "20"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "parse 1.0000 1.0000"
