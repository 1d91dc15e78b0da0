"""Text -> saved plan: readable, a plan, not from the future, not edited."""

from datetime import datetime

from pydantic import ValidationError
from pydantic_core import from_json

from listwright.engine.digest import joined_digest, sha256_of
from listwright.errors import Diagnostic, RefusedError, UsageError
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.plan import Action
from listwright.model.review import Review
from listwright.model.saved import SavedChange, SavedPlan
from listwright.planfile.restore import digests_of, restored, scope_of
from listwright.planfile.restoring import service_of
from listwright.planfile.shapes.envelope import FORMAT_VERSION
from listwright.planfile.shapes.plan import ChangeShape, PlanDocument

_MAKE_NEW = "Make a new one with `listwright plan -o FILE`."


def read_plan(text: str) -> SavedPlan:
    """The saved plan in `text`.

    Raises UsageError when it is not a plan that this version can read, and RefusedError
    (`plan_changed`) when its changes are not the ones that its fingerprint was made of, or
    (`expired`) for a forecast, which was never good for more than reading.
    """
    document = _document(text)
    if document.as_of is not None:
        raise RefusedError(
            f"The plan file is a forecast for {document.as_of}: it is for reading only.",
            reason="expired",
            advice="Plan without --as-of, and apply that plan.",
        )
    return _saved(document)


def restore_plan(text: str) -> Review:
    """The plan in `text`, good for showing again; takes a forecast, and raises as `read_plan`.

    What a document does not carry (the request itself, the basis of a decision) is not there.
    """
    document = _document(text)
    _saved(document)
    return restored(document)


def _document(text: str) -> PlanDocument:
    """The document behind the text, with its kind and version checked first."""
    try:
        raw = from_json(text)
    except ValueError as error:
        message = "The plan file is not readable: it is not JSON, or it was cut off."
        detail = f"The reader stopped at: {error}."
        raise UsageError(
            message, advice=_MAKE_NEW, diagnostics=_finding(message, detail=detail)
        ) from error
    if not isinstance(raw, dict) or "format_version" not in raw:
        raise UsageError("The file is not a listwright document.", advice=_MAKE_NEW)
    if raw.get("kind") != "plan":
        raise UsageError("The file is a listwright document, but not a plan.", advice=_MAKE_NEW)
    _check_version(raw["format_version"])
    try:
        document = PlanDocument.model_validate_json(text)
    except ValidationError as error:
        message = "The plan file has keys with values that a plan cannot have."
        raise UsageError(
            message, advice=_MAKE_NEW, diagnostics=_finding(message, detail=_places(error))
        ) from error
    if document.flags.errored or document.plan_id is None:
        raise UsageError(
            "The file records a plan that failed, so there is nothing in it to apply.",
            advice="Repair what its `errors` say, then make a new one.",
        )
    return document


def _check_version(written: object) -> None:
    """Refuse documents of another major version."""
    major = str(written).partition(".")[0]
    if major == FORMAT_VERSION.partition(".")[0]:
        return
    raise UsageError(
        f"The plan file has another format than the one this listwright reads, {FORMAT_VERSION}.",
        advice="Use the listwright that made the file, or make a new plan with this one.",
    )


def _finding(message: str, *, detail: str) -> tuple[Diagnostic, ...]:
    return (Diagnostic(code=UsageError.code, summary=message, detail=detail, fix=_MAKE_NEW),)


def _places(error: ValidationError) -> str:
    """The first few keys that are wrong, without their values."""
    found = [
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False)
    ]
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return "; ".join(found[:5]) + more


def _saved(document: PlanDocument) -> SavedPlan:
    """The values of an unedited document."""
    digests = document.digests
    changes = tuple(
        _change(shape) for shape in document.order_changes if shape.actions != ("no-op",)
    )
    _check_unedited(changes, digests.plan)
    return SavedPlan(
        plan_id=document.plan_id or "",
        project=document.project or "",
        lineage=document.lineage or "",
        made_at=_moment(document.timestamp),
        expires_at=_moment(document.expires_at),
        scope=scope_of(document.scope),
        digests=digests_of(digests),
        changes=changes,
    )


def _moment(text: str | None) -> datetime:
    """An instant that the file must have; without a zone nobody knows when it is."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError as error:
        raise UsageError("The plan file has no usable dates.", advice=_MAKE_NEW) from error
    if moment.tzinfo is None:
        raise UsageError("The plan file has dates without a time zone.", advice=_MAKE_NEW)
    return moment


def _check_unedited(changes: tuple[SavedChange, ...], fingerprint: str | None) -> None:
    """Refuse a file whose changes do not add up to its fingerprint."""
    computed = [sha256_of(_digest_fields(change)) for change in changes]
    edited = [
        change for change, digest in zip(changes, computed, strict=True) if change.digest != digest
    ]
    if not edited and joined_digest(computed) == fingerprint:
        return
    message = "The plan file was edited after it was made: its fingerprint does not match."
    names = sorted({change.property for change in edited})
    detail = f"Changes that were edited: {', '.join(names[:10])}." if names else ""
    raise RefusedError(
        message,
        reason="plan_changed",
        advice=_MAKE_NEW,
        diagnostics=(
            Diagnostic(code=RefusedError.code, summary=message, detail=detail, fix=_MAKE_NEW),
        ),
    )


def _digest_fields(change: SavedChange) -> tuple[object, ...]:
    """What the fingerprint covers, exactly as `Change.digest_fields` has it."""
    return (
        change.action.value,
        change.reason,
        change.account,
        change.property,
        change.needs,
        tuple((line.slug, line.quantity, line.previous_order_id or "") for line in change.services),
        change.billing_entity or "",
        change.order_id or "",
        change.order_key or "",
        change.request_digest or "",
    )


def _change(shape: ChangeShape) -> SavedChange:
    try:
        action = Action(shape.actions)
    except ValueError as error:
        raise UsageError(
            "The plan file has a combination of actions that does not exist.", advice=_MAKE_NEW
        ) from error
    return SavedChange(
        action=action,
        reason=shape.reason,
        account=shape.account or "",
        property=PropertyId(shape.property),
        needs=shape.needs,
        services=tuple(service_of(line) for line in shape.services),
        billing_entity=shape.billing_entity,
        order_id=None if shape.order_id is None else OrderId(shape.order_id),
        order_key=None if shape.order_key is None else OrderKey(shape.order_key),
        request_digest=shape.request_digest,
        digest=shape.digest or "",
    )
