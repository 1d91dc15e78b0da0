"""The shape of every document, as pydantic models: keys, their order, their meaning, empty values.

Belongs here: one class per JSON object, with the docstrings that become the schema's descriptions.
Never here: conversions from the nouns of `model` (they go to the modules beside this package).
Every field has an empty value, because a failed command prints every key too.
"""

from listwright.planfile.shapes.assets import AssetsDocument, ExportDocument
from listwright.planfile.shapes.audit import AuditDocument
from listwright.planfile.shapes.catalog import CatalogDocument
from listwright.planfile.shapes.comment import CommentDocument
from listwright.planfile.shapes.envelope import Shape
from listwright.planfile.shapes.explain import ExplainDocument
from listwright.planfile.shapes.ledger import LedgerDocument
from listwright.planfile.shapes.plan import PlanDocument
from listwright.planfile.shapes.refresh import RefreshDocument
from listwright.planfile.shapes.report import ReportDocument
from listwright.planfile.shapes.results import (
    ApplyDocument,
    AttestDocument,
    ForgetDocument,
    ImportDocument,
    ResolveDocument,
    StatusDocument,
    ValidateDocument,
    VersionDocument,
)

DOCUMENTS: dict[str, type[Shape]] = {
    "plan": PlanDocument,
    "apply": ApplyDocument,
    "audit": AuditDocument,
    "status": StatusDocument,
    "explain": ExplainDocument,
    "resolve": ResolveDocument,
    "import": ImportDocument,
    "attest": AttestDocument,
    "forget": ForgetDocument,
    "ledger": LedgerDocument,
    "refresh": RefreshDocument,
    "assets": AssetsDocument,
    "export": ExportDocument,
    "comment": CommentDocument,
    "catalog": CatalogDocument,
    "report": ReportDocument,
    "validate": ValidateDocument,
    "version": VersionDocument,
}
"""Kind -> shape."""
