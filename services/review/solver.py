"""The command `assign`: reads an assignment problem, writes who gets what."""
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from services.review.domain.assignment import Answer, Bounds, Infeasible, Problem, Quota, solve

IMPOSSIBLE = 2


class Unreadable(Exception):
    """A problem that cannot be read: what is wrong, where, what to do."""


def assign_file(arguments: list[str]) -> int:
    """say who gets which opinion, as JSON: assign PROBLEM.json"""
    if len(arguments) != 1:
        print("usage: python -m services.review assign PROBLEM.json", file=sys.stderr)
        return IMPOSSIBLE
    try:
        problem = read_problem(Path(arguments[0]))
        print(json.dumps(show_answer(problem, solve(problem)), ensure_ascii=False))
    except Infeasible as none:
        print(json.dumps({"infeasible": [each.sentence for each in none.reasons]}, ensure_ascii=False))
        return IMPOSSIBLE
    except (Unreadable, OSError) as error:
        print(f"{arguments[0]}: {error.strerror if isinstance(error, OSError) else error}", file=sys.stderr)
        return IMPOSSIBLE
    return 0


def read_problem(path: Path) -> Problem:
    """A problem file: ``experts`` [{id, load_min, load_max}], ``opinions`` [{id, reviews}], ``affinity`` experts ×
    opinions (rows of numbers, or the name of a .npy file beside it), ``conflicts`` and ``keep`` as [expert, opinion]
    numbers from 0, ``quotas`` [{name, experts, least, opinions}] by number. Raises Unreadable."""
    try:
        given = orjson.loads(path.read_bytes())
        return _problem(given, path)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"不是 JSON：{error.msg}（第 {error.lineno} 行）。") from error
    except KeyError as error:
        raise Unreadable(f"缺少 {error.args[0]}。") from error
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        raise Unreadable(f"内容不合要求：{error}") from error


def show_answer(problem: Problem, answer: Answer) -> dict[str, Any]:
    """An answer with ids in place of numbers."""
    experts, opinions = [each.id for each in problem.experts], problem.opinions
    return {"assignments": [[experts[row], opinions[column]] for row, column in answer.pairs],
            "total": answer.total, "worst": answer.worst, "loads": dict(zip(experts, answer.loads, strict=True)),
            "floor": answer.floor if np.isfinite(answer.floor) else None, "method": answer.method,
            "seconds": round(answer.seconds, 4)}


def _problem(given: dict[str, Any], path: Path) -> Problem:
    experts = [Bounds(id=str(each["id"]), load_min=int(each["load_min"]), load_max=int(each["load_max"]))
               for each in given["experts"]]
    opinions = [str(each["id"]) for each in given["opinions"]]
    reviews = [int(each["reviews"]) for each in given["opinions"]]
    _check_limits(experts, opinions, reviews)
    affinity = _affinity(given["affinity"], path, (len(experts), len(opinions)))
    barred = np.zeros(affinity.shape, bool)
    barred[tuple(_numbers(given, "conflicts", affinity.shape).T)] = True
    keep = [(int(row), int(column)) for row, column in _numbers(given, "keep", affinity.shape)
            if not barred[row, column]]
    return Problem(experts=experts, opinions=opinions, reviews=reviews, affinity=affinity, barred=barred, keep=keep,
                   quotas=[_quota(each, affinity.shape) for each in given.get("quotas") or ()])


def _check_limits(experts: list[Bounds], opinions: list[str], reviews: list[int]) -> None:
    for each in experts:
        if not 0 <= each.load_min <= each.load_max:
            raise Unreadable(f"专家 {each.id} 的下限 {each.load_min} 应在 0 和上限 {each.load_max} 之间。")
    if negative := [opinions[place] for place, number in enumerate(reviews) if number < 0]:
        raise Unreadable(f"意见 {negative[0]} 的 reviews 不能是负数。")
    _check_ids("专家", [each.id for each in experts])
    _check_ids("意见", opinions)


def _check_ids(name: str, ids: list[str]) -> None:
    if twice := [each for each, times in Counter(ids).items() if times > 1]:
        raise Unreadable(f"{name} {twice[0]} 出现了两次。")


def _affinity(given: Any, path: Path, shape: tuple[int, int]) -> Any:
    found = np.load(path.parent / given, allow_pickle=False) if isinstance(given, str) else np.array(given, float)
    if found.shape != shape and found.size + shape[0] * shape[1]:
        raise Unreadable(f"affinity 应是 {shape[0]} 行 {shape[1]} 列，这里是 {found.shape}。")
    found = found.reshape(shape)
    if not np.isfinite(found).all():
        raise Unreadable("affinity 里有不是数的值。")
    return found


def _numbers(given: dict[str, Any], name: str, shape: tuple[int, int]) -> Any:
    found = np.array(given.get(name) or [], np.int64).reshape(-1, 2)
    if found.size and ((found < 0).any() or (found >= shape).any()):
        raise Unreadable(f"{name} 里有不存在的专家或意见的序号（从 0 起）。")
    return found


def _quota(given: dict[str, Any], shape: tuple[int, int]) -> Quota:
    experts, opinions = frozenset(map(int, given["experts"])), given.get("opinions")
    columns = None if opinions is None else frozenset(map(int, opinions))
    if not experts <= set(range(shape[0])) or (columns or frozenset()) - set(range(shape[1])):
        raise Unreadable(f"名额 {given['name']} 里有不存在的专家或意见的序号（从 0 起）。")
    return Quota(name=str(given["name"]), experts=experts, least=int(given.get("least", 1)), opinions=columns)
