"""The project's Python read as trees, once for all measurements."""
import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TREES = ("deploy", "services", "shared", "tests")
LEFT_OUT = {"client", "node_modules", "versions", "__pycache__"}  # versions: migrations, drafted from the models

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: str
    lines: int
    tree: ast.Module


@dataclass(frozen=True)
class Function:
    """One function or method, with where it stands."""

    place: str
    node: FunctionNode
    inside: bool

    @property
    def lines(self) -> int:
        """Its length from the first decorator to the last line."""
        first = min([self.node.lineno, *(each.lineno for each in self.node.decorator_list)])
        return (self.node.end_lineno or first) - first + 1


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the four trees."""
    paths = [path for tree in TREES for path in sorted((ROOT / tree).rglob("*.py"))
             if not LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return tuple(_read(path) for path in paths)


@cache
def functions() -> tuple[Function, ...]:
    """All functions, those inside other functions too."""
    return tuple(each for module in modules() for each in _functions(module.path, module.tree, inside=False))


def _read(path: Path) -> Module:
    words = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), len(words.splitlines()), ast.parse(words, str(path)))


def _functions(path: str, above: ast.AST, inside: bool) -> Iterator[Function]:
    for node in ast.iter_child_nodes(above):
        is_function = isinstance(node, FunctionNode)
        if isinstance(node, FunctionNode):
            yield Function(f"{path}:{node.lineno} {node.name}", node, inside)
        yield from _functions(path, node, inside or is_function)
