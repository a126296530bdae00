"""The command `assign`: what it reads, what it writes, what it refuses; and the labelled problems."""
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from services.review.cli import VERBS

ROOT = Path(__file__).parents[2]
SHELF = Path(os.environ.get("MINYI_SHELF", ROOT.parent / "shared"))
SCRIPT = SHELF / "eval" / "eval_assign.py"
GIVEN: dict[str, Any] = {
    "experts": [{"id": "甲", "load_min": 0, "load_max": 2}, {"id": "乙", "load_min": 1, "load_max": 2}],
    "opinions": [{"id": "一", "reviews": 1}, {"id": "二", "reviews": 1}],
    "affinity": [[0.9, 0.8], [0.1, 0.7]], "conflicts": []}


def assign(folder: Path, given: Any) -> int:
    """Run the command on a problem."""
    path = folder / "problem.json"
    path.write_text(given if isinstance(given, str) else json.dumps(given, ensure_ascii=False), encoding="utf-8")
    return VERBS["assign"]([str(path)])


def test_an_answer_names_ids_and_tells_its_own_worth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assign(tmp_path, GIVEN) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["assignments"] == [["甲", "一"], ["乙", "二"]]
    assert (found["total"], found["worst"]) == (pytest.approx(1.6), pytest.approx(0.7))
    assert found["loads"] == {"甲": 1, "乙": 1}


def test_the_affinities_may_lie_in_a_file_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "fit.npy", np.array(GIVEN["affinity"], np.float32))
    assert assign(tmp_path, GIVEN | {"affinity": "fit.npy"}) == 0
    assert json.loads(capsys.readouterr().out)["assignments"] == [["甲", "一"], ["乙", "二"]]


def test_what_is_impossible_is_said_on_the_output_with_status_2(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assign(tmp_path, GIVEN | {"conflicts": [[0, 0], [1, 0]]}) == 2
    assert "意见 一" in json.loads(capsys.readouterr().out)["infeasible"][0]


@pytest.mark.parametrize(("given", "said"), [
    ("{", "不是 JSON"), ([], "内容不合要求"), ({}, "缺少 experts"), (GIVEN | {"affinity": [[1, 2]]}, "2 行 2 列"),
    (GIVEN | {"affinity": [[1, 2], [3]]}, "内容不合要求"), (GIVEN | {"affinity": [["a", 1], [1, 1]]}, "内容不合要求"),
    (GIVEN | {"affinity": [[1e999, 1], [1, 1]]}, "不是"), (GIVEN | {"conflicts": [[2, 0]]}, "conflicts 里有不存在的"),
    (GIVEN | {"keep": [[0, -1]]}, "keep 里有不存在的"), (GIVEN | {"affinity": "none.npy"}, "No such file"),
    (GIVEN | {"experts": [{"id": "甲", "load_min": 3, "load_max": 2}] * 2}, "专家 甲 的下限 3"),
    (GIVEN | {"experts": [GIVEN["experts"][0]] * 2}, "专家 甲 出现了两次"),
    (GIVEN | {"opinions": [{"id": "一", "reviews": -1}, {"id": "二", "reviews": 1}]}, "不能是负数"),
    (GIVEN | {"quotas": [{"name": "法学", "experts": [7]}]}, "名额 法学 里有不存在的"),
])
def test_what_is_no_problem_is_refused_in_one_sentence(
        tmp_path: Path, given: Any, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert assign(tmp_path, given) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1 and not shown.out


def test_without_a_file_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert VERBS["assign"]([]) == 2
    assert capsys.readouterr().err.startswith("usage:")


@pytest.mark.skipif(not SCRIPT.exists(), reason="the labelled problems are not at hand")
def test_the_labelled_problems_hold() -> None:
    command = [sys.executable, str(SCRIPT), "--cmd", f"{sys.executable} -m services.review"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "assign 1.0000 1.0000"
