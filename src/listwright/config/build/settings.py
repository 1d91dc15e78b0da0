"""Limits, life cycle, plan settings, freezes, time zone, and the version that may read all this."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from listwright import __version__
from listwright.config.build.paths import refuse_outside
from listwright.config.build.wordings import (
    BAD_REQUIREMENT,
    FREEZE_ENDS_FIRST,
    OTHER_VERSION,
)
from listwright.config.build.zones import check_zone
from listwright.config.findings import Findings
from listwright.config.schema.document import Document
from listwright.config.schema.settings import (
    AssetsDocument,
    FreezeDocument,
    LifecycleDocument,
    LimitsDocument,
    PlanDocument,
)
from listwright.config.schema.webhooks import WebhooksDocument
from listwright.config.yaml import excerpt
from listwright.model.portfolio import (
    Freeze,
    Lifecycle,
    Limits,
    PlanSettings,
    WebhookSettings,
)
from listwright.model.rules import Written

STANDARD_ASSETS = "assets"
STANDARD_TIMEZONE = "UTC"


def build_limits(document: LimitsDocument | None) -> Limits:
    """The limits; what is not written keeps its default."""
    budgets = document.monthly_budget if document else None
    return Limits(
        monthly_budget={item.name: item.value.value for item in budgets or ()},
        **_written(document),
    )


def build_assets(document: AssetsDocument | None, found: Findings) -> str:
    """The directory of pictures, relative to the project."""
    written = document.path if document else None
    if written is None or not refuse_outside(written.value, written.span, found):
        return STANDARD_ASSETS
    return str(PurePosixPath(written.value))


def build_webhooks(document: WebhooksDocument | None) -> WebhookSettings | None:
    """How vendors are let in; None where they tell nothing."""
    return None if document is None else WebhookSettings(tokens=document.token or ())


def build_plan(document: PlanDocument | None) -> PlanSettings:
    """The plan settings; what is not written keeps its default."""
    return PlanSettings(**_written(document))


def build_lifecycle(document: LifecycleDocument | None) -> Lifecycle:
    """The life cycle; what is not written keeps its default."""
    own = _written(document)
    own.pop("on_removed", None)
    removed = _written(document.on_removed if document else None)
    return Lifecycle(**own, **{f"removed_{name}": value for name, value in removed.items()})


def _written(document: Document | None) -> dict[str, Any]:
    if document is None:
        return {}
    values = {name: getattr(document, name) for name in document.named_keys()}
    return {name: value.value for name, value in values.items() if isinstance(value, Written)}


def build_timezone(written: Written[str] | None, found: Findings) -> ZoneInfo:
    """The project's time zone."""
    zone = check_zone(written.value, written.span, found) if written is not None else None
    return zone or ZoneInfo(STANDARD_TIMEZONE)


def build_freeze(documents: Iterable[FreezeDocument], found: Findings) -> Iterator[Freeze]:
    """The freezes in the order of the files."""
    for document in documents:
        first, last = document.from_, document.to
        if first is None or last is None:
            continue
        if last.value < first.value:
            detail = f"It ends on {last.value} and begins on {first.value}."
            found.add(FREEZE_ENDS_FIRST, detail, last.span)
        allowed = document.allow.value if document.allow else ()
        yield Freeze(
            first=first.value,
            last=last.value,
            allow=frozenset(action.value.value for action in allowed),
            reason=document.reason.value if document.reason else "",
            span=document.span,
        )


def check_version(written: Written[str] | None, found: Findings) -> None:
    """Whether this version of listwright may read the project."""
    if written is None:
        return
    # Costs as much as half of this package, and few projects need it.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415

    try:
        allowed = SpecifierSet(written.value)
    except InvalidSpecifier:
        detail = f"{excerpt(written.value)!r} is not a list of comparisons."
        found.add(BAD_REQUIREMENT, detail, written.span)
        return
    if not allowed.contains(__version__, prereleases=True):
        detail = f"The project asks for {excerpt(written.value)!r}; this is {__version__}."
        found.add(OTHER_VERSION, detail, written.span)
