"""Ids of runs and plans, digests of what they were made from, and the commit they stand on."""

import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path

from listwright.engine.digest import sha256_of
from listwright.model.plan import Digests
from listwright.model.portfolio import Portfolio
from listwright.ports import Vendor

_GIT_SECONDS = 2.0
_ULID_LENGTH = 26
_RANDOM_BITS = 80
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(wall: float) -> str:
    """A ULID: 48 bits of milliseconds, then 80 random ones; sorts by time."""
    number = (int(wall * 1000) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return "".join(
        _CROCKFORD[(number >> shift) & 31] for shift in range((_ULID_LENGTH - 1) * 5, -1, -5)
    )


def input_digests(portfolio: Portfolio, vendors: Mapping[str, Vendor]) -> Digests:
    """Fingerprints of the files, the inventories and the catalogs; that of the plan comes later."""
    config = [[file.file, file.digest] for file in portfolio.files if file.inventory is None]
    inventory = [[file.inventory, file.digest] for file in portfolio.files if file.inventory]
    catalogs = [
        [
            label,
            [
                [offer.slug, offer.quantities, offer.access, offer.asset]
                for offer in vendor.catalog.offers
            ],
        ]
        for label, vendor in sorted(vendors.items())
    ]
    return Digests(
        config=sha256_of(config),
        inventory=sha256_of(inventory),
        catalog=sha256_of(catalogs),
        plan="",
    )


def folder_in_repository(root: Path) -> str:
    """`root` as its git repository names it, with `/`; nothing at its top or outside of one."""
    here = root.resolve()
    for folder in (here, *here.parents):
        if (folder / ".git").exists():
            inside = here.relative_to(folder).as_posix()
            return "" if inside == "." else inside
    return ""


def read_commit(root: Path) -> str | None:
    """The short hash of the commit checked out at `root`, or None outside of git."""
    try:
        answer = subprocess.run(
            ("git", "rev-parse", "--short", "HEAD"),  # noqa: S607 - the user's git
            cwd=root,
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() or None
