"""`--show`: the kinds it takes, and whether a word that is none names something of the plan."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from listwright.app.review import named_homes
from listwright.cli.session import Session
from listwright.errors import UsageError
from listwright.errors.nearest import nearest
from listwright.model.audit import FindingCode
from listwright.model.plan import Plan

_TOLD = (
    "creates",
    "cancels",
    "replaces",
    "imports",
    "forgets",
    "deferred",
    "blocked",
    "drift",
    "unmanaged",
    "rules",
    "all",
)
_OTHERS = ("kept", "gone", "needs", "orders", "explanations")
"""What only some commands list."""

OF_AUDITS = (*(code.value for code in FindingCode), "all")
"""What an audit lists."""

KINDS = tuple(dict.fromkeys((*_TOLD, *_OTHERS, *(code.value for code in FindingCode))))


def check_show(
    session: Session, plan: Plan, homes: Iterable[str], *, told: tuple[str, ...] = _TOLD
) -> None:
    """Raise UsageError for a word of `--show` that is no kind and names no home.

    `homes` are those of the files; a plan speaks of others too, such as ones that were removed.
    `told` are the kinds to choose from.
    """
    words = [word for word in session["show"] or () if word not in KINDS]
    if not words:
        return
    known = {home.casefold() for home in (*homes, *_homes_of(plan))}
    for word in words:
        if not _names_one(word.casefold(), known):
            raise UsageError(f"--show does not know {word!r}.", advice=_advice(word, told))


def _homes_of(plan: Plan) -> Iterable[str]:
    yield from named_homes(plan)
    yield from (one.need.property for one in plan.standing)


def _names_one(word: str, known: set[str]) -> bool:
    home, slash, _ = word.rpartition("/")
    patterns = (word, home) if slash else (word,)
    return any(
        pattern in known or any(fnmatchcase(one, pattern) for one in known) for pattern in patterns
    )


def _advice(word: str, told: tuple[str, ...]) -> str:
    meant = nearest(word, (*told, *_OTHERS))
    question = f"Did you mean {meant}? " if meant else ""
    return f"{question}It takes {', '.join(told)}, or an address with * and ?; repeat it for more."
