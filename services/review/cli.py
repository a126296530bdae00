"""What review does on the command line without its database: reading drafts, grouping, suggesting. Verbs that need
scientific libraries load them when asked, so that the others start at once."""
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from services.review.documents import MOST_BYTES, read_document
from services.review.domain.statute import Statute, parse
from shared.refusals import Invalid


def parse_file(arguments: list[str]) -> int:
    """print a draft's structure as JSON: parse FILE"""
    if len(arguments) != 1:
        print("usage: python -m services.review parse FILE", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    if path.exists() and not path.is_file():
        print(f"{path}: 不是普通文件，请给出草案文件的路径。", file=sys.stderr)
        return 2
    try:
        return _show(parse(read_document(path.name, _read(path))))
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
    except Invalid as refused:
        print(f"{path}: {' '.join(sentence for each in refused.errors.values() for sentence in each)}", file=sys.stderr)
    return 2


def _read(path: Path) -> bytes:
    """A file's bytes; of one that is too large no more than it takes to see that."""
    with path.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _show(statute: Statute) -> int:
    shown = {"title": statute.title, "provisions": [asdict(each) for each in statute.provisions],
             "warnings": list(statute.warnings)}
    try:
        print(json.dumps(shown, ensure_ascii=False), flush=True)
    except BrokenPipeError:  # the reader has seen enough; what is left in the buffer goes nowhere, without a word
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def assign_file(arguments: list[str]) -> int:
    """say who gets which opinion, as JSON: assign PROBLEM.json"""
    from services.review.solver import assign_file as assign  # reading a draft needs none of its libraries
    return assign(arguments)


def group_file(arguments: list[str]) -> int:
    """print the groups of opinions as JSON lines: group FILE.jsonl"""
    if len(arguments) != 1:
        print("usage: python -m services.review group FILE.jsonl", file=sys.stderr)
        return 2
    from services.review.batches import group_lines
    return _answer(group_lines, *map(Path, arguments))


def suggest_file(arguments: list[str]) -> int:
    """print the likeliest suggestions for each opinion: suggest FILE.jsonl --suggestions S.jsonl"""
    if len(arguments) != 3 or "--suggestions" not in arguments[:2]:
        print("usage: python -m services.review suggest FILE.jsonl --suggestions S.jsonl", file=sys.stderr)
        return 2
    from services.review.batches import suggest_lines
    at = arguments.index("--suggestions")
    return _answer(suggest_lines, *(Path(each) for each in (*arguments[:at], *arguments[at + 2:], arguments[at + 1])))


def _answer(work: Callable[..., list[dict[str, Any]]], *paths: Path) -> int:
    """Print what *work* makes of the files, or one sentence that says what is wrong with them."""
    from services.review.lines import write_lines
    try:
        write_lines(work(*paths))
    except Invalid as refused:
        print(refused.sentence, file=sys.stderr)
        return 2
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {"parse": parse_file, "group": group_file, "suggest": suggest_file,
                                               "assign": assign_file}
