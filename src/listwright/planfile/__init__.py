"""The machine documents: what `--json` prints, what `plan -o` saves, and reading a saved plan back.

Belongs here: the versioned shape of every document (`shapes`, pydantic), values -> documents
(`*_document`), documents -> text (`dump`), text -> saved plan (`read_plan`), and their JSON Schemas.
Never here: deciding anything (that is `engine`), comparing a saved plan with a fresh one (`app`),
text for people (`render`), opening files (`cli`).
The contract is the Documents section of the command reference: minor versions add, major ones break.
"""

from listwright.planfile.document import Document, Run, dump, failure_document
from listwright.planfile.plan import plan_document
from listwright.planfile.read import read_plan, restore_plan
from listwright.planfile.results import (
    apply_document,
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
    "dump",
    "failure_document",
    "json_schemas",
    "orders_document",
    "plan_document",
    "read_plan",
    "restore_plan",
    "status_document",
    "validate_document",
    "version_document",
]
