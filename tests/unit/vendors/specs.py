"""A complete order spec and what surrounds it; tests replace what they are about."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from listwright.errors import Diagnostic, SecretError, Span
from listwright.model.account import Account
from listwright.model.names import Address, NeedKey, OrderId, OrderKey, PropertyId, canonical_id
from listwright.model.need import Access, Dwelling, Location, OrderLine, OrderSpec
from listwright.model.portfolio import VendorSettings
from listwright.model.private import Private, SecretRef, SecretSource

API_KEY = "k3y-CANARY-77"
ACCESS_CODE = "CANARY-4321"
SECRETS_OF_SPEC = (
    API_KEY,
    ACCESS_CODE,
    "CANARY-LOCATION",
    "CANARY Doe",
    "+1 555-555-5599",
    "canary@example.com",
    "CANARY notes",
)
ACCOUNT = Account(kind="planomatic", environment="api.planomatic.com", label="planomatic")
ORDER_KEY = OrderKey("lw1-0123456789abcdefghjk-g2")
LINEAGE = "demo/main"

LOCATION_PARTS = ("street", "street2", "city", "state", "postal_code", "latitude", "longitude")
ACCESS_PARTS = (
    "vacant",
    "method_of_access",
    "access_code",
    "lockbox_location",
    "onsite_contact_name",
    "onsite_contact_phone",
    "onsite_contact_email",
)
PATHS = (
    "external_property_id",
    "billing_entity_slug",
    "order_notes",
    "preferred_date",
    "property.property_type",
    "property.bedrooms",
    "property.bathrooms",
    "property.price",
    "property.square_footage",
    *(f"property.location.{part}" for part in LOCATION_PARTS),
    *(f"property_access.{part}" for part in ACCESS_PARTS),
    "services[0].slug",
    "services[0].quantity",
    "services[1].slug",
    "services[1].quantity",
    "metadata.team",
)


def span(line: int) -> Span:
    return Span(file="listwright.yaml", line=line)


ORIGINS = {path: span(number) for number, path in enumerate(PATHS, start=1)}


def secret(name: str, line: int = 1) -> SecretRef:
    return SecretRef(source=SecretSource.ENV, name=name, span=span(line))


def line_of(slug: str, quantity: int, previous: str | None = None) -> OrderLine:
    return OrderLine(
        address=Address(PropertyId("DEN-001"), NeedKey(slug)),
        slug=slug,
        quantity=quantity,
        previous_order_id=OrderId(previous) if previous else None,
    )


SPEC = OrderSpec(
    account=ACCOUNT,
    property=PropertyId("DEN-001"),
    canonical=canonical_id("DEN-001"),
    billing_entity="investment_entity_1",
    lines=(line_of("photos", 15), line_of("zillow_3d_and_floor_plans", 1)),
    dwelling=Dwelling(
        location=Location(
            street="123 Fake St",
            street2="Unit A",
            city="Denver",
            state="CO",
            postal_code="80205",
            latitude="39.75",
            longitude="-104.97",
        ),
        property_type="single_family",
        bedrooms=3,
        bathrooms=Decimal("2.5"),
        price=3000,
        square_footage=1500,
    ),
    access=Access(
        vacant=True,
        method="lockbox_code",
        access_code=secret("LOCKBOX"),
        lockbox_location=Private("CANARY-LOCATION"),
        contact_name=Private("CANARY Doe"),
        contact_phone=Private("+1 555-555-5599"),
        contact_email=Private("canary@example.com"),
        preferred_date=date(2026, 12, 1),
    ),
    origins=ORIGINS,
    order_notes=Private("CANARY notes"),
    metadata=(("team", "west"),),
)


def with_place(**fields: Any) -> OrderSpec:
    location = replace(SPEC.dwelling.location, **fields)
    return replace(SPEC, dwelling=replace(SPEC.dwelling, location=location))


def with_dwelling(**fields: Any) -> OrderSpec:
    return replace(SPEC, dwelling=replace(SPEC.dwelling, **fields))


def with_access(**fields: Any) -> OrderSpec:
    return replace(SPEC, access=replace(SPEC.access, **fields))


def with_lines(*lines: OrderLine) -> OrderSpec:
    return replace(SPEC, lines=lines)


def settings_for(endpoint: str, *, account: Account = ACCOUNT) -> VendorSettings:
    return VendorSettings(
        account=account,
        endpoint=endpoint,
        api_key=secret("PLANOMATIC_API_KEY", 2),
        span=span(1),
        rate_per_minute=30,
    )


class FakeSecrets:
    """A Secrets port over a mapping; counts what it was asked."""

    def __init__(self, **values: str) -> None:
        self.values = {"PLANOMATIC_API_KEY": API_KEY, "LOCKBOX": ACCESS_CODE, **values}
        self.asked: list[str] = []

    def reveal(self, ref: SecretRef) -> Private:
        self.asked.append(ref.name)
        if ref.inline is not None:
            return ref.inline
        if ref.name not in self.values:
            finding = Diagnostic(code="LW1601", summary=f"{ref.label} is not set.", span=ref.span)
            raise SecretError("A secret cannot be read.", diagnostics=(finding,))
        return Private(self.values[ref.name])


def order_body(**changes: Any) -> dict[str, Any]:
    """The sample of planomatic-order-api.txt, as an answer to our spec."""
    return {
        "order_id": "654321",
        "external_property_id": "DEN-001",
        "external_order_id": ORDER_KEY,
        "created": "2026-05-18T18:03:30.000Z",
        "order_status": "completed",
        "event": "order.delivered",
        "billing_entity": {"slug": "investment_entity_1", "name": "Number 1"},
        "property": {"location": {"street": "123 Fake St", "country": "US"}},
        "services": [
            {"slug": "photos", "quantity": 15, "name": "Photos", "price": 12500},
            {"slug": "zillow_3d_and_floor_plans", "quantity": 1, "price": 12500},
        ],
        "property_access": {
            "vacant": True,
            "method_of_access": "lockbox_code",
            "access_code": ACCESS_CODE,
            "onsite_contact_name": "CANARY Doe",
        },
        "appointments": [
            {
                "appointment_id": "1",
                "start_datetime": "2026-05-19T18:00:00.000+00:00",
                "end_datetime": "2026-05-19T18:30:00.000+00:00",
                "cancelation_reason": "weather",
                "cancelation_notes": None,
            },
            {
                "appointment_id": "2",
                "start_datetime": "2026-05-20T18:00:00.000+00:00",
                "end_datetime": "2026-05-20T18:30:00.000+00:00",
                "duration_m": 30,
                "planotech_name": "Bobby",
                "cancelation_reason": None,
                "cancelation_notes": None,
            },
        ],
        "order_cancelation_reason": None,
        "unable_to_complete_appt": False,
        "unable_to_complete_appt_reason": None,
        "unable_to_complete_appt_notes": None,
        "links": {"zillow_3d_link": "https://zillow.test/x", "photo_manage_link": None},
        "photos": [
            {
                "sequence": 1,
                "caption": "Front View",
                "full_size_url": "https://cdn.test/1.jpg",
                "uploaded_at": "2026-05-21T06:41:58.000Z",
                "modified_at": "2026-05-22T21:07:56.000Z",
            },
            {
                "sequence": 2,
                "caption": "Kitchen",
                "full_size_url": "https://cdn.test/2.jpg",
                "uploaded_at": "2026-05-21T07:00:00.000Z",
            },
        ],
        "legacy_order_id": "543210",
        **changes,
    }
