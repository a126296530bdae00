"""The files of the repository: no machine's paths, no registries' addresses, locks with hashes, commands described."""
import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

# written so that this file does not find itself
FOREIGN = re.compile("|".join((
    r"py[p]i\.org", r"python[h]osted", r"[r]egistry\.npm", r"npm[j]s\.(org|com)", r"de[b]\.debian\.", r"--find[-]links",
    r"--(extra-)?index[-]url", r'"reso[l]ved": *"http', r"/[w]ork/", r"/[r]oot/", r"/[h]ome/[a-z]+/", r"/opt/[w]heels",
)), re.IGNORECASE)
LOCKS = ("requirements.txt", "requirements-dev.txt")
TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)(.*)$", re.MULTILINE)
PROMISED = {"install", "run", "test", "soak", "lint", "bench", "clean"}


@cache
def tracked() -> tuple[Path, ...]:
    """The files that git keeps or would keep."""
    if not (ROOT / ".git").exists():
        pytest.skip("a copy without its history: what was made cannot be told from what belongs")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
    paths = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def text_of(path: Path) -> str:
    """A file's text, empty if it holds none."""
    raw = path.read_bytes()
    return "" if b"\0" in raw else raw.decode("utf-8", "replace")


def described_targets() -> dict[str, bool]:
    """The Makefile's commands, and whether `make help` tells what each does; those without are parts of others."""
    found = TARGET.findall((ROOT / "Makefile").read_text())
    return {name: "## " in rest for name, rest in found if "-" not in name}


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = [(path.relative_to(ROOT).as_posix(), match.group()) for path in tracked()
             if (match := FOREIGN.search(text_of(path)))]
    assert not found


@pytest.mark.parametrize("name", [*LOCKS, "requirements-ocr.txt"])
def test_a_lock_pins_every_package_by_hash(name: str) -> None:
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    pinned = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(pinned) >= 20
    assert not [line[:60] for line in pinned if "==" not in line or "--hash=sha256:" not in line]
    assert "://" not in "".join(lines)


def test_the_development_lock_holds_the_runtime_lock() -> None:
    run, develop = (set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE)) for name in LOCKS)
    assert run < develop


def test_the_lock_of_the_reading_machine_fits_the_runtime_lock_and_needs_no_screen() -> None:
    run, ocr = (dict(re.findall(r"^(\S+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
                for name in ("requirements.txt", "requirements-ocr.txt"))
    assert {"rapidocr", "onnxruntime", "opencv-python-headless"} <= ocr.keys() and "opencv-python" not in ocr
    assert not {name for name in ocr.keys() & run.keys() if ocr[name] != run[name]}
    assert not run.keys() & {"rapidocr", "onnxruntime"}


def test_the_client_lock_pins_every_package_by_hash() -> None:
    text = (ROOT / "services" / "intake" / "client" / "package-lock.json").read_text()
    packages = {name: body for name, body in json.loads(text)["packages"].items() if name}
    assert packages
    assert not [name for name, body in packages.items() if not body.get("integrity", "").startswith("sha512-")]
    assert "://" not in text


def test_every_command_of_the_makefile_is_described() -> None:
    targets = described_targets()
    assert targets.keys() >= PROMISED
    assert not [name for name, described in targets.items() if not described]


def test_scripts_stop_at_the_first_error() -> None:
    scripts = [path for path in tracked() if text_of(path).startswith("#!/usr/bin/env bash")]
    assert scripts
    assert not [path.name for path in scripts if "\nset -euo pipefail\n" not in text_of(path)]
    assert not [path.name for path in scripts if not path.stat().st_mode & 0o100]
