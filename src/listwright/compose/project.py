"""Opening a project: its files, read and validated, and everything a command on it needs."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from listwright.app.checks import split
from listwright.compose.catalogs import catalog_that_ships
from listwright.compose.clock import SystemClock, fixed_calendar
from listwright.compose.environment import Environment
from listwright.compose.identity import new_id
from listwright.compose.places import Places
from listwright.compose.stores import LedgerStore
from listwright.compose.vendors import SANDBOX, SandboxServer, build_vendors, picture_vendor
from listwright.errors import ConfigError, Diagnostic, InventoryError, Severity, UsageError
from listwright.model.catalog import Catalog
from listwright.model.names import AccountId
from listwright.model.portfolio import Portfolio, VendorSettings
from listwright.model.private import SecretRef
from listwright.ports import Inbox, Ledger, Secrets, Vendor

if TYPE_CHECKING:
    from listwright.assets.store import FilePictures
    from listwright.config.load import Loaded
    from listwright.ledger.head import Sidecar

_INVENTORY_CODES = "LW15"


def load_files(root: Path, file: str) -> "Loaded":
    """The project's files with every finding; raises nothing that the files could cause."""
    from listwright.config.load import load_project

    return load_project(root, file)


def sound_portfolio(loaded: "Loaded") -> tuple[Portfolio, tuple[Diagnostic, ...]]:
    """The portfolio that was loaded, and the warnings about its files.

    Raises ConfigError, or InventoryError when nothing but an inventory is wrong.
    """
    if loaded.portfolio is None:
        errors = [item for item in loaded.diagnostics if item.severity is Severity.ERROR]
        if all(item.code.startswith(_INVENTORY_CODES) for item in errors):
            raise InventoryError("The inventory cannot be used.", diagnostics=loaded.diagnostics)
        raise ConfigError("The project's files are not valid.", diagnostics=loaded.diagnostics)
    _, warnings = split(loaded.diagnostics)
    return loaded.portfolio, warnings


class Workshop:
    """One command's tools over one portfolio, each made when first asked for, closed at the end."""

    def __init__(self, portfolio: Portfolio, root: Path, environment: Environment) -> None:
        """`root` is the folder of the project's file."""
        self.portfolio = portfolio
        self.environment = environment
        self.places = Places(root=root)
        self.run_id = new_id(SystemClock().wall())
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """The tools themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what was opened."""
        self._stack.close()

    @cached_property
    def clock(self) -> SystemClock:
        """The machine's clock, or the sandbox's calendar, or the one `LISTWRIGHT_NOW` names."""
        settings = self.portfolio.vendors.values()
        local = all(vendor.account.is_local for vendor in settings)
        if self.environment.now is not None and local:
            return SystemClock(_calendar(self.environment.now))
        if settings and all(vendor.account.environment == SANDBOX for vendor in settings):
            from listwright.sandbox.store import sandbox_now

            return SystemClock(lambda: sandbox_now(self.places.sandbox))
        return SystemClock()

    @cached_property
    def secrets(self) -> Secrets:
        """Reads secrets when they are needed; the sandbox takes placeholders for unset ones."""
        from listwright.config.secrets import SecretReader

        settings = self.portfolio.vendors.values()
        only_sandbox = all(vendor.account.environment == SANDBOX for vendor in settings)
        return SecretReader(self.environment.variables, self.places.root, placeholders=only_sandbox)

    @cached_property
    def vendors(self) -> Mapping[str, Vendor]:
        """The vendors by label."""
        server = SandboxServer(self.places.sandbox, self._stack)
        vendors = build_vendors(self.portfolio, self.secrets, server, clock=self.clock)
        for vendor in vendors.values():
            self._stack.callback(vendor.close)
        return vendors

    def published_catalog(self, settings: VendorSettings) -> Catalog:
        """What a vendor of pictures tells when it is asked, whatever the project's own says.

        Raises VendorError, VendorAuthError, SecretError, ConfigError.
        """
        server = SandboxServer(self.places.sandbox, self._stack)
        shipped = catalog_that_ships(settings)
        vendor = picture_vendor(settings, self.secrets, server, clock=self.clock, catalog=shipped)
        self._stack.callback(vendor.close)
        return vendor.fetch_catalog()

    @cached_property
    def pictures(self) -> "FilePictures | None":
        """The pictures on disk; None where no vendor of the files makes any."""
        if not any(settings.sells_pictures for settings in self.portfolio.vendors.values()):
            return None
        from listwright.compose.pictures import open_pictures

        return open_pictures(self)

    @property
    def accounts(self) -> Mapping[AccountId, Vendor]:
        """The vendors by account."""
        return {vendor.account.id: vendor for vendor in self.vendors.values()}

    @property
    def rates(self) -> Mapping[AccountId, int]:
        """Requests a minute that each account may send."""
        return {
            settings.account.id: settings.rate_per_minute
            for settings in self.portfolio.vendors.values()
        }

    @cached_property
    def ledger_store(self) -> LedgerStore:
        """Where the ledger stands; raises SecretError, also where only the sandbox is ordered from.

        A placeholder would do for a door; as an address it would begin a second ledger.
        """
        return self.places.ledger(self.portfolio, self._told)

    def other_store(self, place: str | SecretRef) -> LedgerStore:
        """Another place for the same ledger; raises ConfigError, SecretError, LedgerError."""
        text = self._told.reveal(place).reveal() if isinstance(place, SecretRef) else place
        return self.places.store_at(text, lineage=self.portfolio.lineage)

    @property
    def _told(self) -> Secrets:
        """Reads secrets, and takes no placeholder for one."""
        from listwright.config.secrets import SecretReader

        return SecretReader(self.environment.variables, self.places.root, placeholders=False)

    def open_ledger(self, *, read_only: bool = False) -> Ledger:
        """The project's ledger; with `read_only` nothing is created or changed."""
        return self.open_store(self.ledger_store, read_only=read_only)

    def open_store(self, store: LedgerStore, *, read_only: bool = False) -> Ledger:
        """The ledger at a place, closed at the end of the command."""
        from listwright.ledger.writer import Author

        portfolio, home = self.portfolio, self.environment.state_home
        author = Author(
            run=self.run_id,
            actor=self.environment.actor,
            clock=self.clock,
            read_only=read_only,
            aside=self.places.aside(portfolio, self.places.stem(store), home),
        )
        ledger = store.open(author, sidecar=self._sidecar(store))
        self._stack.callback(ledger.close)
        return ledger

    def _sidecar(self, store: LedgerStore) -> "Sidecar | None":
        from listwright.ledger.head import Sidecar

        portfolio, places = self.portfolio, self.places
        path = (
            places.server_sidecar(portfolio)
            if store.file is None
            else places.sidecar(portfolio, store.file, self.environment.state_home)
        )
        if path is None:
            return None
        return Sidecar(path=path, lineage=portfolio.lineage, declared=portfolio.ledger_head)

    def open_inbox(self) -> Inbox:
        """Where the project's ledger takes what vendors tell; the caller closes it.

        It belongs to the thread that calls this.
        """
        return self.ledger_store.open_inbox(self.clock)


def _calendar(text: str) -> Callable[[], datetime]:
    try:
        return fixed_calendar(text)
    except ValueError as error:
        raise UsageError(
            "LISTWRIGHT_NOW is not an instant.", advice="Write it as 2026-11-22T09:00:00Z."
        ) from error
