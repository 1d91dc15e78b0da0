"""`ledger.json` of a scenario: what the ledger knows, as a person would tell it.

    {"orders":  [{"id": "654321", "home": "DEN-1", "services": {"photos": 15}, "status": "ordered",
                  "created": "2026-11-10T15:00Z"}],
     "intents": [{"home": "DEN-1", "needs": {"photos": {"photos": 15}}, "state": "in_doubt",
                  "sent": "2026-11-22T01:00Z"}],
     "holds":   [{"home": "DEN-1", "since": "2026-11-22T01:00Z"}],
     "attestations": [{"home": "DEN-1", "need": "photos", "delivered": "2026-06-01",
                       "quantity": 15, "evidence": "previous vendor", "at": "now", "by": "ana"}],
     "ended":   {"DEN-1": 1}, "known": ["planomatic"]}

An order was placed for the home's need of the same slug (`for` says otherwise: key -> slug), by an
inline home (`from`), over no remembered facts (`facts`), on the day it was created (`day`), and was
read just now (`read`); the vendor holds what was sent, unless `echoed` says what it holds instead.
Its services, and an intent's, work on the photos of an earlier order when `previous` names one;
`photos_changed` is when a read found other photos than were first delivered. `prices` are what its
vendor asks (slug -> "125.00"), `entity` who it was placed for, which else nobody wrote down; an
intent is for `investment_entity_1`, unless it says so.
An attestation may leave out all but home, need and day.
`events` are what vendors told and no read has confirmed: an `order` and its `home`; `at` is when
(just now), `event` the vendor's word, `name` our name in it.
An account that the files do not name is one at the sandbox. A refused
intent asked for exactly what today's files ask for, unless it says `"request": "other"`; with
`"request": "same"` it also has the name that they give. `again` is when it was sent once more;
`answered` lists its keys that something newer spoke for. `known` lists the accounts with history;
by default all of them.

An order or intent of one picture tells what is made of which photo, and has the photos' own words:

    {"orders":  [{"id": "u1", "account": "ahd", "home": "DEN-1", "status": "done", "eta": 45,
                  "picture": {"of": "640001/2", "bytes": "den", "room": "bedroom",
                              "style": "modern"}}],
     "intents": [{"home": "DEN-1", "account": "ahd", "state": "in_doubt", "sent": "now",
                  "upload": "u2", "picture": {...}}],
     "photos":  {"640001": {"1": {"caption": "Living Room", "bytes": "sofa"},
                            "2": {"caption": "Bedroom", "bytes": "den"}}},
     "files":   {"DEN-1/*.jpg": {"DEN-1/living room.jpg": "sofa"}}}

`bytes` is any word for what a photo holds; without it nobody has looked at the photo yet. `of` is
an order and a photo's number, or a file. `out_of_reach` says why a photo cannot be had.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from listwright.engine.naming import order_key, stem_of
from listwright.engine.pictures.source import version_of
from listwright.model.account import Account
from listwright.model.event import Mailbox, VendorEvent, WaitingEvent
from listwright.model.intent import (
    AttemptKind,
    Hold,
    HoldCause,
    Intent,
    IntentService,
    IntentState,
    Observed,
    Problem,
    PropertyRecord,
    RefusalKind,
    Request,
    Testimony,
)
from listwright.model.money import cents_of
from listwright.model.names import (
    AccountId,
    Address,
    CanonicalId,
    NeedKey,
    OrderId,
    OrderKey,
    PropertyId,
    ServiceKey,
    canonical_id,
)
from listwright.model.order import (
    Appointment,
    Basis,
    CanceledBy,
    Order,
    Origin,
    Phase,
    Photo,
    Service,
)
from listwright.model.picture import (
    VIRTUAL_STAGING,
    Fingerprint,
    Handle,
    PhotoRef,
    PictureTask,
    Recipe,
)
from listwright.model.plan import Change
from listwright.model.portfolio import INLINE, Portfolio
from listwright.model.shelf import Place, Shelf
from listwright.vendors.planomatic.phases import STATUS_PHASES

KEYS = {
    VIRTUAL_STAGING: "staging",
    "zillow_3d_and_floor_plans": "tour",
    "ai_virtual_staging": "staging",
    "enhanced_virtual_staging_all_interiors": "designer",
}
"""Slugs whose need has another key in the scenarios; every other key is the slug."""

Told = Mapping[str, Any]
WouldCreate = Callable[[Observed], Mapping[str, Change]]
"""What would be ordered if only the orders were known: by home, and pictures by their recipe."""

PICTURE_PHASES = {
    "processing": Phase.OPEN,
    "done": Phase.DELIVERED,
    "failed": Phase.CANCELED,
    "canceled": Phase.CANCELED,
}


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Turns what a scenario tells into what the ledger would give."""

    portfolio: Portfolio
    now: datetime

    def observed(self, told: Told, would_create: WouldCreate) -> Observed:
        """`would_create` says what would be ordered per home if only the orders were known."""
        records: dict[CanonicalId, PropertyRecord] = {}
        orders = [self._order(item) for item in told.get("orders", ())]
        orders.sort(key=lambda order: order.created or self.now, reverse=True)
        homes = {
            item["home"]
            for group in ("orders", "intents", "holds", "attestations")
            for item in told.get(group, ())
        }
        for home in sorted(homes):
            canonical = canonical_id(home)
            mine = tuple(order for order in orders if canonical_id(order.property) == canonical)
            said = (
                self._testimony(item)
                for item in told.get("attestations", ())
                if canonical_id(item["home"]) == canonical
            )
            records[canonical] = PropertyRecord(
                property=PropertyId(home), orders=mine, revision=7, attestations=tuple(said)
            )
        known = frozenset(
            self._account(label).id for label in told.get("known", self.portfolio.vendors)
        )
        bare = Observed(properties=records, generations={}, accounts=known)
        planned = would_create(bare) if "ended" in told or "intents" in told else {}
        for canonical, record in records.items():
            records[canonical] = replace(
                record,
                intents=tuple(
                    self._intent(number, item, planned.get(self._asked(item, canonical)))
                    for number, item in enumerate(told.get("intents", ()), 1)
                    if canonical_id(item["home"]) == canonical
                ),
                holds=tuple(
                    self._hold(item)
                    for item in told.get("holds", ())
                    if canonical_id(item["home"]) == canonical
                ),
            )
        ended = {
            stem_of(planned[canonical_id(home)].order_key or OrderKey("")): count
            for home, count in told.get("ended", {}).items()
        }
        return Observed(properties=records, generations=ended, accounts=known)

    def _asked(self, told: Told, canonical: CanonicalId) -> str:
        """By what the plan is found that would order the same."""
        task = self._task(told)
        return canonical if task is None else str(task.recipe.key)

    def _task(self, told: Told) -> PictureTask | None:
        """The picture that an order or intent is about."""
        if "picture" not in told:
            return None
        said = told["picture"]
        options = tuple(sorted(said.get("options", {}).items()))
        recipe = Recipe(
            source=digest_of(said["bytes"]),
            tool=said.get("tool", VIRTUAL_STAGING),
            room=said.get("room"),
            style=said.get("style"),
            options=options,
        )
        order, _, number = said["of"].rpartition("/")
        if not number.isdigit():
            photo = PhotoRef(sequence=1, caption="", path=said["of"])
        else:
            photos = self._account("planomatic").id
            photo = PhotoRef(
                sequence=int(number), caption="", account=photos, order_id=OrderId(order)
            )
        return PictureTask(recipe=recipe, photo=photo)

    def shelf(self, told: Told) -> Shelf:
        """What is known of photos."""
        prints: dict[Place, Fingerprint] = {}
        photos: dict[Any, tuple[Photo, ...]] = {}
        out_of_reach: dict[Place, str] = {}
        account = self._account(next(iter(self.portfolio.vendors))).id
        for order_id, shown in told.get("photos", {}).items():
            listed = {
                number: Photo(
                    sequence=int(number),
                    caption=one.get("caption", ""),
                    url="https://photos.invalid",  # nobody follows it, and it tells no version
                    modified_at=self._time(one.get("modified")),
                )
                for number, one in shown.items()
            }
            photos[account, OrderId(order_id)] = tuple(listed.values())
            for number, one in shown.items():
                place = (account, order_id, number, version_of(listed[number]))
                if "bytes" in one:
                    prints[place] = _print(one["bytes"])
                if "out_of_reach" in one:
                    out_of_reach[place] = one["out_of_reach"]
        files: dict[str, tuple[PhotoRef, ...]] = {}
        for pattern, paths in told.get("files", {}).items():
            files[pattern] = tuple(_files(paths))
            prints |= {("", "", path, ""): _print(word) for path, word in paths.items() if word}
        return Shelf(photos=photos, prints=prints, files=files, out_of_reach=out_of_reach)

    def mail(self, told: Told) -> Mailbox:
        """What came in and waits."""
        events = [self._event(item) for item in told.get("events", ())]
        return Mailbox(
            waiting=tuple(
                WaitingEvent(number=number, event=one) for number, one in enumerate(events, 1)
            ),
            heard={one.account: one.received_at for one in events},
        )

    def _event(self, told: Told) -> VendorEvent:
        at = self._time(told.get("at", "now"))
        assert at is not None
        return VendorEvent(
            account=self._account(told.get("account", "planomatic")).id,
            digest=digest_of(str(told)),
            received_at=at,
            event=told.get("event", "order.processed"),
            order_id=told.get("order"),
            order_key=told.get("name"),
            property=told.get("home"),
        )

    def payers(self, told: Told) -> Mapping[tuple[AccountId, OrderId], str]:
        """Whom the orders were placed for, as far as it is told."""
        return {
            (self._account(one.get("account", "planomatic")).id, OrderId(one["id"])): one["entity"]
            for one in told.get("orders", ())
            if "entity" in one
        }

    def _account(self, label: str) -> Account:
        if label in self.portfolio.vendors:
            return self.portfolio.vendors[label].account
        return Account(kind="planomatic", environment="sandbox", label=label)

    def _time(self, text: str | None) -> datetime | None:
        if text is None or text == "never":
            return None
        return self.now if text == "now" else datetime.fromisoformat(text)

    def _order(self, told: Told) -> Order:
        previous = _previous(told)
        status = told.get("status", "ordered")
        task = self._task(told)
        phases = STATUS_PHASES if task is None else PICTURE_PHASES
        phase = phases.get(status, Phase.UNKNOWN)
        bought = told.get("services") or _bought(task)
        visit = self._time(told.get("visit"))
        return Order(
            account=self._account(told.get("account", "planomatic")),
            order_id=OrderId(told["id"]),
            property=PropertyId(told["home"]),
            services=tuple(
                Service(
                    slug=slug,
                    quantity=quantity,
                    price=_cents(told.get("prices", {}).get(slug)),
                    previous_order_id=previous,
                )
                for slug, quantity in bought.items()
            ),
            status=status,
            phase=phase,
            order_key=OrderKey(told.get("key", f"lw1-00000000000000{told['id']:0>6}-g1")),
            managed=told.get("managed", True),
            origin=Origin(told.get("origin", "created")),
            created=self._time(told.get("created")),
            captured_at=self._time(told.get("captured")),
            delivered_at=self._time(told.get("delivered")),
            canceled_by=CanceledBy(told["canceled_by"]) if "canceled_by" in told else None,
            appointments=() if visit is None else (Appointment(id="a1", start=visit, end=None),),
            attention=told.get("attention"),
            read_at=self._time(told.get("read", "now")),
            revision=7,
            basis=self._basis(told),
            echoed=tuple(
                Service(slug=slug, quantity=quantity)
                for slug, quantity in told.get("echoed", {}).items()
            ),
            photos_changed_at=self._time(told.get("photos_changed")),
            task=task,
            eta_s=told.get("eta"),
        )

    def _basis(self, told: Told) -> Basis | None:
        if told.get("for", {}) is None:
            return None
        bought: Mapping[str, str] = told.get("for") or {
            KEYS.get(slug, slug): slug for slug in told.get("services") or _bought(self._task(told))
        }
        return Basis(
            origin=told.get("from", INLINE),
            facts=told.get("facts", {}),
            trail=tuple(told.get("rules", ())),
            keys=tuple(NeedKey(key) for key in sorted(bought)),
            slugs=tuple(bought[key] for key in sorted(bought)),
            day=date.fromisoformat(told["day"]) if "day" in told else None,
        )

    def _intent(self, number: int, told: Told, planned: Change | None) -> Intent:
        state = IntentState(told["state"])
        sent = self._time(told["sent"])
        assert sent is not None
        task = self._task(told)
        needs = told.get("needs") or {told.get("for", "staging"): _bought(task)}
        again = self._time(told.get("again"))
        same = planned is not None and told.get("request") != "other"
        name = order_key("lw1-0000000000000000000x", number)
        if told.get("request") == "same" and planned is not None:
            name = planned.order_key or name
        return Intent(
            id=number,
            account=self._account(told.get("account", "planomatic")),
            property=PropertyId(told["home"]),
            order_key=OrderKey(told.get("key", name)),
            generation=number,
            services=tuple(
                IntentService(
                    address=Address(PropertyId(told["home"]), NeedKey(key)),
                    service_key=ServiceKey(slug) if task is None else task.recipe.key,
                    slug=slug,
                    quantity=quantity,
                    previous_order_id=_previous(told),
                    answered=key in told.get("answered", ()),
                )
                for key, line in needs.items()
                for slug, quantity in line.items()
            ),
            request_digest=(planned.request_digest or "") if same and planned else "sha256:other",
            state=state,
            created_at=sent,
            sent_at=again or sent,
            billing_entity=told.get("entity", "investment_entity_1" if task is None else ""),
            revision=7,
            refusal=RefusalKind(told["refusal"]) if "refusal" in told else None,
            refused_at=sent if state is IntentState.REFUSED else None,
            problems=tuple(
                Problem(attr=attr, message=message)
                for attr, message in told.get("problems", {}).items()
            ),
            evidence=told.get("evidence", ""),
            requests=(
                Request(AttemptKind.CREATE, sent),
                *((Request(AttemptKind.PROBE, again),) if again is not None else ()),
            ),
            task=task,
            handle=_handle(told["upload"]) if "upload" in told else None,
        )

    def _testimony(self, told: Told) -> Testimony:
        at = self._time(told.get("at", "now"))
        assert at is not None
        return Testimony(
            key=NeedKey(told["need"]),
            delivered_on=date.fromisoformat(told["delivered"]),
            quantity=told.get("quantity"),
            evidence=told.get("evidence", "previous vendor"),
            at=at,
            actor=told.get("by", "ana"),
        )

    def _hold(self, told: Told) -> Hold:
        since = self._time(told["since"])
        assert since is not None
        return Hold(
            account=self._account(told.get("account", "planomatic")),
            canonical=canonical_id(told["home"]),
            since=since,
            evidence="duplicate order",
            cause=HoldCause(told.get("cause", "duplicate")),
            released_at=self._time(told.get("released")),
        )


def _previous(told: Told) -> OrderId | None:
    return OrderId(told["previous"]) if "previous" in told else None


def digest_of(word: str) -> str:
    """The digest of the bytes that a word stands for."""
    return sha256(word.encode()).hexdigest()


def _print(word: str) -> Fingerprint:
    return Fingerprint(
        sha256=digest_of(word), size=len(word), media_type="image/jpeg", width=1280, height=853
    )


def _files(paths: Mapping[str, str]) -> Iterator[PhotoRef]:
    for number, path in enumerate(sorted(paths), start=1):
        caption = path.rpartition("/")[2].rpartition(".")[0]
        yield PhotoRef(sequence=number, caption=caption, path=path)


def _bought(task: PictureTask | None) -> Mapping[str, int]:
    return {} if task is None else {task.recipe.tool: 1}


def _handle(order_id: str) -> Handle:
    """What an upload through the current interface leaves in hand."""
    return {"order_id": order_id, "asset_id": f"{order_id}-asset", "project_id": "project"}


def _cents(amount: str | None) -> int | None:
    return None if amount is None else cents_of(amount)
