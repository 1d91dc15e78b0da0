"""What is known of the photos that pictures are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from listwright.model.names import AccountId, OrderId
from listwright.model.order import Photo
from listwright.model.picture import Fingerprint, PhotoRef

Place = tuple[str, str, str, str]
"""`PhotoRef.place`: what names one version of a photo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Photos of delivered orders, files of the project, and what their bytes were.

    `stored` are the orders of pictures all of whose results stand in the assets. `files` are the
    photos that a pattern names, by pattern; one that was not looked up is missing. `out_of_reach`
    says of photos that could not be had why.
    """

    photos: Mapping[tuple[AccountId, OrderId], tuple[Photo, ...]] = field(default_factory=dict)
    prints: Mapping[Place, Fingerprint] = field(default_factory=dict)
    stored: frozenset[tuple[AccountId, OrderId]] = frozenset()
    files: Mapping[str, tuple[PhotoRef, ...]] = field(default_factory=dict)
    out_of_reach: Mapping[Place, str] = field(default_factory=dict)


EMPTY_SHELF = Shelf()
