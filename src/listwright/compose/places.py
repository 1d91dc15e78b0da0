"""Where a project keeps what it remembers: `.listwright/` beside its file, or where it says."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from listwright.errors import ConfigError
from listwright.model.portfolio import Portfolio
from listwright.model.private import SecretRef
from listwright.ports import Secrets

FOLDER = ".listwright"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The project's folder and the files in it that listwright writes."""

    root: Path

    @property
    def sandbox(self) -> Path:
        """The embedded sandbox's orders and clock."""
        return self.root / FOLDER / "sandbox.db"

    def ledger(self, portfolio: Portfolio, secrets: Secrets) -> Path:
        """The ledger's file; raises ConfigError for an address this version cannot open."""
        url = portfolio.ledger_url
        if url is None:
            return self.root / FOLDER / "ledger.db"
        text = secrets.reveal(url).reveal() if isinstance(url, SecretRef) else url
        return self.root / _path_of(text)

    @staticmethod
    def is_default_ledger(portfolio: Portfolio) -> bool:
        """Whether the ledger stands in the default place."""
        return portfolio.ledger_url is None


_SQLITE = "sqlite:///"


def _path_of(text: str) -> str:
    """`PATH` or `sqlite:///PATH`; a path that starts with a slash is absolute."""
    if text.startswith(_SQLITE):
        return text.removeprefix(_SQLITE)
    scheme = urlsplit(text).scheme
    if scheme:
        raise ConfigError(
            f"A ledger at {scheme}: is not in this version.",
            advice="Write a path, or sqlite:///PATH.",
        )
    return text
