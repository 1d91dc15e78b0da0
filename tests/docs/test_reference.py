"""The reference is complete: nothing the program has is missing from its pages."""

import re

import click
import pytest
from docs.generate import generated_pages
from tests.docs.pages import DOCS, ROOT, anchors_of, page_name

from listwright.cli.main import COMMANDS, cli
from listwright.config.schema.document import Document
from listwright.config.schema.project import ProjectDocument
from listwright.errors import ListwrightError
from listwright.errors.codes import CODES
from listwright.model.columns import CANONICAL_STATUSES, NATIVE_COLUMNS
from listwright.model.predicate import Operator

REFERENCE = DOCS / "reference"
COMMAND_PAGE = (REFERENCE / "commands.md").read_text(encoding="utf-8")
LANGUAGE_PAGE = (DOCS / "language.md").read_text(encoding="utf-8")


def test_generated_pages_are_up_to_date() -> None:
    for path, text in generated_pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{page_name(path)}: make schemas"


def test_every_code_has_its_section() -> None:
    anchors = anchors_of(REFERENCE / "diagnostics.md")
    assert [code for code in CODES if code.lower() not in anchors] == []


def test_codes_and_the_program_know_the_same_codes() -> None:
    registry = ROOT / "src" / "listwright" / "errors" / "codes"
    sources = (path for path in (ROOT / "src").rglob("*.py") if registry not in path.parents)
    used = {code for path in sources for code in re.findall(r"LW[0-9]{4}", path.read_text())}
    assert used - CODES.keys() == set(), "printed, but not explained"
    assert CODES.keys() - used == set(), "explained, but never printed"


def commands() -> dict[str, click.Command]:
    """Every command by its full name, such as `sandbox advance`."""
    found: dict[str, click.Command] = {}
    context = click.Context(cli)
    for verb in COMMANDS:
        command = cli.get_command(context, verb)
        if isinstance(command, click.Group):
            found |= {f"{verb} {name}": one for name, one in command.commands.items()}
        elif command is not None:
            found[verb] = command
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_described(name: str) -> None:
    heading = f"listwright-{name.replace(' ', '-')}"
    assert heading in anchors_of(REFERENCE / "commands.md")
    spellings = {word for one in commands()[name].params for word in one.opts if word[0] == "-"}
    assert [word for word in sorted(spellings) if f"`{word}" not in COMMAND_PAGE] == []


def test_no_command_is_described_that_does_not_exist() -> None:
    described = set(re.findall(r"^## listwright ([a-z -]+)$", COMMAND_PAGE, re.MULTILINE))
    assert described == set(commands())


def documents() -> set[type[Document]]:
    """Every kind of mapping of the language."""
    ProjectDocument.schema({})
    return set(Document.__subclasses__())


@pytest.mark.parametrize("document", sorted(documents(), key=str))
def test_every_key_of_the_language_is_described(document: type[Document]) -> None:
    words = {*document.named_keys(), *document.later}
    assert [word for word in sorted(words) if f"`{word}`" not in LANGUAGE_PAGE] == []


def test_columns_statuses_and_tests_are_described() -> None:
    words = {*NATIVE_COLUMNS, *CANONICAL_STATUSES}
    assert [word for word in sorted(words) if f"`{word}`" not in LANGUAGE_PAGE] == []
    named = {Operator.EQUALS, Operator.IN, Operator.NOT_IN}
    tests = {one.value for one in Operator if one not in named} | {"all", "any", "not"}
    assert [word for word in sorted(tests) if f"`{word}`" not in LANGUAGE_PAGE] == []


def test_every_exit_reason_of_an_error_is_described() -> None:
    page = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    reasons, ahead = set[str](), list[type[ListwrightError]]([ListwrightError])
    while ahead:
        error = ahead.pop()
        reasons.add(error.exit_reason)
        ahead += error.__subclasses__()
    assert [word for word in sorted(reasons) if f"`{word}`" not in page] == []
