"""python -m services.review group, suggest: what they print and how they refuse."""
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.review.cli import VERBS

ROOT = Path(__file__).parents[2]
SAID = [{"id": "a", "text": "电梯老旧，应当每年检验一次。", "provision": "art_3"},
        {"id": "b", "text": "遛狗必须拴绳。", "provision": "art_3"},
        {"id": "c", "text": "电梯老旧,应当每年检验一次", "provision": "art_3"},
        {"id": "d", "text": "希望规定老旧电梯每年检验。", "provision": "art_3"},
        {"id": "e", "text": "电梯老旧，应当每年检验一次。", "provision": "art_4"},
        {"id": "f", "text": "电梯老旧，应当每年检验一次。", "provision": None}]


def write(path: Path, rows: list[Any]) -> str:
    """A file of JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def answer(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was printed."""
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


def test_groups_stay_within_a_provision_and_tiers_say_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert VERBS["group"]([write(tmp_path / "o.jsonl", SAID)]) == 0
    assert [tuple(row.values()) for row in answer(capsys)] == [
        ("a", "a", "new"), ("b", "b", "new"), ("c", "a", "identical"), ("d", "a", "related"), ("e", "e", "new"),
        ("f", "f", "new")]


def test_suggestions_are_ranked_best_first_ten_at_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": f"s{at}", "title": f"第{at}件别的事", "members": []} for at in range(12)]
    rows += [{"id": "lift", "title": "电梯检验", "members": ["老旧电梯要检验"]}, {"id": "dog", "title": "遛狗拴绳"}]
    opinions, suggestions = write(tmp_path / "o.jsonl", SAID[:2]), write(tmp_path / "s.jsonl", rows)
    for order in ([opinions, "--suggestions", suggestions], ["--suggestions", suggestions, opinions]):
        assert VERBS["suggest"](order) == 0
        found = answer(capsys)
        assert [(row["id"], row["ranked"][0], len(row["ranked"])) for row in found] == [
            ("a", "lift", 10), ("b", "dog", 10)]


GOOD = '{"id": "1", "text": "好"}\n'


@pytest.mark.parametrize(("content", "said"), [
    (GOOD + "not json\n", "第 2 行：不是 JSON"), (GOOD + "\n[1]\n", "第 3 行：应为一个 JSON 对象"),
    (GOOD + '{"id": "2"}', "第 2 行：缺少“text”"), ('{"text": "好"}', "第 1 行：缺少“id”"),
    ('{"id": "2", "text": null}', "第 1 行：缺少“text”"),
    ('{"id": 7, "text": "好"}', "第 1 行：缺少“id”，或它不是文字"),
    ('{"id": " ", "text": "好"}', "第 1 行：“id”是空的"), (GOOD * 2, "第 2 行：“id”与第 1 行相同"),
    ('{"id": "2", "text": "好", "provision": 3}', "第 1 行：缺少“provision”，或它不是文字"),
    ("[" * 100_000, "第 1 行：不是 JSON"), (GOOD + "\udcff", "第 2 行：不是 UTF-8"),
    ('{"id": "2", "text": "' + "好" * 100_001 + '"}', "第 1 行：“text”超过 100000 字")])
def test_a_bad_line_is_named_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str,
                                             said: str) -> None:
    path = tmp_path / "o.jsonl"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert VERBS["group"]([str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith(f"{path}: {said}") and captured.err.count("\n") == 1
    assert VERBS["suggest"]([write(tmp_path / "fine.jsonl", SAID), "--suggestions", str(path)]) == 2
    assert capsys.readouterr().out == ""


def test_members_that_are_no_list_of_texts_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for members in ("好", [1], [None]):
        path = write(tmp_path / "s.jsonl", [{"id": "s", "title": "好", "members": members}])
        assert VERBS["suggest"]([write(tmp_path / "o.jsonl", SAID), "--suggestions", path]) == 2
        assert "第 1 行：" in capsys.readouterr().err


def test_missing_empty_and_too_large_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert VERBS["group"]([str(tmp_path / "none.jsonl")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/none.jsonl: No such file or directory\n"
    assert VERBS["group"]([str(tmp_path)]) == 2
    assert "不是普通文件" in capsys.readouterr().err
    for empty in ("", "\n \n", "\ufeff"):
        (tmp_path / "empty.jsonl").write_text(empty, encoding="utf-8")
        assert VERBS["group"]([str(tmp_path / "empty.jsonl")]) == 0
        assert capsys.readouterr() == ("", "")
    with (tmp_path / "large.jsonl").open("wb") as opened:
        opened.truncate(100_000_001)
    assert VERBS["group"]([str(tmp_path / "large.jsonl")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/large.jsonl: 文件超过 100 MB，请分成几个文件。\n"


def test_wrong_arguments_show_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for verb, arguments in (("group", []), ("group", ["a", "b"]), ("suggest", ["a"]), ("suggest", ["a", "b", "c"]),
                            ("suggest", ["a", "b", "--suggestions"])):
        assert VERBS[verb](arguments) == 2
        assert capsys.readouterr().err.startswith(f"usage: python -m services.review {verb} FILE")


def test_half_a_character_is_no_reason_to_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "o.jsonl").write_text('{"id": "1", "text": "\\ud800电梯", "more": NaN}\n', encoding="utf-8")
    assert VERBS["group"]([str(tmp_path / "o.jsonl")]) == 0
    assert answer(capsys) == [{"id": "1", "group": "1", "tier": "new"}]


def test_other_verbs_load_no_scientific_library() -> None:
    asked = ("import sys; from services.review.cli import VERBS; "
             "print([name for name in ('numpy', 'scipy', 'sklearn', 'rapidfuzz') if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr
