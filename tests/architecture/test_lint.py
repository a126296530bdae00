"""Lint and types: what `make lint` asks of the Python is asked with the tests too."""
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT

BIN = Path(sys.executable).parent


def said_by(*command: str) -> str:
    """What a tool complains of; empty if it does not."""
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=240)
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_finds_nothing() -> None:
    assert said_by("ruff", "check", "--no-cache") == ""


def test_every_type_fits() -> None:
    assert said_by("mypy") == ""
