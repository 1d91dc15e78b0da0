"""`listwright catalog`: what the vendor offers, as far as it is known here."""

from typing import TYPE_CHECKING

from listwright.app.catalogs import (
    chosen_vendors,
    compare_catalogs,
    compare_pictures,
    only_vendor,
)
from listwright.cli.command import define
from listwright.cli.group import SecondVerbs
from listwright.cli.opening import open_workshop
from listwright.cli.session import Ending, Session
from listwright.compose.catalog_update import (
    Taken,
    is_address,
    is_same_file,
    publishes_catalog,
    take_catalog,
    write_catalog,
)
from listwright.compose.catalogs import (
    catalog_before,
    catalog_in_use,
    catalog_place,
    catalog_warnings,
    read_catalog_at,
)
from listwright.errors import UsageError
from listwright.model.assortment import CatalogInUse, CatalogReport, OfferChange, PictureChange
from listwright.model.portfolio import VendorSettings

if TYPE_CHECKING:
    from listwright.compose.project import Workshop
    from listwright.planfile import Document, Run

_SHIPPED = "the one that ships"


def _ending(session: Session, report: CatalogReport, text: str) -> Ending:
    session.warn(catalog_warnings(report.catalogs))

    def document(run: "Run") -> "Document":
        from listwright.planfile import catalog_document

        return catalog_document(report, run)

    return Ending(document=document, text=text)


@define(
    "show",
    "vendor",
    text="Show the services of the catalogs in use. With quantities, entry, staging, date and "
    "source; of a vendor of pictures with tools, rooms, styles and its ids.",
    kind="catalog",
)
def show_command(session: Session) -> Ending:
    """Every service of one account, or of all."""
    from listwright.render.text.catalog import render_catalogs

    with open_workshop(session) as workshop:
        root = workshop.places.root
        chosen = chosen_vendors(workshop.portfolio, session["vendor"])
        used = tuple(catalog_in_use(settings, root) for _, settings in chosen)
    report = CatalogReport(catalogs=used)
    return _ending(session, report, render_catalogs(report, session.style))


@define(
    "diff",
    "vendor",
    "from",
    text="Compare the catalog in use with the one that ships, or with a file. Shows what the one "
    "in use adds, lacks and changes.",
    kind="catalog",
)
def diff_command(session: Session) -> Ending:
    """Compare, service by service."""
    from listwright.render.text.catalog import render_differences

    source = session["from"]
    if source is not None and is_address(source):
        raise UsageError(
            "`catalog diff` compares with a file.", advice="Download it, then name the file."
        )
    with open_workshop(session) as workshop:
        root = workshop.places.root
        used: list[CatalogInUse] = []
        changes: list[OfferChange] = []
        pictures: list[PictureChange] = []
        for label, settings in chosen_vendors(workshop.portfolio, session["vendor"]):
            mine = catalog_in_use(settings, root)
            other = mine.shipped
            if source is not None:
                other = read_catalog_at(root / source, source, settings)
            used.append(mine)
            changes += compare_catalogs(label, in_use=mine.catalog, other=other)
            pictures += compare_pictures(label, in_use=mine.catalog, other=other)
    report = CatalogReport(
        catalogs=tuple(used),
        changes=tuple(changes),
        picture_changes=tuple(pictures),
        compared_with=source or _SHIPPED,
    )
    return _ending(session, report, render_differences(report, session.style))


@define(
    "update",
    "vendor",
    "from",
    text="Check a catalog and make it the project's own. It takes the place of the one that "
    "ships. A vendor of pictures is asked for it. --from FILE or URL is needed otherwise: "
    "PlanOmatic publishes no catalog to be fetched.",
    kind="catalog",
)
def update_command(session: Session) -> Ending:
    """Take, check, write, and say what is different now."""
    from listwright.render.text.catalog import render_update

    source = session["from"]
    with open_workshop(session) as workshop:
        root = workshop.places.root
        label, settings = only_vendor(workshop.portfolio, session["vendor"])
        place = catalog_place(settings, root)
        before = catalog_before(settings, root)
        taken = _taken(workshop, source, settings)
        same = bool(source) and taken.size is None and is_same_file(source, root, place)
        written = None if same else place.shown
        if written is not None:
            write_catalog(taken.catalog, place)
        used = catalog_in_use(settings, root)
    report = CatalogReport(
        catalogs=(used,),
        changes=compare_catalogs(label, in_use=used.catalog, other=before),
        picture_changes=compare_pictures(label, in_use=used.catalog, other=before),
        compared_with="the one before",
        taken_from=taken.source,
        written=written,
    )
    return _ending(session, report, render_update(report, session.style, size=taken.size))


def _taken(workshop: "Workshop", source: str | None, settings: VendorSettings) -> Taken:
    """The catalog of `--from`, or the one that the vendor tells; raises UsageError without any."""
    if source:
        return take_catalog(source, workshop.places.root, settings)
    if publishes_catalog(settings):
        return Taken(catalog=workshop.published_catalog(settings), source="the vendor")
    raise UsageError(
        "catalog update needs --from FILE or URL: PlanOmatic publishes no catalog that could "
        "be fetched by itself.",
        advice="Write what they told you into a file; `listwright schema catalog-file` says how.",
    )


command = SecondVerbs(
    "catalog",
    commands=[show_command, diff_command, update_command],
    help="What the vendor offers: the catalog that ships, or the project's own in its place.",
)
