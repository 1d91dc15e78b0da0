"""`listwright.lock`: which accounts this project has ordered at, kept in git beside the files.

An empty ledger is no proof that nothing was ordered: it may be a new disk. The lock file remembers
what the ledger has lost, so a second first run is noticed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from listwright.compose.files import write_beside
from listwright.errors import ConfigError, Diagnostic, Span
from listwright.model.account import Account
from listwright.model.names import AccountId

NAME = "listwright.lock"
_FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    """The accounts with their first apply, as RFC 3339 text."""

    accounts: dict[AccountId, str]


def read_lock(root: Path, lineage: str) -> LockFile:
    """The lock file in `root`; empty when there is none. Raises ConfigError for a broken one."""
    path = root / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return LockFile(accounts={})
    except (OSError, UnicodeDecodeError) as error:
        raise _broken("It cannot be read.") from error
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _broken("It is not JSON.") from error
    accounts = document.get("accounts") if isinstance(document, dict) else None
    if not isinstance(accounts, dict) or document.get("form") != _FORM:
        raise _broken("It is not of a form that this version knows.")
    if document.get("project") != lineage:
        raise _broken(f"It belongs to the project {document.get('project')!s}, this is {lineage}.")
    return LockFile(accounts={AccountId(str(name)): str(at) for name, at in accounts.items()})


def _broken(detail: str) -> ConfigError:
    finding = Diagnostic(
        code="LW1047",
        summary="The lock file cannot be used",
        detail=detail,
        fix="Put the version from git back. Delete an account from it, in a reviewed commit, only "
        "when its orders may be placed anew.",
        span=Span(file=NAME, line=1),
    )
    return ConfigError(f"{NAME} cannot be used.", diagnostics=(finding,))


def add_accounts(root: Path, lineage: str, accounts: Iterable[Account], *, now: datetime) -> bool:
    """Note the real accounts that are about to get their first orders; says whether any was new."""
    known = read_lock(root, lineage).accounts
    new = {account.id for account in accounts if not account.is_local} - known.keys()
    if not new:
        return False
    moment = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    document = {
        "form": _FORM,
        "project": lineage,
        "accounts": dict(sorted({**known, **dict.fromkeys(new, moment)}.items())),
    }
    write_beside(root / NAME, json.dumps(document, indent=2) + "\n")
    return True
