"""PlanOmatic's own answers and bodies, over httpx.MockTransport."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.unit.vendors.specs import (
    ACCESS_CODE,
    ACCOUNT,
    API_KEY,
    LINEAGE,
    ORDER_KEY,
    ORIGINS,
    SPEC,
    FakeSecrets,
    line_of,
    order_body,
    secret,
    settings_for,
    span,
    with_access,
    with_dwelling,
    with_lines,
)

from listwright.errors import ConfigError, SecretError
from listwright.http.session import HttpSession
from listwright.model.account import Account
from listwright.model.base32 import crockford
from listwright.model.catalog import ServiceOffer
from listwright.model.intent import AttemptOutcome, RefusalKind
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.order import Phase
from listwright.model.plan import Reason
from listwright.ports import OrderName, ReadFailureError, Vendor
from listwright.vendors.planomatic.adapter import PlanomaticVendor
from listwright.vendors.planomatic.body import metadata_mark
from listwright.vendors.planomatic.catalog import load_catalog

NAME = OrderName(property=PropertyId("DEN-001"), order_id=OrderId("654321"), order_key=ORDER_KEY)
Responder = Callable[[httpx.Request], httpx.Response]


class Wire:
    """A vendor whose answers are given; remembers the requests."""

    def __init__(self, *answers: httpx.Response, endpoint: str = "https://vendor.test/") -> None:
        self.requests: list[httpx.Request] = []
        self.secrets = FakeSecrets()
        self._answers = list(answers)
        self.vendor = self._vendor(endpoint)

    def _vendor(self, endpoint: str) -> PlanomaticVendor:
        return PlanomaticVendor(
            account=ACCOUNT,
            settings=settings_for(endpoint),
            catalog=load_catalog(),
            secrets=self.secrets,
            lineage=LINEAGE,
            client_factory=lambda where: HttpSession(
                where, transport=lambda: httpx.MockTransport(self._respond)
            ),
        )

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answers.pop(0)

    @property
    def sent(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.requests[-1].content)
        return document


def says(status: int, body: object) -> httpx.Response:
    return httpx.Response(status, json=body)


def rejects(*problems: tuple[str, str], status: int = 400, **more: Any) -> httpx.Response:
    errors = [{"attr": attr, "message": message} for attr, message in problems]
    return says(status, {"code": 400, "status": "validation-error", "errors": errors, **more})


# ---- bodies -------------------------------------------------------------------------------------


def test_the_create_body_is_the_documents_sample() -> None:
    wire = Wire(says(201, order_body()))
    wire.vendor.create(SPEC, ORDER_KEY)
    assert str(wire.requests[0].url) == "https://vendor.test/api/v3/orders/create"
    assert next(iter(wire.sent)) == "api_key"
    assert wire.sent == {
        "api_key": API_KEY,
        "external_property_id": "DEN-001",
        "billing_entity_slug": "investment_entity_1",
        "external_order_id": ORDER_KEY,
        "metadata": {"team": "west", "listwright": metadata_mark(LINEAGE, ORDER_KEY)},
        "property": {
            "location": {
                "street": "123 Fake St",
                "street2": "Unit A",
                "city": "Denver",
                "state": "CO",
                "postal_code": "80205",
                "latitude": "39.75",
                "longitude": "-104.97",
            },
            "property_type": "single_family",
            "bedrooms": 3,
            "bathrooms": 2.5,
            "price": 3000,
            "square_footage": 1500,
        },
        "services": [
            {"slug": "photos", "quantity": 15},
            {"slug": "zillow_3d_and_floor_plans", "quantity": 1},
        ],
        "property_access": {
            "vacant": True,
            "method_of_access": "lockbox_code",
            "access_code": ACCESS_CODE,
            "lockbox_location": "CANARY-LOCATION",
            "preferred_date": "2026-12-01",
            "onsite_contact_name": "CANARY Doe",
            "onsite_contact_phone": "+1 555-555-5599",
            "onsite_contact_email": "canary@example.com",
        },
        "order_notes": "CANARY notes",
    }


def test_nothing_null_is_sent() -> None:
    spec = with_access(
        access_code=None, lockbox_location=None, contact_email=None, preferred_date=None
    )
    spec = replace(
        spec,
        lines=(line_of("ai_virtual_staging", 5, "654321"),),
        order_notes=None,
        metadata=(),
        dwelling=replace(
            SPEC.dwelling,
            location=replace(SPEC.dwelling.location, street2=None, latitude=None, longitude=None),
            property_type=None,
            bedrooms=None,
            bathrooms=None,
            price=None,
            square_footage=None,
        ),
    )
    wire = Wire(says(201, order_body()))
    wire.vendor.create(spec, ORDER_KEY)
    assert b"null" not in wire.requests[0].content
    assert wire.sent["services"] == [
        {"slug": "ai_virtual_staging", "quantity": 5, "previous_order_id": "654321"}
    ]
    assert "order_notes" not in wire.sent


def test_the_body_of_staging_alone_is_the_documents_sample() -> None:
    """planomatic-services.txt, option 2: nobody visits, so nothing says how to get in."""
    spec = replace(
        with_access(
            method="no_access_needed",
            access_code=None,
            lockbox_location=None,
            contact_email=None,
            preferred_date=None,
        ),
        lines=(
            line_of("ai_virtual_staging", 5, "654321"),
            line_of("enhanced_virtual_staging_all_interiors", 1, "654321"),
        ),
    )
    wire = Wire(says(201, {"order_id": 700002}))
    assert wire.vendor.check(spec) == ()
    answer = wire.vendor.create(spec, ORDER_KEY)
    assert wire.sent["property_access"] == {
        "vacant": True,
        "method_of_access": "no_access_needed",
        "onsite_contact_name": "CANARY Doe",
        "onsite_contact_phone": "+1 555-555-5599",
    }
    assert wire.sent["services"] == [
        {"slug": "ai_virtual_staging", "quantity": 5, "previous_order_id": "654321"},
        {
            "slug": "enhanced_virtual_staging_all_interiors",
            "quantity": 1,
            "previous_order_id": "654321",
        },
    ]
    assert {"property", "billing_entity_slug", "external_property_id"} <= set(wire.sent)
    assert answer.order is not None
    assert [line.previous_order_id for line in answer.order.services] == ["654321", "654321"]
    assert wire.secrets.asked == ["PLANOMATIC_API_KEY"], "no code is read for an order without one"


def test_whole_bathrooms_are_integers() -> None:
    wire = Wire(says(201, order_body()))
    wire.vendor.create(with_dwelling(bathrooms=Decimal("2.0")), ORDER_KEY)
    assert b'"bathrooms": 2,' in wire.requests[0].content


def test_base32() -> None:
    assert crockford(b"\x00\x44\x32\x14\xc7", 8) == "01234567"
    assert crockford(b"\xff" * 32, 20) == "z" * 20
    assert crockford(hashlib.sha256(b"").digest(), 1) == "w"
    with pytest.raises(ValueError, match="do not fill"):
        crockford(b"\xff", 2)


def test_the_metadata_mark() -> None:
    lineage8 = crockford(hashlib.sha256(b"demo/main").digest(), 8)
    expected = f"v1.{lineage8}.0123456789abcdefghjk.g2"
    assert metadata_mark("demo/main", ORDER_KEY) == expected


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ({"order_id": "654321"}, {"order_id": 654321}),
        ({"order_id": "ord_1"}, {"order_id": "ord_1"}),
        ({"order_id": "007"}, {"order_id": "007"}),
        ({"request_id": "9"}, {"request_id": 9}),
        ({"order_id": "654321", "request_id": "9"}, {"order_id": 654321}),
    ],
)
def test_retrieve_bodies(name: dict[str, Any], sent: dict[str, object]) -> None:
    wire = Wire(says(200, order_body(order_id=name.get("order_id", "654321"))))
    wire.vendor.retrieve(OrderName(property=PropertyId("DEN-001"), **name))
    assert wire.sent == {"api_key": API_KEY, **sent}
    assert wire.requests[0].url.path == "/api/v3/orders/retrieve"


@pytest.mark.parametrize(
    ("reason", "notes", "word", "shown"),
    [
        (Reason.DUPLICATE, "twice", "duplicate_order", "twice"),
        (Reason.EXPLICIT, "n" * 300, "client_requested_cancelation", "n" * 255),
        (Reason.NOT_REQUIRED, "  ", "client_requested_cancelation", "listwright"),
    ],
)
def test_cancel_bodies(reason: Reason, notes: str, word: str, shown: str) -> None:
    wire = Wire(says(200, {}))
    wire.vendor.cancel(NAME, reason, notes)
    assert wire.sent == {
        "api_key": API_KEY,
        "order_id": "654321",
        "cancelation_reason": word,
        "cancelation_notes": shown,
    }
    assert wire.requests[0].url.path == "/api/v3/orders/cancel"


# ---- creates ------------------------------------------------------------------------------------


def created(*answers: httpx.Response) -> Any:
    return Wire(*answers).vendor.create(SPEC, ORDER_KEY)


@pytest.mark.parametrize("wrapped", [order_body(), {"code": 201, "data": order_body(order_id=7)}])
def test_created(wrapped: dict[str, Any]) -> None:
    answer = created(says(201, wrapped))
    assert answer.outcome is AttemptOutcome.CREATED
    assert answer.handles["order_id"] == answer.order.order_id
    assert answer.handles["legacy_order_id"] == "543210"


def test_a_bare_id_is_enough() -> None:
    answer = created(says(200, {"order_id": 654321}))
    assert answer.outcome is AttemptOutcome.CREATED
    assert answer.order.services[0].quantity == 15
    assert answer.order.phase is Phase.OPEN


def test_a_request_id_is_an_id() -> None:
    answer = created(says(202, {"code": 202, "data": {"request_id": 77}}))
    assert (answer.outcome, answer.order) == (AttemptOutcome.CREATED, None)
    assert answer.handles == {"request_id": "77"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (order_body(external_property_id="ATL-1"), "another property"),
        (order_body(external_order_id="lw1-x-g1"), "another external_order_id"),
        ({"data": order_body(), "order_id": 5}, "two different orders"),
        ({"code": 400, **order_body()}, "code 400"),
        ({"code": "500", "order_id": 5}, "code 500"),
        ({"order_id": "has spaces"}, "no usable id"),
        ({"order_id": "9" * 10_000}, "no usable id"),
    ],
)
def test_a_success_that_proves_nothing(body: dict[str, Any], why: str) -> None:
    answer = created(says(201, body))
    assert answer.outcome is AttemptOutcome.NOID
    assert why in answer.evidence
    assert answer.handles is None


def test_property_ids_are_compared_canonically() -> None:
    answer = created(says(201, order_body(external_property_id=" den-001")))
    assert answer.outcome is AttemptOutcome.CREATED
    assert answer.order.property == "DEN-001"


KINDS = [
    ([("property.location.postal_code", "unrecognized")], RefusalKind.VALIDATION),
    ([], RefusalKind.VALIDATION),
    ([("api_key", "unauthorized")], RefusalKind.AUTH),
    ([("api_key", "missing"), ("external_property_id", "taken")], RefusalKind.AUTH),
    ([("billing_entity_slug", "unauthorized")], RefusalKind.ENTITY),
    ([("billing_entity_slug", "Unrecognized ")], RefusalKind.ENTITY),
    ([("billing_entity_slug", "missing")], RefusalKind.VALIDATION),
    ([("services[0].slug", "unrecognized")], RefusalKind.CATALOG),
    ([("services.quantity", "unrecognized")], RefusalKind.CATALOG),
    ([("services[].slug", "missing")], RefusalKind.VALIDATION),
    (
        [("services[0].slug", "unrecognized"), ("property{}", "missing")],
        RefusalKind.VALIDATION,
    ),
    ([("external_property_id", "missing")], RefusalKind.VALIDATION),
    ([("external_property_id", "empty")], RefusalKind.VALIDATION),
    ([("services[0].previous_order_id", "unrecognized")], RefusalKind.VALIDATION),
]


@pytest.mark.parametrize(("problems", "kind"), KINDS)
def test_refusals(problems: list[tuple[str, str]], kind: RefusalKind) -> None:
    answer = created(rejects(*problems))
    assert (answer.outcome, answer.refusal) == (AttemptOutcome.REFUSED, kind)
    assert [(found.attr, found.message) for found in answer.problems] == problems
    assert answer.handles is None


STAGED = with_lines(line_of("ai_virtual_staging", 5, "654321"))
SOURCE_SPELLINGS = [
    "services[0].previous_order_id",
    "services.0.previous_order_id",
    "services[].previous_order_id",
    "services.previous_order_id",
    "previous_order_id",
]


@pytest.mark.parametrize("attr", SOURCE_SPELLINGS)
@pytest.mark.parametrize(
    "message",
    [
        "unrecognized",
        "not delivered",
        "previous order must be delivered",
        "only valid on asset-type services",
        "must reference the same previous order",
        "cannot mix asset and non-asset services",
        "duplicate of another staging order",
        "unauthorized",
        "missing",
    ],
)
def test_a_source_the_vendor_refuses_is_told_word_for_word(attr: str, message: str) -> None:
    answer = Wire(rejects((attr, message))).vendor.create(STAGED, ORDER_KEY)
    assert (answer.outcome, answer.refusal) == (AttemptOutcome.REFUSED, RefusalKind.VALIDATION)
    assert answer.refusal is not None
    assert answer.refusal.marks_need
    (problem,) = answer.problems
    assert (problem.attr, problem.message) == (attr, message)
    assert problem.at == str(ORIGINS["services[0].slug"])


@pytest.mark.parametrize("attr", SOURCE_SPELLINGS)
def test_a_refused_source_points_at_its_line(attr: str) -> None:
    spec = replace(STAGED, origins={**ORIGINS, "services[0].previous_order_id": span(91)})
    answer = Wire(rejects((attr, "unrecognized"))).vendor.create(spec, ORDER_KEY)
    assert [problem.at for problem in answer.problems] == [str(span(91))]


@pytest.mark.parametrize(
    ("beside", "kind"),
    [
        (("api_key", "unauthorized"), RefusalKind.AUTH),
        (("external_property_id", "duplicate"), RefusalKind.DUPLICATE),
        (("billing_entity_slug", "unauthorized"), RefusalKind.ENTITY),
        (("services.slug", "unrecognized"), RefusalKind.VALIDATION),
        (("services.quantity", "unrecognized"), RefusalKind.VALIDATION),
        (("property_access.vacant", "missing"), RefusalKind.VALIDATION),
    ],
)
def test_a_refused_source_beside_something_wider(
    beside: tuple[str, str], kind: RefusalKind
) -> None:
    problems = [("services[0].previous_order_id", "unrecognized"), beside]
    answer = Wire(rejects(*problems)).vendor.create(STAGED, ORDER_KEY)
    assert answer.refusal is kind
    assert [(found.attr, found.message) for found in answer.problems] == problems


def test_a_slug_the_catalog_does_not_offer_is_our_mistake() -> None:
    wire = Wire(rejects(("services.slug", "unrecognized")))
    answer = wire.vendor.create(with_lines(line_of("photoz", 1)), ORDER_KEY)
    assert answer.refusal is RefusalKind.VALIDATION


@pytest.mark.parametrize(
    ("response", "handles"),
    [
        (rejects(("external_property_id", "duplicate")), None),
        (rejects(("external_property_id", "too soon")), None),
        (rejects(("order", "Duplicate order")), None),
        (says(400, {"code": 400, "status": "duplicate-order"}), None),
        (says(400, {"status": "duplicate-order", "data": {"order_id": 5}}), {"order_id": "5"}),
        (rejects(("external_property_id", "duplicate"), status=409), None),
        (
            rejects(("external_property_id", "duplicate"), order_id=77, request_id="8"),
            {"order_id": "77", "request_id": "8"},
        ),
        (
            says(
                400,
                {
                    "errors": [
                        {
                            "attr": "external_property_id",
                            "message": "duplicate",
                            "existing_order_id": "77",
                        }
                    ]
                },
            ),
            {"order_id": "77"},
        ),
    ],
)
def test_duplicates(response: httpx.Response, handles: dict[str, str] | None) -> None:
    answer = created(response)
    assert (answer.outcome, answer.refusal) == (AttemptOutcome.DUP, RefusalKind.DUPLICATE)
    assert answer.handles == handles


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (
            {"errors": {"address": "is bad", "x": ["a", "b"]}},
            [("address", "is bad"), ("x", "a, b")],
        ),
        ({"errors": ["no", 7, {"attr": 5}]}, [("", "no"), ("", ""), ("", "")]),
        ({"code": 400, "message": "no"}, [("", "no")]),
        ({"code": 400, "errors": 7}, []),
    ],
)
def test_envelopes_of_other_kinds(body: object, problems: list[tuple[str, str]]) -> None:
    answer = created(says(400, body))
    assert answer.refusal is RefusalKind.VALIDATION
    assert [(found.attr, found.message) for found in answer.problems] == problems


def test_many_long_problems_are_cut() -> None:
    answer = created(rejects(*[("a" * 999, "m" * 9999)] * 200))
    assert len(answer.problems) == 50
    assert max(len(found.message) for found in answer.problems) == 300
    assert answer.evidence.endswith("and 47 more")


@pytest.mark.parametrize(
    ("response", "outcome", "refusal"),
    [
        (says(409, {"errors": []}), AttemptOutcome.UNKNOWN, None),
        (says(400, {"message": "Bad Request"}), AttemptOutcome.UNKNOWN, None),
        (says(400, {"status": "application-crash"}), AttemptOutcome.UNKNOWN, None),
        (
            says(400, {"status": "rate-limit-exceeded"}),
            AttemptOutcome.REFUSED,
            RefusalKind.RATE,
        ),
        (says(308, {}), AttemptOutcome.UNKNOWN, None),
    ],
)
def test_bodies_that_say_more_than_the_status(
    response: httpx.Response, outcome: AttemptOutcome, refusal: RefusalKind | None
) -> None:
    answer = created(response)
    assert (answer.outcome, answer.refusal) == (outcome, refusal)


def test_a_redirect_says_so() -> None:
    answer = created(says(307, {}))
    assert answer.status == 307
    assert "a redirect" in answer.evidence


def test_messages_keep_their_words() -> None:
    answer = created(rejects(("property{}", "missing\x1b")))
    assert [(one.attr, one.message) for one in answer.problems] == [("property{}", "missing\\x1b")]
    assert answer.evidence == "the vendor answered 400: property{}: missing\\x1b"


# ---- reads --------------------------------------------------------------------------------------


def read_failure(response: httpx.Response, name: OrderName = NAME) -> ReadFailureError:
    with pytest.raises(ReadFailureError) as caught:
        Wire(response).vendor.retrieve(name)
    return caught.value


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"order_id": "1"}, "asked for order 654321, the vendor showed order 1"),
        (
            {"order_id": "1", "legacy_order_id": "654321"},
            "asked for order 654321, the vendor showed order 1 whose legacy id that is",
        ),
        ({"order_id": None}, "the answer has no order id"),
        ({"external_property_id": "ATL-1"}, "order 654321 is for the property ATL-1"),
        (
            {"external_property_id": None},
            "the vendor does not say which property order 654321 is for",
        ),
        (
            {"external_order_id": "lw1-x-g1"},
            "the order carries another external_order_id than the one recorded",
        ),
        ({"data": {"order_id": "2"}}, "the answer names two different orders"),
    ],
)
def test_a_wrong_order_is_not_believed(changes: dict[str, Any], detail: str) -> None:
    failure = read_failure(says(200, order_body(**changes)))
    assert (failure.kind, failure.detail) == ("identity", detail)


def test_an_import_compares_no_name() -> None:
    name = replace(NAME, order_key=None)
    order = Wire(says(200, order_body(external_order_id="PO-1"))).vendor.retrieve(name)
    assert order.order_key is None


def test_a_missing_name_is_no_mismatch() -> None:
    order = Wire(says(200, order_body(external_order_id=None))).vendor.retrieve(NAME)
    assert order.order_key == ORDER_KEY


REQUEST = OrderName(property=PropertyId("DEN-001"), request_id="9")


def test_asked_by_request() -> None:
    order = Wire(says(200, order_body(request_id=9))).vendor.retrieve(REQUEST)
    assert (order.order_id, order.request_id) == ("654321", "9")
    assert read_failure(says(200, order_body(request_id=8)), REQUEST).kind == "identity"
    assert read_failure(says(200, {"request_id": 9}), REQUEST).kind == "other"


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (rejects(("order_id", "unrecognized")), "not_found"),
        (rejects(("order_id", "unauthorized"), status=404), "not_found"),
        (rejects(("request_id", "unrecognized")), "not_found"),
        (rejects(("api_key", "unauthorized")), "auth"),
        (rejects(("x", "y")), "other"),
        (says(200, {"code": 400, **order_body()}), "other"),
        (says(200, order_body(services=[])), "other"),
    ],
)
def test_failed_reads(response: httpx.Response, kind: str) -> None:
    assert read_failure(response).kind == kind


def test_a_read_that_comes_too_soon() -> None:
    failure = read_failure(httpx.Response(429, headers={"Retry-After": "12"}))
    assert (failure.kind, failure.retry_after) == ("rate", 12.0)


# ---- cancels ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("response", "outcome", "refusal"),
    [
        (says(201, order_body()), AttemptOutcome.ACCEPTED, None),
        (says(200, {"code": 400}), AttemptOutcome.UNKNOWN, None),
        (
            rejects(("order_id", "not cancelable")),
            AttemptOutcome.REFUSED,
            RefusalKind.VALIDATION,
        ),
        (rejects(("api_key", "unauthorized")), AttemptOutcome.REFUSED, RefusalKind.AUTH),
        (says(409, {}), AttemptOutcome.UNKNOWN, None),
    ],
)
def test_cancels(
    response: httpx.Response, outcome: AttemptOutcome, refusal: RefusalKind | None
) -> None:
    answer = Wire(response).vendor.cancel(NAME, Reason.EXPLICIT, "x")
    assert (answer.outcome, answer.refusal) == (outcome, refusal)


def test_a_cancel_by_request() -> None:
    wire = Wire(says(200, {}))
    wire.vendor.cancel(REQUEST, Reason.EXPLICIT, "x")
    assert wire.sent["request_id"] == "9"


# ---- secrets, endpoint, the port ----------------------------------------------------------------


def test_secrets_are_read_once() -> None:
    wire = Wire(says(201, order_body()), says(201, order_body()), says(200, order_body()))
    wire.vendor.ready([SPEC, with_access(access_code=None), SPEC])
    assert wire.secrets.asked == ["PLANOMATIC_API_KEY", "LOCKBOX"]
    wire.vendor.create(SPEC, ORDER_KEY)
    wire.vendor.create(with_access(access_code=None), OrderKey("lw1-x-g1"))
    wire.vendor.retrieve(NAME)
    assert wire.secrets.asked == ["PLANOMATIC_API_KEY", "LOCKBOX"]


def test_all_missing_secrets_come_at_once() -> None:
    wire = Wire()
    del wire.secrets.values["PLANOMATIC_API_KEY"]
    wire.secrets.values |= {"LONG": "x" * 256, "EMPTY": ""}
    names = ["LOCKBOX", "GATE", "LONG", "EMPTY"]
    specs = [with_access(access_code=secret(name, line)) for line, name in enumerate(names)]
    with pytest.raises(SecretError, match="4 secrets that this run needs") as caught:
        wire.vendor.ready(specs)
    assert [finding.summary for finding in caught.value.diagnostics] == [
        "env:PLANOMATIC_API_KEY is not set.",
        "env:GATE is not set.",
        "This secret is longer than 255 characters.",
        "This secret is empty.",
    ]
    assert wire.requests == []


def test_no_key_is_needed_on_this_machine_only() -> None:
    local = Account(kind="planomatic", environment="sandbox", label="planomatic")
    for account in (local, ACCOUNT):
        settings = replace(settings_for("http://127.0.0.1:1", account=account), api_key=None)
        vendor = PlanomaticVendor(
            account=account,
            settings=settings,
            catalog=load_catalog(),
            secrets=FakeSecrets(),
            lineage=LINEAGE,
        )
        if account is local:
            vendor.ready([])
        else:
            with pytest.raises(SecretError, match="1 secret that") as caught:
                vendor.ready([])
            assert caught.value.diagnostics[0].span == span(1)


@pytest.mark.parametrize("endpoint", ["sandbox", "http://vendor.test", "https://a:b@vendor.test"])
def test_a_bad_endpoint_is_found_before_the_first_request(endpoint: str) -> None:
    vendor = Wire(endpoint=endpoint).vendor
    assert vendor.check(SPEC) == ()
    with pytest.raises(ConfigError) as caught:
        vendor.ready([])
    (finding,) = caught.value.diagnostics
    assert (finding.code, finding.span) == ("LW3003", span(1))
    assert "a:b" not in repr(finding)


def test_it_is_a_vendor() -> None:
    vendor: Vendor = Wire().vendor
    assert vendor.account is ACCOUNT
    assert vendor.traits.cancelable_statuses == {"new_request", "ordered", "scheduling"}
    assert vendor.traits.order_notes_limit == 1000
    assert vendor.catalog.offer("photos") is not None
    assert vendor.traits.staging_slugs == {
        "ai_virtual_staging",
        "enhanced_virtual_staging_all_interiors",
        "enhanced_virtual_staging_image_select",
    }
    assert Wire().vendor.proxy_in_use is None
    vendor.close()


def test_staging_is_what_the_catalog_in_use_says() -> None:
    changed = (
        ServiceOffer(slug="twilight_staging", quantities=(1,), access=False, asset=True),
        ServiceOffer(slug="ai_virtual_staging", quantities=None, access=False, asset=False),
        ServiceOffer(slug="drone", quantities=(1,), access=False, asset=False),
    )
    vendor = PlanomaticVendor(
        account=ACCOUNT,
        settings=settings_for("https://vendor.test"),
        catalog=load_catalog(changed),
        secrets=FakeSecrets(),
        lineage=LINEAGE,
    )
    assert vendor.traits.staging_slugs == {
        "enhanced_virtual_staging_all_interiors",
        "enhanced_virtual_staging_image_select",
        "twilight_staging",
    }
    assert Wire().vendor.traits.kind == vendor.traits.kind


def test_the_session_of_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", "")
    vendor = PlanomaticVendor(
        account=ACCOUNT,
        settings=settings_for("https://vendor.test"),
        catalog=load_catalog(),
        secrets=FakeSecrets(),
        lineage=LINEAGE,
    )
    assert vendor.proxy_in_use == "http://proxy.test:3128"
    vendor.close()


# ---- answers that are not quite ours: no id in them is lost, and none is believed ----------------


def test_the_id_in_a_2xx_with_an_error_code_is_named() -> None:
    answer = Wire(says(201, order_body(code=500))).vendor.create(SPEC, ORDER_KEY)
    assert answer.outcome is AttemptOutcome.NOID
    assert "order_id 654321" in answer.evidence
    assert not answer.handles, "what may be somebody else's must never count as ours"


@pytest.mark.parametrize(
    "body",
    [
        {"external_property_id": "OTHER", "data": {"order_id": "7"}},
        {"external_order_id": "lw1-other-g1", "data": {"order": {"order_id": "7"}}},
        {"order_id": "7", "data": {"external_property_id": "OTHER"}},
        {"order_id": "7", "data": {"order_id": "8"}},
    ],
)
def test_a_wrong_echo_in_any_layer_counts(body: dict[str, Any]) -> None:
    answer = Wire(says(201, body)).vendor.create(SPEC, ORDER_KEY)
    assert answer.outcome is AttemptOutcome.NOID
    assert not answer.handles
    assert "order_id 7" in answer.evidence
    with pytest.raises(ReadFailureError):
        Wire(says(200, order_body(order_id="654321") | body)).vendor.retrieve(NAME)


def test_an_id_in_an_answer_that_says_nothing_is_named() -> None:
    answer = Wire(says(500, {"data": {"order_id": 7, "request_id": 5}})).vendor.create(
        SPEC, ORDER_KEY
    )
    assert answer.outcome is AttemptOutcome.UNKNOWN
    assert answer.evidence.endswith("it names order_id 7, request_id 5")


def test_ids_and_echoes_of_all_layers_are_joined() -> None:
    body = {"code": 201, "order_id": 7, "data": {"request_id": 5}, "external_order_id": ORDER_KEY}
    answer = Wire(says(201, body)).vendor.create(SPEC, ORDER_KEY)
    assert answer.outcome is AttemptOutcome.CREATED
    assert answer.handles == {"order_id": "7", "request_id": "5"}
    assert answer.order is not None
    assert (answer.order.order_id, answer.order.order_key) == ("7", ORDER_KEY)


def test_the_id_of_the_http_request_is_not_that_of_another_order() -> None:
    name = OrderName(property=PropertyId("DEN-001"), request_id="5", order_key=ORDER_KEY)
    body = {"request_id": "trace-99", "data": order_body(request_id="5")}
    assert Wire(says(200, body)).vendor.retrieve(name).order_id == "654321"
    body = {"request_id": "trace-99", "data": order_body(request_id="6")}
    with pytest.raises(ReadFailureError) as failure:
        Wire(says(200, body)).vendor.retrieve(name)
    assert failure.value.kind == "identity"


def test_no_echo_of_our_name_is_no_proof_for_a_cancel() -> None:
    said = order_body()
    said.pop("external_order_id")
    assert Wire(says(200, said)).vendor.retrieve(NAME).order_id == "654321"
    with pytest.raises(ReadFailureError) as failure:
        Wire(says(200, said)).vendor.retrieve(replace(NAME, must_echo=True))
    assert failure.value.kind == "identity"
    read = Wire(says(200, order_body())).vendor.retrieve(replace(NAME, must_echo=True))
    assert read.order_key == ORDER_KEY
    imported = replace(NAME, order_key=None, must_echo=True)
    read = Wire(says(200, said)).vendor.retrieve(imported)
    assert read.order_key is None, "an order of theirs has no name of ours"
