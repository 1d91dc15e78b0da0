"""The catalog of an account: the one that ships, or the project's own in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from listwright.compose.places import FOLDER
from listwright.errors import ConfigError, Diagnostic, Severity
from listwright.model.assortment import CatalogInUse
from listwright.model.catalog import Catalog
from listwright.model.portfolio import VendorSettings

AIHOMEDESIGN = "aihomedesign"
"""The kind whose catalogs have ids, and a form of their own."""

_CACHE = Path(FOLDER) / "cache" / "catalog"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPlace:
    """Where the project's own catalog of an account stands, or would stand.

    `shown` is the path relative to the project. `named`: the files name it, so it has to exist.
    """

    path: Path
    shown: str
    named: bool


def catalog_place(settings: VendorSettings, root: Path) -> CatalogPlace:
    """The file that `catalog.file` names, else the project's cache."""
    named = settings.catalog_file is not None
    shown = settings.catalog_file or (_CACHE / f"{settings.account.label}.json").as_posix()
    return CatalogPlace(path=root / shown, shown=shown, named=named)


def catalog_in_use(settings: VendorSettings, root: Path) -> CatalogInUse:
    """The catalog that orders of the account are held against; raises ConfigError for a bad one."""
    shipped = catalog_that_ships(settings)
    place = catalog_place(settings, root)
    own = _own_catalog(settings, place)
    return CatalogInUse(
        vendor=settings.account.label,
        catalog=_with_additions(settings, own),
        shipped=shipped,
        file=None if own is None else place.shown,
        added=frozenset(offer.slug for offer in settings.catalog_additions),
    )


def catalog_before(settings: VendorSettings, root: Path) -> Catalog:
    """The catalog that a new one takes the place of; that which ships where it was a bad one."""
    try:
        return catalog_in_use(settings, root).catalog
    except ConfigError:
        return _with_additions(settings, None)


def _with_additions(settings: VendorSettings, own: Catalog | None) -> Catalog:
    """The project's own catalog, else the one that ships, with what the files add."""
    from listwright.vendors.planomatic.catalog import load_catalog

    if settings.account.kind != AIHOMEDESIGN:
        return load_catalog(settings.catalog_additions, base=own)
    if settings.catalog_additions:
        raise ConfigError(
            "A catalog cannot be used with what the files add to it.",
            diagnostics=(_takes_no_additions(settings),),
        )
    return own or catalog_that_ships(settings)


def _takes_no_additions(settings: VendorSettings) -> Diagnostic:
    names = ", ".join(offer.slug for offer in settings.catalog_additions)
    return Diagnostic(
        code="LW1439",
        summary="Nothing can be added to this vendor's catalog",
        detail=f"`catalog.add` names {names}; the vendor's own ids of it would be missing.",
        fix="Take it away. What the vendor offers is read with: listwright catalog update "
        f"--vendor {settings.account.label}",
        span=settings.span,
    )


def catalog_that_ships(settings: VendorSettings) -> Catalog:
    """The catalog of the account's vendor that comes with listwright."""
    from listwright.vendors.planomatic.catalog import KIND, shipped_catalog

    if settings.account.kind == AIHOMEDESIGN:
        from listwright.vendors.aihomedesign.catalog import V3
        from listwright.vendors.aihomedesign.catalog import shipped_catalog as shipped_pictures

        return shipped_pictures(settings.api or V3)
    if settings.account.kind != KIND:
        message = f"The vendor kind {settings.account.kind!r} is not in this version."
        raise ConfigError(message)
    return shipped_catalog()


def _own_catalog(settings: VendorSettings, place: CatalogPlace) -> Catalog | None:
    # A link that leads nowhere is there, too: its owner meant something by it.
    if place.path.exists() or place.path.is_symlink():
        own = read_catalog_at(place.path, place.shown, settings)
        # What was read for the vendor's other dialect has other ids: it is read again.
        stale = own.api != catalog_that_ships(settings).api and not place.named
        return None if stale else own
    if place.named:
        raise ConfigError(
            "A catalog that the files name does not exist.",
            diagnostics=(_missing(settings, place),),
        )
    return None


def _missing(settings: VendorSettings, place: CatalogPlace) -> Diagnostic:
    return Diagnostic(
        code="LW1453",
        summary="The catalog that the files name does not exist",
        detail=f"There is no {place.shown}, which `catalog.file` names.",
        fix="Correct `catalog.file`, or write the catalog with: "
        "listwright catalog update --from FILE",
        span=settings.span,
    )


def read_catalog_at(path: Path, shown: str, settings: VendorSettings) -> Catalog:
    """The catalog in that file; raises ConfigError with every finding."""
    from listwright.config.catalog_file import read_catalog_file

    if settings.account.kind != AIHOMEDESIGN:
        return _sound(read_catalog_file(path, shown, kind=settings.account.kind))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unusable(shown, f"It cannot be read: {error.strerror}.", settings) from error
    return catalog_from_bytes(content, shown, settings)


def catalog_from_bytes(content: bytes, shown: str, settings: VendorSettings) -> Catalog:
    """The same of what was fetched."""
    from listwright.config.catalog_file import read_catalog

    if settings.account.kind != AIHOMEDESIGN:
        return _sound(read_catalog(content, shown, kind=settings.account.kind))
    from listwright.vendors.aihomedesign.catalog_file import CatalogFileError, read_catalog_file

    try:
        return read_catalog_file(content)
    except CatalogFileError as error:
        raise _unusable(shown, str(error), settings) from error


def _unusable(shown: str, why: str, settings: VendorSettings) -> ConfigError:
    finding = Diagnostic(
        code="LW1454",
        summary="The vendor's catalog cannot be used",
        detail=f"{shown}: {why}",
        fix="Delete the file, or read the catalog again with: listwright catalog update --vendor "
        f"{settings.account.label}",
        span=settings.span,
    )
    return ConfigError("The catalog cannot be used.", diagnostics=(finding,))


def _sound(found: Catalog | tuple[Diagnostic, ...]) -> Catalog:
    if isinstance(found, Catalog):
        return found
    raise ConfigError("The catalog cannot be used.", diagnostics=found)


def catalog_warnings(catalogs: Iterable[CatalogInUse]) -> tuple[Diagnostic, ...]:
    """What is odd about catalogs that are used all the same."""
    return tuple(_outdated(each) for each in catalogs if each.is_outdated)


def _outdated(used: CatalogInUse) -> Diagnostic:
    return Diagnostic(
        code="LW1452",
        summary="The project's catalog is older than the one that ships",
        detail=f"{used.file} is of {used.catalog.dated.isoformat()}; listwright ships one of "
        f"{used.shipped.dated.isoformat()}. The project's is used.",
        fix=f"See what differs with: listwright catalog diff --vendor {used.vendor}. To use the "
        "one that ships, delete the file.",
        severity=Severity.WARNING,
    )
