"""What the files say of needs for pictures: who sells them, what adds one, what one may not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from listwright.errors import Diagnostic, Span
from listwright.model.names import NeedKey
from listwright.model.need import NeedSet, NeedSpec
from listwright.model.picture import VIRTUAL_STAGING
from listwright.model.portfolio import Portfolio
from listwright.model.rules import Entry, Source, Written

_PICTURE_WORDS = ("tool", "rooms", "style")
"""Who writes one of these at a vendor of pictures wants pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSellers:
    """The accounts whose vendors sell single pictures; `default` is the account of `defaults`."""

    labels: frozenset[str] = frozenset()
    default: str | None = None

    def added_by(self, entry: Entry) -> bool:
        """Whether `entry` makes its need wanted, rather than change what another one added."""
        if entry.none:
            return False
        if entry.slug is not None or entry.tool is not None:
            return True
        if entry.vendor is not None:
            return entry.vendor.value in self.labels
        if self.default not in self.labels:
            return False
        return any(getattr(entry, name) is not None for name in _PICTURE_WORDS)

    def sells(self, vendor: Written[str] | None) -> bool:
        """Whether the need of that vendor is for pictures."""
        label = vendor.value if vendor is not None else self.default
        return label in self.labels


def sellers_of(portfolio: Portfolio) -> PictureSellers:
    """Who sells pictures to the project."""
    default = portfolio.defaults.vendor
    return PictureSellers(
        labels=frozenset(
            label for label, vendor in portfolio.vendors.items() if vendor.sells_pictures
        ),
        default=default.value if default is not None else None,
    )


def picture_fields(written: Mapping[str, Written[Any]], span: Span) -> dict[str, Written[Any]]:
    """The fields of a need for pictures, with those that follow from the others.

    `span` is the entry that added it: it stands for lines that nobody wrote.
    """
    tool = written.get("tool") or Written(VIRTUAL_STAGING, span)
    return {**written, "tool": tool, "slug": tool, "quantity": Written(1, span)}


def counted_by_hand(
    key: NeedKey, vendor: str, written: Mapping[str, Written[Any]]
) -> list[Diagnostic]:
    """A finding for each of `slug` and `quantity` that was written for a need for pictures."""
    says = {
        "slug": "Take `slug` away. What is made of each photo is `tool:`, which is "
        f"`{VIRTUAL_STAGING}` where nothing is written.",
        "quantity": "Take `quantity` away. How many pictures are made at most is `max_images:`.",
    }
    return [
        Diagnostic(
            code="LW1313",
            summary="A need for pictures is not counted by hand",
            detail=f"The need `{key}` is for pictures of {vendor}, one for each photo that is "
            f"chosen, and has no `{name}`.",
            fix=fix,
            span=written[name].span,
        )
        for name, fix in says.items()
        if name in written
    ]


def imported_pictures(needs: NeedSet) -> list[Diagnostic]:
    """A finding for each `import` that names a need for pictures."""
    pictures = {spec.key for spec in needs.specs if spec.tool is not None}
    return [
        Diagnostic(
            code="LW1314",
            summary="Pictures cannot be imported",
            detail=f"`import` names an order for `{one.key}`, which is a need for pictures. "
            "Nothing at the vendor says which photo an order was made of, and how.",
            fix=f"Take the line away. `have: {{{one.key}: ...}}` says that its pictures are there.",
            span=one.span,
        )
        for one in needs.imports
        if one.key in pictures
    ]


def made_twice(first: NeedSpec, second: NeedSpec) -> Diagnostic:
    """A finding about two needs that make the same pictures of the same photos."""
    what = [second.slug, *second.rooms, *([second.style] if second.style is not None else [])]
    return Diagnostic(
        code="LW1311",
        summary="Two needs of one home buy the same pictures",
        detail=f"`{first.key}` ({first.spans['slug'].at}) and `{second.key}` both ask "
        f"{second.vendor} for {', '.join(what)} of the same photos; each would be made twice.",
        fix="Give both the same key, drop one with `KEY: none`, or let them differ in `rooms`, "
        "`style`, `options` or `source`.",
        span=second.spans["slug"],
    )


def treatment(spec: NeedSpec, photos: NeedKey | None) -> tuple[object, ...]:
    """What a need for pictures makes of which photos; equal ones would be ordered twice.

    `photos` is the need that is meant where no source is written. How the rooms are sorted does not
    matter.
    """
    source = spec.source or Source(key=photos)
    return (spec.vendor, spec.tool, frozenset(spec.rooms), spec.style, spec.options, source)
