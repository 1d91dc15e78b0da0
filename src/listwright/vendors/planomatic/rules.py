"""Every documented rule of PlanOmatic, checked before anything is sent."""

from listwright.errors import Diagnostic
from listwright.model.catalog import Catalog
from listwright.model.need import OrderSpec
from listwright.vendors.planomatic.rules_access import access_findings
from listwright.vendors.planomatic.rules_place import place_findings
from listwright.vendors.planomatic.rules_services import service_findings
from listwright.vendors.planomatic.rules_texts import text_findings


def check(spec: OrderSpec, catalog: Catalog) -> tuple[Diagnostic, ...]:
    """All rules that `spec` breaks, in the order of the request's fields; pure.

    A preferred date in the past is not among them: whoever knows today checks it.
    """
    return (
        *text_findings(spec),
        *place_findings(spec),
        *service_findings(spec, catalog),
        *access_findings(spec, catalog),
    )
