"""The catalog that ships with listwright, or one in its place, plus what a project adds to it."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from listwright.model.catalog import Catalog, ServiceOffer

KIND = "planomatic"

# Not `importlib.resources`: it imports temporary files and archives, which every plan would pay.
_FILE = Path(__file__).with_name("catalog_2026_06_24.toml")


@cache
def shipped_catalog() -> Catalog:
    """The catalog that ships with listwright."""
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    offers = tuple(
        ServiceOffer(
            slug=row["slug"],
            quantities=tuple(row["quantities"]) if "quantities" in row else None,
            access=row["access"],
            asset=row["asset"],
        )
        for row in document["offer"]
    )
    return Catalog(kind=KIND, dated=document["dated"], source=document["source"], offers=offers)


def load_catalog(
    additions: tuple[ServiceOffer, ...] = (), *, base: Catalog | None = None
) -> Catalog:
    """The shipped catalog, or `base`, with `additions`; one of these replaces what has its slug."""
    known = base or shipped_catalog()
    added = {offer.slug: offer for offer in additions}
    kept = tuple(offer for offer in known.offers if offer.slug not in added)
    return replace(known, offers=kept + tuple(added.values()))
