"""The switches of the sandbox: how it answers where the vendor's pages leave the choice open."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

from listwright.errors import UsageError
from listwright.sandbox.webhooks.subscription import Subscription, subscriptions_of

_SEAL = "sha256:"
Envelope = Literal["flat", "data"]
CanceledSpelling = Literal["canceled", "cancelled"]
Dialect = Literal["documented", "observed"]
CatalogForm = Literal["merged", "split"]
NoCredits = Literal["402", "no-assets"]
Plan = Literal["enterprise", "basic"]
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "envelope": get_args(Envelope),
    "canceled_spelling": get_args(CanceledSpelling),
    "ahd_dialect": get_args(Dialect),
    "ahd_catalog": get_args(CatalogForm),
    "ahd_no_credits": get_args(NoCredits),
}
# Far above anything useful; keeps hours and ids inside what dates and SQLite can hold.
_LARGEST = 10**9
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxKey:
    """An accepted API key and the account it opens; None means no limit of its own.

    `plan` and `credits` are AI HomeDesign's: a basic plan lacks some tools.
    """

    api_key: str
    account: str = "default"
    billing_entities: tuple[str, ...] | None = None
    rate_per_minute: int | None = None
    duplicate_hours: float | None = None
    plan: Plan = "enterprise"
    credits: int | None = None

    def sealed(self) -> Self:
        """The same key as a digest: what the store keeps instead of the key."""
        if self.api_key.startswith(_SEAL):
            return self
        return dataclasses.replace(self, api_key=seal_key(self.api_key))


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """Every switch with the default of `planomatic.toml` or `aihomedesign.toml`.

    Without `keys` any key is accepted unless it begins with one of `rejected_prefixes`; with `keys`
    only those are. `duplicate_hours` and `rate_per_minute` are off at 0. `legacy_id_base` moves the
    legacy ids, for instance onto the order ids so that they collide.

    Those that begin with `ahd_` are AI HomeDesign's, in seconds of the sandbox clock. A key that
    begins with one of `ahd_basic_prefixes` has a basic plan. `ahd_submits` first generates are
    allowed in `ahd_submit_seconds` (0: any number). `ahd_poll_floor` answers 429 to a process that
    is polled too fast; it is counted without it too. `ahd_credits` is what each account may spend
    (None: no end). `ahd_link_seconds` is how long a link to an image works (0: for ever), and
    `ahd_eta_factor` how long a job takes, in its own `eta`. `webhooks` has at most one for each
    vendor.
    """

    envelope: Envelope = "flat"
    create_code: int = 201
    read_code: int = 200
    cancel_code: int = 200
    async_id: bool = False
    async_id_seconds: float = 900.0
    count_canceled: bool = True
    exempt_asset_orders: bool = False
    include_existing_id: bool = False
    canceled_spelling: CanceledSpelling = "canceled"
    extra_fields: bool = False
    duplicate_hours: float = 72.0
    rate_per_minute: int = 100
    legacy_id_base: int | None = None
    rejected_prefixes: tuple[str, ...] = ("wrong", "bad", "unauthorized")
    keys: tuple[SandboxKey, ...] = ()
    ahd_dialect: Dialect = "documented"
    ahd_catalog: CatalogForm = "merged"
    ahd_strict_widgets: bool = True
    ahd_submits: int = 10
    ahd_submit_seconds: float = 600.0
    ahd_poll_floor: bool = False
    ahd_credits: int | None = None
    ahd_no_credits: NoCredits = "402"
    ahd_link_seconds: float = 0.0
    ahd_eta_factor: float = 1.0
    ahd_basic_prefixes: tuple[str, ...] = ("basic",)
    webhooks: tuple[Subscription, ...] = ()

    def key_for(self, api_key: str) -> SandboxKey | None:
        """The account `api_key` opens, or None when it is not accepted."""
        if self.keys:
            sealed = seal_key(api_key)
            return next((key for key in self.keys if key.sealed().api_key == sealed), None)
        if not api_key or api_key.startswith(self.rejected_prefixes):
            return None
        plan: Plan = "basic" if api_key.startswith(self.ahd_basic_prefixes) else "enterprise"
        return SandboxKey(api_key=seal_key(api_key), plan=plan)

    def webhook_of(self, vendor: str) -> Subscription | None:
        """Where a vendor posts its webhooks; None when nobody has subscribed."""
        return next((one for one in self.webhooks if one.vendor == vendor), None)

    def shown(self) -> dict[str, Any]:
        """`to_document` for anybody to see: the addresses of webhooks without their secrets."""
        webhooks = [{**dataclasses.asdict(one), "url": one.shown} for one in self.webhooks]
        return {**self.to_document(), "webhooks": webhooks}

    def to_document(self) -> dict[str, Any]:
        """Plain JSON values, keys sealed."""
        sealed = dataclasses.replace(self, keys=tuple(key.sealed() for key in self.keys))
        document: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(sealed)))
        return document

    def updated(self, changes: Mapping[str, Any]) -> Self:
        """A copy with `changes` (JSON values); raises `UsageError` for a wrong name or value."""
        known = {field.name: field for field in dataclasses.fields(self)}
        values: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in known:
                raise _wrong_option(name)
            values[name] = _checked(name, value, str(known[name].type))
        return dataclasses.replace(self, **values)


def seal_key(api_key: str) -> str:
    """A digest that recognises a key without holding it."""
    return _SEAL + hashlib.sha256(api_key.encode()).hexdigest()


def _checked(name: str, value: object, declared: str) -> object:
    if name in _ROWS:
        return _ROWS[name](value)
    if name.endswith("_prefixes"):
        return _texts(name, value)
    if name in _CHOICES:
        fits = value in _CHOICES[name]
    elif name == "ahd_credits":
        fits = value is None or _is_number(value, integer=True)
    elif name == "legacy_id_base":
        fits = value is None or (_is_number(value, integer=True) and value != 0)
    elif "bool" in declared:
        fits = isinstance(value, bool)
    else:
        fits = _is_number(value, integer="int" in declared)
    if not fits or (name.endswith("_code") and value not in _SUCCESS):
        raise _wrong_option(name)
    return value


def _keys(value: object) -> tuple[SandboxKey, ...]:
    names = {field.name for field in dataclasses.fields(SandboxKey)}
    rows = value if isinstance(value, list | tuple) else [None]
    keys = []
    for row in rows:
        if not isinstance(row, Mapping) or not set(row) <= names or not _filled(row.get("api_key")):
            raise _wrong_option("keys")
        entities = row.get("billing_entities")
        limits = (row.get("rate_per_minute", 0), row.get("duplicate_hours", 0))
        if any(limit is not None and not _is_number(limit) for limit in limits):
            raise _wrong_option("keys")
        plan, credit = row.get("plan", "enterprise"), row.get("credits")
        if plan not in get_args(Plan) or not (credit is None or _is_number(credit, integer=True)):
            raise _wrong_option("keys")
        slugs = None if entities is None else _texts("keys", entities)
        keys.append(SandboxKey(**{**row, "billing_entities": slugs}))
    return tuple(keys)


_ROWS: Mapping[str, Callable[[object], object]] = {"keys": _keys, "webhooks": subscriptions_of}


def _texts(name: str, value: object) -> tuple[str, ...]:
    rows = value if isinstance(value, list | tuple) else (None,)
    if not all(_filled(row) for row in rows):
        raise _wrong_option(name)
    return tuple(rows)


def _filled(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: object, *, integer: bool = False) -> bool:
    if isinstance(value, bool) or not isinstance(value, int if integer else int | float):
        return False
    return 0 <= value <= _LARGEST


def _wrong_option(name: str) -> UsageError:
    known = ", ".join(field.name for field in dataclasses.fields(SandboxOptions))
    return UsageError(
        f"The sandbox has no option {name!r} with such a value.", advice=f"Options: {known}."
    )
