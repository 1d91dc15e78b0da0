"""Where a project keeps what it remembers: `.listwright/` beside its file, or where it says."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from listwright.compose.stores import FileStore, LedgerStore, ServerStore
from listwright.errors import ConfigError
from listwright.ledger.postgres.address import ServerAddress, is_server
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

    def ledger(self, portfolio: Portfolio, secrets: Secrets) -> LedgerStore:
        """Where the ledger is kept; raises ConfigError for an address that none can be at."""
        url = portfolio.ledger_url
        if url is None:
            return FileStore(path=self.root / FOLDER / "ledger.db", lineage=portfolio.lineage)
        text = secrets.reveal(url).reveal() if isinstance(url, SecretRef) else url
        return self.store_at(text, lineage=portfolio.lineage)

    def store_at(self, text: str, *, lineage: str) -> LedgerStore:
        """The store behind a path or an address; raises ConfigError, LedgerError."""
        if is_server(text):
            return ServerStore(address=ServerAddress.parse(text), lineage=lineage)
        return FileStore(path=self.root / _path_of(text), lineage=lineage)

    def stem(self, store: LedgerStore) -> Path:
        """What files that belong to the ledger and stand on this machine are named after."""
        return store.file or self.root / FOLDER / "ledger"

    def server_sidecar(self, portfolio: Portfolio) -> Path | None:
        """The file that knows a server's newest head, where the project names one.

        A server tells by itself when it was set back, and runners come and go.
        """
        return None if portfolio.ledger_head is None else self.root / portfolio.ledger_head

    def sidecar(self, portfolio: Portfolio, ledger: Path, home: str | None) -> Path:
        """The file that knows the newest head of a ledger in a file.

        For real accounts it stands away from the ledger: whoever puts back an old ledger must not
        put back the old side-car with it. `home` is the user's folder for state, if there is one.
        """
        if portfolio.ledger_head is not None:
            return self.root / portfolio.ledger_head
        if all(vendor.account.is_local for vendor in portfolio.vendors.values()):
            return Path(f"{ledger}.head")
        stems = away_from(ledger, portfolio.lineage, home)
        files = [stem.with_name(f"{stem.name}.head") for stem in stems]
        return next((file for file in files if file.exists()), files[0])

    def aside(self, portfolio: Portfolio, ledger: Path, home: str | None) -> tuple[Path, ...]:
        """Where answers go that the ledger cannot take, the nearest first."""
        stems = (ledger, *away_from(ledger, portfolio.lineage, home))
        return tuple(Path(f"{stem}.unrecorded.jsonl") for stem in stems)


def away_from(ledger: Path, lineage: str, home: str | None) -> tuple[Path, ...]:
    """Names for files that belong to the ledger and stand elsewhere: another disk comes first."""
    path = ledger.resolve()
    name = hashlib.sha256(f"{lineage}\n{path}".encode()).hexdigest()[:20]
    folders = [Path("/var/lib/listwright")]
    if home is not None:
        folders.insert(0, Path(home) / "listwright")
    disk = _standing(path).stat().st_dev
    folders.sort(key=lambda folder: _standing(folder).stat().st_dev == disk)
    usable = [folder for folder in folders if os.access(_standing(folder), os.W_OK)]
    # The last resort is swept now and then; a side-car that is gone is begun anew.
    last = Path(tempfile.gettempdir()) / f"listwright-{os.getuid()}"
    return tuple(folder / name for folder in (*usable, last))


def _standing(path: Path) -> Path:
    """The nearest folder above that exists, or the path itself."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


_SQLITE = "sqlite:///"


def _path_of(text: str) -> str:
    """`PATH` or `sqlite:///PATH`; a path that starts with a slash is absolute."""
    if text.startswith(_SQLITE):
        return text.removeprefix(_SQLITE)
    scheme = urlsplit(text).scheme
    if scheme:
        raise ConfigError(
            f"A ledger cannot be kept at {scheme}:.",
            advice="Write a path, sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/DATABASE.",
        )
    return text
