"""The pictures of a project: where they stand, and which links of which account may be followed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from listwright.compose.project import Workshop
from listwright.http.links import REGION, AllowedLinks
from listwright.model.names import PropertyId
from listwright.model.portfolio import VendorSettings

if TYPE_CHECKING:
    from listwright.assets.store import FilePictures

LINK_HOSTS: Mapping[str, tuple[str, ...]] = {
    "planomatic": ("*.cdn.planomatic.com",),
    "aihomedesign": (
        "s3.amazonaws.com",
        "*.s3.amazonaws.com",
        f"s3.{REGION}.amazonaws.com",
        f"*.s3.{REGION}.amazonaws.com",
        "*.aihomedesign.com",
    ),
}
"""Vendor kind -> where its documents show the links of photos and results."""


def open_pictures(workshop: Workshop) -> "FilePictures":
    """The project's pictures. Nothing is made or fetched yet."""
    from listwright.assets.store import FilePictures

    portfolio = workshop.portfolio
    return FilePictures(
        workshop.places.root,
        allowed={
            settings.account.id: allowed_links(settings) for settings in portfolio.vendors.values()
        },
        assets=portfolio.assets_path,
    )


def allowed_links(settings: VendorSettings) -> AllowedLinks:
    """Where links of that account may lead: to this machine only when the vendor is here, too.

    The hosts that the files add come on top of those that the vendor is known to use.
    """
    account = settings.account
    if account.is_local:
        return AllowedLinks(loopback=True, hosts=settings.link_hosts)
    return AllowedLinks(hosts=(*LINK_HOSTS.get(account.kind, ()), *settings.link_hosts))


def write_contact_sheet(pictures: "FilePictures", property_id: PropertyId) -> str | None:
    """Make a home's page anew; gives its path, None when no picture of it is stored.

    Raises PictureError, of kind `disk`.
    """
    from listwright.assets.sheet import contact_sheet, write_sheet
    from listwright.render.html.contact_sheet import render_contact_sheet

    sheet = contact_sheet(pictures.root, pictures.assets, property_id)
    if sheet is None:
        return None
    page = render_contact_sheet(sheet)
    return write_sheet(pictures.root, pictures.assets, property_id, page=page)
