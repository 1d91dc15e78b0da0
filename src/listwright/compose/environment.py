"""The environment variables listwright reads by itself, read here and nowhere else.

Variables that mirror options (`LISTWRIGHT_...`) are click's business; variables that hold secrets
are named by the project's files and looked up in `variables`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the process was started with."""

    variables: Mapping[str, str]

    @property
    def is_ci(self) -> bool:
        """Whether a CI system runs us: nothing asks questions there."""
        return self.variables.get("CI", "").lower() not in {"", "0", "false"}

    @property
    def now(self) -> str | None:
        """`LISTWRIGHT_NOW`: the instant to take for now, on loopback endpoints only."""
        return self.variables.get("LISTWRIGHT_NOW") or None

    @property
    def actor(self) -> str:
        """Who is to be written into the ledger's history."""
        for name in ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER"):
            if self.variables.get(name):
                return self.variables[name]
        return "unknown"

    @property
    def state_home(self) -> str | None:
        """The folder for what programs keep between runs (XDG), or None without a home."""
        stated = self.variables.get("XDG_STATE_HOME", "")
        if stated.startswith("/"):
            return stated
        home = self.variables.get("HOME", "")
        return f"{home}/.local/state" if home.startswith("/") else None

    @property
    def wants_plain(self) -> bool:
        """Whether colour was declined: NO_COLOR, or a terminal that cannot."""
        return bool(self.variables.get("NO_COLOR")) or self.variables.get("TERM") == "dumb"

    @property
    def wants_color(self) -> bool:
        """Whether colour is forced even into a pipe."""
        return bool(self.variables.get("FORCE_COLOR")) and not self.variables.get("NO_COLOR")


def read_environment() -> Environment:
    """The environment as it is now."""
    return Environment(variables=dict(os.environ))
