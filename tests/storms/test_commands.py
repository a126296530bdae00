"""Commands with wrong words: one sentence on standard error, status 2, no trace."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run python -m with *words*."""
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env={**os.environ, **environ}, timeout=60,
                          capture_output=True, text=True)


def refused(done: "subprocess.CompletedProcess[str]", word: str) -> None:
    """What every refusal of a command looks like."""
    assert done.returncode == 2, done
    assert word in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2 and not done.stdout


@pytest.mark.parametrize(("name", "content"), [
    ("missing.txt", None), ("empty.txt", b""), ("noise.docx", b"\0\1\2" * 99), ("noise.pdf", b"%PDF-1.4 nothing"),
    ("words.txt", "今天天气很好。".encode())])
def test_what_is_no_draft_is_one_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    refused(run("services.review", "parse", str(path)), "")


def test_a_folder_is_no_draft(tmp_path: Path) -> None:
    refused(run("services.review", "parse", str(tmp_path)), "")


@pytest.mark.parametrize(("name", "value"), [
    ("MINYI_PORT", "0"), ("MINYI_PORT", "eighty"), ("MINYI_DATABASE_URL", "mysql://x"), ("MINYI_BROKER_URL", "http://x"),
    ("MINYI_MODE", "both"), ("MINYI_PATIENCE", "nan"), ("MINYI_LOG_LEVEL", "LOUD"), ("MINYI_SMTP_URL", "mail.example"),
    ("MINYI_INTAKE_THREADS", "-1"), ("MINYI_REQUIRE_TOTP", "maybe"), ("MINYI_PUBLIC_URL", "minyi.example")])
@pytest.mark.parametrize("verb", ["serve", "work"])
def test_a_bad_setting_stops_the_start_and_is_named(tmp_path: Path, name: str, value: str, verb: str) -> None:
    refused(run("services.intake", verb, MINYI_DATA=str(tmp_path), **{name: value}), name)


def test_missing_keys_stop_the_start(tmp_path: Path) -> None:
    refused(run("services.notify", "work", MINYI_DATA=str(tmp_path)), "keys")


@pytest.mark.parametrize("words", [(), ("dance",), ("work", "--queues", "fast")])
def test_unknown_verbs_are_refused(words: tuple[str, ...]) -> None:
    done = run("services.intake", *words)
    assert done.returncode == 2 and "Traceback" not in done.stderr
