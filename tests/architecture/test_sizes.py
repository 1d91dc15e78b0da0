"""The style card as tests: sizes, arguments, names, package paragraphs and diagnostic codes.

Everything is read from the syntax trees of `src/listwright`; nothing is imported from there but the
registry of codes. A failure lists every place at once, as `file:line`.
"""

import ast
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from listwright.errors.codes import CODES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "listwright"
REGISTRY = PACKAGE / "errors" / "codes"

MODULE_MAX = 400
MODULE_MEDIAN = 150
FUNCTION_MAX = 50
FUNCTION_P90 = 30
POSITIONAL_MAX = 3
BANNED_WORDS = frozenset(
    {"common", "data", "helper", "helpers", "info", "manager", "misc", "util", "utils"}
)
DIAGNOSTIC_CODE = re.compile(r"\bLW\d{4}\b")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")

FUNCTION_NODES = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file of the package: where it is, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    def at(self, line: int = 1) -> str:
        return f"{self.path.relative_to(ROOT)}:{line}"


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path=path, text=text, tree=ast.parse(text)))
    return tuple(found)


def functions_of(module: Module) -> Iterator[tuple[Function, bool]]:
    """Each function with whether it is a method, nested ones included."""
    for parent in ast.walk(module.tree):
        for child in ast.iter_child_nodes(parent):
            if isinstance(child, FUNCTION_NODES):
                yield child, isinstance(parent, ast.ClassDef)


def length_of(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def percentile_90(values: list[int]) -> int:
    """The smallest value that at least nine of ten do not exceed."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 9 // 10) - 1] if ordered else 0


def positional_of(function: Function, *, method: bool) -> int:
    """How many parameters a caller may pass by position; self and cls are not counted."""
    names = {d.id for d in function.decorator_list if isinstance(d, ast.Name)}
    bound = method and "staticmethod" not in names
    return len(function.args.posonlyargs) + len(function.args.args) - bound


def is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def objections_to(name: str) -> list[str]:
    """The banned words in one name; `handle_` is banned as a beginning only."""
    words = {word.lower() for word in WORD.findall(name)}
    found = sorted(words & BANNED_WORDS)
    return [*found, "handle_*"] if name.startswith("handle_") else found


def text_constants(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every string in the code with its line; docstrings are not code."""
    silent = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.value, node.lineno


def codes_in_use() -> dict[str, str]:
    """Diagnostic code -> the first place outside the registry that uses it."""
    used: dict[str, str] = {}
    for module in modules():
        if module.path.is_relative_to(REGISTRY):
            continue
        for text, line in text_constants(module.tree):
            for code in DIAGNOSTIC_CODE.findall(text):
                used.setdefault(code, module.at(line))
    return used


def listed(problems: list[str]) -> str:
    return "\n  ".join(["", *problems])


def test_the_package_is_found() -> None:
    assert modules(), f"no modules under {PACKAGE}"


def test_no_module_is_too_long() -> None:
    lengths = [(len(m.text.splitlines()), m.at()) for m in modules()]
    problems = [f"{where}  {n} lines" for n, where in lengths if n > MODULE_MAX]
    assert not problems, f"modules above {MODULE_MAX} lines:{listed(problems)}"


def test_the_median_module_is_short() -> None:
    median = statistics.median(len(m.text.splitlines()) for m in modules())
    assert median <= MODULE_MEDIAN, f"half of all modules exceed {median} lines"


def test_no_function_is_too_long() -> None:
    problems = [
        f"{module.at(function.lineno)}  {function.name}: {length_of(function)} lines"
        for module in modules()
        for function, _ in functions_of(module)
        if length_of(function) > FUNCTION_MAX
    ]
    assert not problems, f"functions above {FUNCTION_MAX} lines:{listed(problems)}"


def test_nine_of_ten_functions_are_short() -> None:
    lengths = [length_of(function) for module in modules() for function, _ in functions_of(module)]
    p90 = percentile_90(lengths)
    assert p90 <= FUNCTION_P90, f"a tenth of all functions reaches {p90} lines"


def test_public_functions_take_few_positional_parameters() -> None:
    problems = [
        f"{module.at(function.lineno)}  {function.name}: {count}; put `*,` before the rest"
        for module in modules()
        for function, method in functions_of(module)
        if is_public(function.name)
        and (count := positional_of(function, method=method)) > POSITIONAL_MAX
    ]
    assert not problems, f"more than {POSITIONAL_MAX} positional parameters:{listed(problems)}"


def test_every_package_says_what_belongs_there() -> None:
    problems = [
        f"{module.at()}  {count} sentences; say what belongs here and what never does"
        for module in modules()
        if module.path.name == "__init__.py"
        and (count := len(SENTENCE_END.findall(ast.get_docstring(module.tree) or ""))) < 2
    ]
    assert not problems, f"packages without a placement paragraph:{listed(problems)}"


def test_names_say_something() -> None:
    problems = []
    for module in modules():
        stem = module.path.parent.name if module.path.stem == "__init__" else module.path.stem
        names = [(stem, 1)]
        names += [
            (node.name, node.lineno)
            for node in ast.walk(module.tree)
            if isinstance(node, (*FUNCTION_NODES, ast.ClassDef))
        ]
        problems += [
            f"{module.at(line)}  {name} ({', '.join(words)})"
            for name, line in names
            if (words := objections_to(name))
        ]
    assert not problems, f"names with words that say nothing:{listed(problems)}"


def test_every_code_in_use_is_registered() -> None:
    problems = [f"{where}  {code}" for code, where in codes_in_use().items() if code not in CODES]
    assert not problems, f"codes missing from listwright.errors.codes:{listed(sorted(problems))}"


def test_every_registered_code_is_in_use() -> None:
    dead = sorted(CODES.keys() - codes_in_use().keys())
    assert not dead, f"codes that nothing can print; use them or remove them:{listed(dead)}"
