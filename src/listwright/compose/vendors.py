"""Concrete vendors from settings. A new vendor is one more branch here."""

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from listwright.compose.catalogs import AIHOMEDESIGN, catalog_in_use, catalog_place
from listwright.errors import UsageError
from listwright.model.catalog import Catalog
from listwright.model.portfolio import Portfolio, VendorSettings
from listwright.ports import Clock, Secrets, Vendor

if TYPE_CHECKING:
    from listwright.vendors.aihomedesign.adapter import AiHomeDesignVendor

SANDBOX = "sandbox"


class SandboxServer:
    """The embedded sandbox, started by the first request that needs it."""

    def __init__(self, store: Path, stack: ExitStack) -> None:
        """`stack` closes the server when the command ends."""
        self._store = store
        self._stack = stack
        self._url: str | None = None

    @property
    def folder(self) -> Path:
        """The project's `.listwright`, in which the sandbox keeps its orders."""
        return self._store.parent

    def url(self) -> str:
        """Where it listens; starts it if it does not run yet."""
        if self._url is None:
            from listwright.sandbox.options import SandboxOptions
            from listwright.sandbox.server import start_in_background

            # The sandbox has no one to protect from us, and a first demo should not have to wait.
            fresh = (
                None if self._store.exists() else SandboxOptions(rate_per_minute=0, ahd_submits=0)
            )
            running = start_in_background(self._store, fresh)
            self._stack.enter_context(running)
            self._url = running.url
        return self._url


def build_vendors(
    portfolio: Portfolio, secrets: Secrets, sandbox: SandboxServer, *, clock: Clock
) -> Mapping[str, Vendor]:
    """One vendor per label; nothing is connected or read yet."""
    return {
        label: _pictures(settings, secrets, sandbox, clock=clock)
        if settings.account.kind == AIHOMEDESIGN
        else _build(settings, secrets, sandbox, lineage=portfolio.lineage)
        for label, settings in portfolio.vendors.items()
    }


def _build(
    settings: VendorSettings, secrets: Secrets, sandbox: SandboxServer, *, lineage: str
) -> Vendor:
    from listwright.vendors.planomatic.adapter import PlanomaticVendor
    from listwright.vendors.planomatic.client import open_session

    catalog = catalog_in_use(settings, sandbox.folder.parent).catalog
    embedded = settings.account.environment == SANDBOX
    return PlanomaticVendor(
        account=settings.account,
        settings=settings,
        catalog=catalog,
        secrets=secrets,
        lineage=lineage,
        client_factory=(lambda _: open_session(sandbox.url())) if embedded else open_session,
    )


def _pictures(
    settings: VendorSettings, secrets: Secrets, sandbox: SandboxServer, *, clock: Clock
) -> Vendor:
    catalog = catalog_in_use(settings, sandbox.folder.parent).catalog
    return picture_vendor(settings, secrets, sandbox, clock=clock, catalog=catalog)


def picture_vendor(
    settings: VendorSettings,
    secrets: Secrets,
    sandbox: SandboxServer,
    *,
    clock: Clock,
    catalog: Catalog,
) -> "AiHomeDesignVendor":
    """The vendor of pictures of those settings, held against `catalog`."""
    from listwright.vendors.aihomedesign.adapter import AiHomeDesignVendor
    from listwright.vendors.aihomedesign.client import open_session

    embedded = settings.account.environment == SANDBOX
    return AiHomeDesignVendor(
        account=settings.account,
        settings=settings,
        catalog=catalog,
        secrets=secrets,
        clock=clock,
        keep=lambda read: _keep_catalog(read, settings, sandbox.folder.parent),
        session_factory=(lambda _: open_session(sandbox.url())) if embedded else open_session,
    )


def _keep_catalog(catalog: Catalog, settings: VendorSettings, root: Path) -> None:
    """Put what was read from the vendor into the cache; a file that is the user's stays as it is.

    A cache that cannot be written costs a few requests at the next run, not this one.
    """
    from listwright.compose.catalog_update import write_catalog

    place = catalog_place(settings, root)
    if not place.named:
        with suppress(UsageError):
            write_catalog(catalog, place)
