"""Ledger, refresh and catalogs as text and documents, against files that a person has read."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.golden.plans import ACCOUNT, HOSTILE, NOW, need
from tests.golden.reports import full_order, order

from listwright.model.assortment import CatalogInUse, CatalogReport, OfferChange
from listwright.model.catalog import Catalog, ServiceOffer
from listwright.model.copies import CopiedTable, LedgerCopy
from listwright.model.intent import (
    AttemptOutcome,
    Hold,
    Intent,
    IntentService,
    IntentState,
    Problem,
)
from listwright.model.names import OrderId, OrderKey, PropertyId, ServiceKey, canonical_id
from listwright.model.order import CanceledBy, Origin, Phase, Photo
from listwright.model.recorded import HeldHome, LedgerReport, Moved, RefreshReport, Unknown
from listwright.model.soundness import Flaw, FlawCode, Inspection
from listwright.planfile import (
    Run,
    catalog_document,
    copy_document,
    dump,
    history_document,
    inspection_document,
    ledger_document,
    refresh_document,
)
from listwright.render.text import Style
from listwright.render.text.catalog import render_catalogs, render_differences, render_update
from listwright.render.text.copies import render_copied, render_inspection, render_restored
from listwright.render.text.ledger import render_history, render_home, render_ledger
from listwright.render.text.refresh import render_refresh

Golden = Callable[[str, str], None]
RUN = Run(project="sunbelt-sfr", timestamp=NOW)
WIDTHS = (60, 120)

UNKNOWNS = (
    Unknown(
        address=need("PHX-00031/photos"),
        order_key=OrderKey("lw1-7c1e9x2kq0m4b8v5t3ad-g1"),
        sent_at=NOW - timedelta(hours=30),
        outcome=AttemptOutcome.UNKNOWN,
        remedy="listwright resolve PHX-00031/photos --created N, or --not-created --reason T",
    ),
    Unknown(
        address=need("PHX-00032/tour"),
        order_key=OrderKey("lw1-0c1e9x2kq0m4b8v5t3ad-g2"),
        sent_at=NOW - timedelta(minutes=3),
        outcome=AttemptOutcome.NOID,
        remedy=HOSTILE,
    ),
)
HELD = HeldHome(
    property=PropertyId("TUS-00310"),
    hold=Hold(
        account=ACCOUNT,
        canonical=canonical_id("TUS-00310"),
        since=NOW - timedelta(days=2),
        evidence=HOSTILE,
        keys=(need("x/photos").key,),
    ),
    remedy="listwright import TUS-00310/photos --order-id N",
)
INTENT = Intent(
    id=1,
    account=ACCOUNT,
    property=PropertyId("PHX-00031"),
    order_key=UNKNOWNS[0].order_key,
    generation=1,
    services=tuple(
        IntentService(
            address=need(f"PHX-00031/{key}"), service_key=ServiceKey(key), slug=key, quantity=1
        )
        for key in ("photos", "tour")
    ),
    request_digest="",
    state=IntentState.REFUSED,
    created_at=NOW,
    sent_at=NOW - timedelta(hours=30),
    revision=3,
    problems=(Problem(attr="street", message=HOSTILE), Problem(attr="", message="no")),
    evidence=HOSTILE,
)
FOREIGN = order(
    "640000",
    "DEN-00009",
    managed=False,
    origin=Origin.EVENT,
    created=None,
    read_at=None,
    status=HOSTILE,
    attention=HOSTILE,
    links={HOSTILE: f"https://x/{HOSTILE}"},
    photos=(Photo(sequence=None, caption=HOSTILE, url=HOSTILE),),
)
CANCELED = order(
    "661204", "MIA-00200", phase=Phase.CANCELED, status="canceled", canceled_by=CanceledBy.US
)
FULL = replace(full_order(), photos_changed_at=NOW - timedelta(hours=1))
LEDGER = LedgerReport(
    orders=(FULL, order("661200", "DEN-00002"), FOREIGN, CANCELED),
    unknowns=UNKNOWNS,
    held=(HELD,),
    intents=(INTENT,),
    cancelable=frozenset({OrderId("661200")}),
)
EVENTS = (
    {
        "at": "2026-11-20T14:02:11.000000+00:00",
        "kind": "intent",
        "order_id": "",
        "actor": "ana",
        "run": "01JDA7Q0000000000000000000",
        "detail": "lw1-7c1e9x2kq0m4b8v5t3ad-g1: photos photos x15",
    },
    {
        "at": "2026-11-20T14:02:12.345000+00:00",
        "kind": HOSTILE,
        "order_id": HOSTILE,
        "actor": HOSTILE,
        "run": "r",
        "detail": HOSTILE,
    },
)
REFRESH = RefreshReport(
    used=9,
    budget=9,
    not_read=4310,
    oldest_s=19800,
    moved=(
        Moved(before=order("650001", "DEN-00001"), after=FULL),
        Moved(before=None, after=FOREIGN),
    ),
    orders=(FULL, FOREIGN),
    unknowns=UNKNOWNS[:1],
)

COPY = LedgerCopy(
    lineage="sunbelt-sfr/main",
    schema_version=3,
    minimum_tool="0.1.0",
    head="7c1e9x2kq0m4b8v5",
    head_at="2026-11-20T14:02:12.345000+00:00",
    revision=118,
    exported_at=NOW,
    tables=(
        CopiedTable(name="orders", columns=("order_id",), rows=4310),
        CopiedTable(name="intent", columns=("id",), rows=1),
    ),
    sequences={"intent": 1},
)
INSPECTION = Inspection(
    flaws=(
        Flaw(
            code=FlawCode.OPEN_ATTEMPT,
            address="PHX-00031/photos",
            why="A run ended before the answer to a create came.",
            remedy="listwright resolve PHX-00031/photos --created N, or --not-created --reason T",
        ),
        Flaw(
            code=FlawCode.DUPLICATE,
            address=HOSTILE,
            order_id=HOSTILE,
            why=f"One request made several orders: {HOSTILE}.",
            remedy=HOSTILE,
        ),
        *(
            Flaw(
                code=FlawCode.SCHEMA,
                why=f"The trigger rule_{number} is missing.",
                remedy="listwright ledger export -o FILE",
            )
            for number in range(22)
        ),
    ),
    intents=12,
    orders=1,
)


def _offer(slug: str, *quantities: int, access: bool = False, asset: bool = False) -> ServiceOffer:
    return ServiceOffer(slug=slug, quantities=quantities or None, access=access, asset=asset)


SHIPPED = Catalog(
    kind="planomatic",
    dated=date(2026, 6, 24),
    source="planomatic-services.txt",
    offers=(_offer("photos", 10, 15, access=True), _offer("ai_virtual_staging", 3, 4, asset=True)),
)
OWN = Catalog(
    kind="planomatic",
    dated=date(2026, 10, 1),
    source=HOSTILE,
    offers=(_offer("photos", 10, 1_000, access=True), _offer("drone")),
)
CATALOGS = CatalogReport(
    catalogs=(
        CatalogInUse(vendor="planomatic", catalog=SHIPPED, shipped=SHIPPED),
        CatalogInUse(
            vendor="east",
            catalog=OWN,
            shipped=SHIPPED,
            file=".listwright/cache/catalog/east.json",
            added=frozenset({"drone"}),
        ),
    ),
    changes=(
        OfferChange(vendor="east", slug="drone", in_use=OWN.offers[1], other=None),
        OfferChange(vendor="east", slug="photos", in_use=OWN.offers[0], other=SHIPPED.offers[0]),
        OfferChange(vendor="east", slug="staging", in_use=None, other=SHIPPED.offers[1]),
    ),
    compared_with="the one that ships",
)
UPDATE = replace(
    CATALOGS,
    catalogs=CATALOGS.catalogs[1:],
    compared_with="the one before",
    taken_from=f"https://x/{HOSTILE}",
    written=".listwright/cache/catalog/east.json",
)


def texts(style: Style) -> dict[str, str]:
    return {
        "ledger": render_ledger(LEDGER, style, now=NOW),
        "home": render_home(LEDGER, style, now=NOW),
        "history": render_history(EVENTS, style, home="DEN-00001"),
        "refresh": render_refresh(REFRESH, style, now=NOW),
        "catalogs": render_catalogs(CATALOGS, style),
        "differences": render_differences(CATALOGS, style),
        "update": render_update(UPDATE, style, size=1234),
        "copied": render_copied(COPY, style, file=HOSTILE, ledger=".listwright/ledger.db"),
        "restored": render_restored(COPY, style, file="copy.jsonl", ledger=HOSTILE),
        "inspection": render_inspection(INSPECTION, style),
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_texts(width: int, golden: Golden) -> None:
    for name, text in texts(Style(width)).items():
        golden(f"{name}.{width}.txt", text)


def test_documents(golden: Golden) -> None:
    golden("ledger.json", dump(ledger_document(LEDGER, RUN, address="DEN-00001")))
    golden("history.json", dump(history_document(EVENTS, RUN, address="DEN-00001")))
    golden("refresh.json", dump(refresh_document(REFRESH, RUN)))
    golden("catalogs.json", dump(catalog_document(UPDATE, RUN)))
    digest = f"sha256:{'0' * 64}"
    golden("copied.json", dump(copy_document(COPY, RUN, file="copy.jsonl", digest=digest)))
    golden("inspection.json", dump(inspection_document(INSPECTION, RUN)))


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("width", [60, 200])
def test_hostile_text_stays_text(color: bool, width: int) -> None:
    for text in texts(Style(width, color=color)).values():
        for line in re.sub(r"\x1b\[[0-9;]*m", "", text).split("\n"):
            assert line.isprintable(), repr(line)
            assert not line.lstrip().startswith("::")
            assert "##[" not in line
            assert "##vso[" not in line


def test_nothing_to_say() -> None:
    style = Style(80)
    assert render_ledger(LedgerReport(), style, now=NOW) == "No orders.\n"
    assert render_home(LedgerReport(), style, now=NOW) == "The ledger holds nothing of it.\n"
    assert render_history((), style, home="P") == "Nothing is recorded of P.\n"
    nothing = RefreshReport(used=0, budget=None, not_read=0, oldest_s=None)
    assert render_refresh(nothing, style, now=NOW) == "Nothing to read.\n"
    same = replace(UPDATE, written=None, taken_from="own.yaml")
    text = render_update(same, style, size=None)
    assert text == "own.yaml is the project's catalog already; nothing was written.\n"


def test_some_left_unread_for_another_reason_than_the_budget() -> None:
    stopped = replace(REFRESH, budget=None, used=2, moved=(), unknowns=())
    text = render_refresh(stopped, Style(120), now=NOW)
    assert text == (
        "Read 2 orders, 0 changed, 4,310 left unread."
        " The oldest reading of an open order is 5 h 30 min old.\n"
    )
