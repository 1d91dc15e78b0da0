"""Asset orders as the vendor's page on services tells them; used by `planomatic_like` only.

Messages of the first four rules are the page's own. How `attr` is spelled, and what the vendor says
of an order that exists and is not delivered yet, is on no page: both are given by the caller.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Body = dict[str, Any]

STAGING = {
    "ai_virtual_staging",
    "enhanced_virtual_staging_image_select",
    "enhanced_virtual_staging_all_interiors",
}
NOT_DELIVERED = "previous order must be delivered"


def source_errors(services: Sequence[Body], delivered: Mapping[str, bool]) -> list[tuple[int, str]]:
    """What is wrong with the earlier orders named: the place of a service, and the message.

    `delivered` says of every known order, by its id as text, whether its photos are there.
    """
    named = [_source(service) for service in services]
    sources = {source for source in named if source is not None}
    if not sources:
        return []
    first = next(place for place, source in enumerate(named) if source is not None)
    found = [
        (place, "only valid on asset-type services")
        for place, service in enumerate(services)
        if named[place] is not None and service.get("slug") not in STAGING
    ]
    if len(sources) > 1:
        found.append((first, "must reference the same previous order"))
    if None in named:
        found.append((named.index(None), "cannot mix asset and non-asset services"))
    if not sources <= delivered.keys():
        found.append((first, "unrecognized"))
    elif not all(delivered[source] for source in sources):
        found.append((first, NOT_DELIVERED))
    return found


def is_staging_only(services: Sequence[Body]) -> bool:
    """Whether nobody visits: every service works on photos of an earlier order."""
    return all(_source(service) is not None for service in services)


def staging_oddities(body: Body, home_of: Mapping[str, str]) -> list[str]:
    """What the vendor takes and a careful client would not send with staging alone."""
    if not is_staging_only(body["services"]):
        return []
    access = body["property_access"]
    odd = []
    if access["method_of_access"] != "no_access_needed":
        odd.append(f"{access['method_of_access']} for staging, where nobody goes")
    unused = {"access_code", "lockbox_location", "preferred_date"}
    odd += [f"{name} for staging, where nobody goes" for name in sorted(unused & access.keys())]
    homes = {home_of[str(_source(service))] for service in body["services"]}
    if homes != {body["external_property_id"]}:
        odd.append("staging of another home's photos")
    return odd


def delivered_photos(order_id: int, services: Sequence[Body], moment: str) -> list[Body]:
    """One plain photo for a shoot, and one staged photo for each staging service."""
    captions = [] if is_staging_only(services) else ["Front"]
    captions += [f"Staged {service['slug']}" for service in services if service["slug"] in STAGING]
    return [
        {
            "sequence": place,
            "caption": caption,
            "full_size_url": f"https://example.com/{order_id}/{place}.jpg",
            "full_size_watermarked_url": f"https://example.com/{order_id}/{place}/cw.jpg",
            "uploaded_at": moment,
            "modified_at": moment,
        }
        for place, caption in enumerate(captions, start=1)
    ]


def _source(service: Body) -> str | None:
    source = service.get("previous_order_id")
    return None if source is None else str(source)
