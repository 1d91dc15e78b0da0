"""Concrete vendors from settings. A new vendor is one more branch here."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from listwright.compose.catalogs import catalog_in_use
from listwright.model.portfolio import Portfolio, VendorSettings
from listwright.ports import Secrets, Vendor

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
            fresh = None if self._store.exists() else SandboxOptions(rate_per_minute=0)
            running = start_in_background(self._store, fresh)
            self._stack.enter_context(running)
            self._url = running.url
        return self._url


def build_vendors(
    portfolio: Portfolio, secrets: Secrets, sandbox: SandboxServer
) -> Mapping[str, Vendor]:
    """One vendor per label; nothing is connected or read yet."""
    return {
        label: _build(settings, secrets, sandbox, lineage=portfolio.lineage)
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
