"""PlanOmatic under the contract of every vendor."""

from tests.contract.vendor.suite import VendorContract
from tests.unit.vendors.specs import (
    ACCOUNT,
    LINEAGE,
    ORDER_KEY,
    SECRETS_OF_SPEC,
    SPEC,
    FakeSecrets,
    order_body,
    settings_for,
)

from listwright.http.session import HttpSession
from listwright.model.names import OrderId, PropertyId
from listwright.ports import OrderName, Vendor
from listwright.vendors.planomatic.adapter import PlanomaticVendor
from listwright.vendors.planomatic.catalog import load_catalog
from listwright.vendors.planomatic.client import VISIBLE_FIELDS


class TestPlanomatic(VendorContract):
    spec = SPEC
    order_key = ORDER_KEY
    name = OrderName(
        property=PropertyId("den-001"), order_id=OrderId("654321"), order_key=ORDER_KEY
    )
    private: tuple[str, ...] = SECRETS_OF_SPEC

    def vendor_at(self, endpoint: str, *, total: float = 5.0) -> Vendor:
        return PlanomaticVendor(
            account=ACCOUNT,
            settings=settings_for(endpoint),
            catalog=load_catalog(),
            secrets=FakeSecrets(),
            lineage=LINEAGE,
            client_factory=lambda where: HttpSession(where, total=total, visible=VISIBLE_FIELDS),
        )

    def order_document(self) -> dict[str, object]:
        access = {f"field_{place}": text for place, text in enumerate(SECRETS_OF_SPEC)}
        return order_body(
            property_access=access,
            order_notes="CANARY notes",
            api_key=SECRETS_OF_SPEC[0],
            order_status="hold",
            event=None,
            unable_to_complete_appt_notes=" ".join(SECRETS_OF_SPEC),
        )

    def someone_elses(self) -> dict[str, object]:
        return order_body(external_property_id="ATL-009")

    def rejection(self, quoted: tuple[str, ...] = ()) -> dict[str, object]:
        words = ", ".join(quoted)
        return {
            "code": 400,
            "status": "validation-error",
            "errors": [
                {"attr": "property_access.access_code", "message": f"unrecognized: {words}"},
                {"attr": words, "message": "unrecognized"},
            ],
        }
