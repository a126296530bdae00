"""The house's marks: functions and files stay small, simple, typed and described."""
import ast
from collections.abc import Iterator, Sequence
from statistics import median

from tests.architecture.source import Function, FunctionNode, Module, functions, modules

FUNCTION_MEDIAN, FUNCTION_P95, FUNCTION_MOST = 6, 25, 60
FILE_MEDIAN, FILE_MOST = 80, 400
COMPLEXITY_MOST = 10
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
CHOICES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.comprehension, ast.match_case)


def p95(numbers: Sequence[int]) -> int:
    """The number that 95 of 100 do not exceed."""
    return sorted(numbers)[max(0, -(-len(numbers) * 95 // 100) - 1)]


def complexity(function: FunctionNode) -> int:
    """Ways through a function: 1, one more for each choice, each further and/or; nested functions count themselves."""
    return 1 + sum(_weight(node) for node in _own_nodes(function))


def _weight(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return int(isinstance(node, CHOICES))


def _own_nodes(above: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(above):
        if not isinstance(node, FunctionNode | ast.ClassDef):
            yield node
            yield from _own_nodes(node)


def is_public(name: str) -> bool:
    """Whether a name is meant for others."""
    return not name.startswith("_")


def undescribed(module: Module) -> Iterator[str]:
    """The public things of a module that lack a docstring; a test's name says its fact."""
    if ast.get_docstring(module.tree) is None:
        yield module.path
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and is_public(node.name):
            yield from _bare(module.path, node, *node.body)
        elif isinstance(node, FunctionNode) and not node.name.startswith(("_", "test_")):
            yield from _bare(module.path, node)


def _bare(path: str, *nodes: ast.stmt) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, FunctionNode | ast.ClassDef) and is_public(node.name) and ast.get_docstring(node) is None:
            yield f"{path}:{node.lineno} {node.name}"


def is_typed(function: Function) -> bool:
    """Whether each argument and what is returned has a type; self and cls need none."""
    every = function.node.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, *filter(None, (every.vararg, every.kwarg))]
    return function.node.returns is not None and all(
        each.annotation is not None for each in named if each.arg not in ("self", "cls"))


def test_functions_are_short() -> None:
    lengths = [function.lines for function in functions()]
    too_long = [f"{each.place}: {each.lines}" for each in functions() if each.lines > FUNCTION_MOST]
    assert not too_long, "\n".join(too_long)
    assert p95(lengths) <= FUNCTION_P95
    assert median(lengths) <= FUNCTION_MEDIAN


def test_files_are_short() -> None:
    too_long = [f"{module.path}: {module.lines}" for module in modules() if module.lines > FILE_MOST]
    assert not too_long, "\n".join(too_long)
    assert median(module.lines for module in modules()) <= FILE_MEDIAN


def test_functions_are_simple() -> None:
    counted = [(complexity(each.node), each.place) for each in functions()]
    too_many = [f"{place}: {ways}" for ways, place in counted if ways > COMPLEXITY_MOST]
    assert not too_many, "\n".join(too_many)


def test_modules_and_public_things_have_a_docstring() -> None:
    bare = [place for module in modules() for place in undescribed(module)]
    assert not bare, "\n".join(bare)


def test_functions_are_typed() -> None:
    untyped = [function.place for function in functions() if not is_typed(function)]
    assert not untyped, "\n".join(untyped)


def test_no_module_has_a_vague_name() -> None:
    vague = [module.path for module in modules() if VAGUE & set(module.path.removesuffix(".py").split("/"))]
    assert not vague, "\n".join(vague)
