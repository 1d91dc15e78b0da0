"""The machine documents: what `--json` prints, what `plan -o` saves, and reading a saved plan back.

Belongs here: the versioned shape of every document (`shapes`, pydantic), values -> documents
(`*_document`), documents -> text (`dump`), text -> saved plan (`read_plan`), the JSON Schemas.
Never here: deciding anything (that is `engine`), comparing a saved plan with a fresh one (`app`),
text for people (`render`), opening files (`cli`).
The contract is the documents page of the reference: minor versions add, major ones break.
Everything here costs the import of pydantic, so commands import it when they need it.
"""

from listwright.planfile.assets import assets_document, export_document
from listwright.planfile.audit import audit_document
from listwright.planfile.catalogs import catalog_document
from listwright.planfile.comment import comment_document
from listwright.planfile.document import Document, Run, dump, failure_document
from listwright.planfile.explain import explain_document
from listwright.planfile.plan import plan_document
from listwright.planfile.read import read_plan, restore_plan
from listwright.planfile.recorded import (
    copy_document,
    history_document,
    ingest_document,
    inspection_document,
    ledger_document,
    refresh_document,
)
from listwright.planfile.reports import coverage_document, invoice_document, spend_document
from listwright.planfile.results import (
    apply_document,
    listed_document,
    orders_document,
    status_document,
    validate_document,
    version_document,
)
from listwright.planfile.schemas import json_schemas

__all__ = [
    "Document",
    "Run",
    "apply_document",
    "assets_document",
    "audit_document",
    "catalog_document",
    "comment_document",
    "copy_document",
    "coverage_document",
    "dump",
    "explain_document",
    "export_document",
    "failure_document",
    "history_document",
    "ingest_document",
    "inspection_document",
    "invoice_document",
    "json_schemas",
    "ledger_document",
    "listed_document",
    "orders_document",
    "plan_document",
    "read_plan",
    "refresh_document",
    "restore_plan",
    "spend_document",
    "status_document",
    "validate_document",
    "version_document",
]
