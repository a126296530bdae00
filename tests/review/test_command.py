"""python -m services.review parse: what it prints and how it refuses."""
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "services.review", "parse"]
DRAFT = "古井保护条例\n" + "".join(f"第{number}条　为了保护古井，制定本条例。\n" for number in "一二三四五六七八九十")


def parse(path: Path) -> "subprocess.CompletedProcess[str]":
    """Run it on a file, in no more than 1 GB."""
    limited = ["bash", "-c", 'ulimit -v 1500000; exec "$@"', "-", *COMMAND, str(path)]
    return subprocess.run(limited, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("size", [20_000_001, 40_000_000_000])
def test_a_file_that_is_too_large_is_refused_and_not_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "draft.txt"
    with path.open("wb") as opened:
        opened.truncate(size)
    done = parse(path)
    assert done.returncode == 2 and not done.stdout
    assert done.stderr == f"{path}: 文件超过 20 MB，请去掉图片后再上传。\n"


def test_a_reader_that_has_seen_enough_stops_it_quietly(tmp_path: Path) -> None:
    """The other end of the pipe closes before anything is written, as `| head` may."""
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    with subprocess.Popen([*COMMAND, str(tmp_path / "draft.txt")], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == "" and running.wait(60) == 0
