"""What review does on the command line without its database: reading drafts."""
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

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


VERBS: dict[str, Callable[[list[str]], int]] = {"parse": parse_file, "assign": assign_file}
