"""An order of one picture and what surrounds it; tests replace what they are about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from tests.unit.vendors.specs import SPEC, FakeSecrets, secret, span

from listwright.http.session import HttpSession
from listwright.model.account import Account
from listwright.model.catalog import Catalog
from listwright.model.names import NeedKey
from listwright.model.need import Because, NeedSpec, OrderSpec
from listwright.model.picture import PhotoRef, PictureFile, PictureTask, Recipe
from listwright.model.portfolio import VendorSettings
from listwright.vendors.aihomedesign.adapter import AiHomeDesignVendor
from listwright.vendors.aihomedesign.catalog import shipped_catalog
from listwright.vendors.aihomedesign.client import VISIBLE_FIELDS

KEY = "k3y-CANARY-88"
RECIPE = Recipe(source="ab" * 32, tool="virtual_staging", room="living_room", style="scandinavian")
PHOTO = PhotoRef(sequence=3, caption="Living Room", path="photos/3.jpg")
PICTURE = PictureFile(name="3.jpg", media_type="image/jpeg", content=b"\xff\xd8\xff picture")
SPANS = {
    name: span(line)
    for line, name in enumerate(
        ("slug", "quantity", "vendor", "source", "tool", "rooms", "style", "options"), start=1
    )
}


def account(environment: str = "api.aihomedesign.com") -> Account:
    return Account(kind="aihomedesign", environment=environment, label="ahd")


def picture_spec(**recipe: Any) -> OrderSpec:
    """The order of one picture; `recipe` replaces fields of the recipe."""
    task = PictureTask(recipe=replace(RECIPE, **recipe), photo=PHOTO)
    return replace(SPEC, account=account("loopback"), origins=SPANS, task=task)


def picture_need(**fields: Any) -> NeedSpec:
    """The need that such an order is for."""
    plain: dict[str, Any] = {
        "key": NeedKey("staging"),
        "vendor": "ahd",
        "slug": "virtual_staging",
        "quantity": 1,
        "because": (Because(rule="r", at="listwright.yaml:1"),),
        "spans": SPANS,
        "tool": "virtual_staging",
        "rooms": ("living_room", "bedroom"),
        "style": "scandinavian",
    }
    return NeedSpec(**{**plain, **fields})


@dataclass
class StepClock:
    """A clock that only moves when somebody sleeps."""

    at: float = 100.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 9, tzinfo=UTC)

    def wall(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def settings_for(
    endpoint: str, api: str, *, where: Account | None = None, **fields: Any
) -> VendorSettings:
    return VendorSettings(
        account=where or account("loopback"),
        endpoint=endpoint,
        api_key=secret("AHD_API_KEY", 2),
        span=span(1),
        rate_per_minute=60,
        api=api,
        sells_pictures=True,
        **fields,
    )


@dataclass
class Setup:
    """A vendor with what it was given."""

    vendor: AiHomeDesignVendor
    clock: StepClock
    kept: list[Catalog]


def make_vendor(
    endpoint: str,
    api: str,
    *,
    total: float = 5.0,
    catalog: Catalog | None = None,
    where: Account | None = None,
    secrets: Mapping[str, str] | None = None,
    sessions: Callable[[str], HttpSession] | None = None,
    **fields: Any,
) -> Setup:
    """A vendor whose requests go to `endpoint`."""
    clock = StepClock()
    kept: list[Catalog] = []
    settings = settings_for(endpoint, api, where=where, **fields)
    vendor = AiHomeDesignVendor(
        account=settings.account,
        settings=settings,
        catalog=catalog or shipped_catalog(api),
        secrets=FakeSecrets(**{"AHD_API_KEY": KEY, **(secrets or {})}),
        clock=clock,
        keep=kept.append,
        session_factory=sessions
        or (lambda where: HttpSession(where, total=total, visible=VISIBLE_FIELDS)),
    )
    return Setup(vendor=vendor, clock=clock, kept=kept)
