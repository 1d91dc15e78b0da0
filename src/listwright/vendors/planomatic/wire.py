"""PlanOmatic's answers as they arrive, read so tolerantly that an oddity never costs an order id.

Unknown fields are ignored, a field of the wrong type counts as absent, ids are text whether they
came as numbers or strings (sheet 1, 2.6, 4). Access codes, contacts and the free text of failed
visits, which likes to quote a door code, have no field here, so they cannot travel further.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from listwright.vendors.planomatic.texts import clean_text

_ID = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9_-]{1,64}")
"""At least one digit, so that `null` or `undefined` sent as text is no id."""

_LARGEST_WHOLE = 2**63
_DIGITS = re.compile(r"-?[0-9]{1,18}")


def _read_text(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_WHOLE:
        return str(value)
    return clean_text(value) or None if isinstance(value, str) else None


def _read_id(value: object) -> str | None:
    """An id as text; 654321 and 654321.0 and " 654321 " are the same one. Zero is no id."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int) and not 0 < value < _LARGEST_WHOLE:
        return None
    text = str(value).strip()
    return text if _ID.fullmatch(text) and text.strip("0") else None


def _read_whole(value: object) -> int | None:
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < _LARGEST_WHOLE else None


def _read_moment(value: object) -> datetime | None:
    """An ISO 8601 instant in UTC; one without a zone is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_flag(value: object) -> bool:
    return value is True or value == "true" or (isinstance(value, int) and value == 1)


def _read_records(value: object) -> list[object]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _read_links(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {
        clean_text(str(name)): text
        for name, link in value.items()
        if isinstance(link, str) and (text := clean_text(link))
    }


Text = Annotated[str | None, BeforeValidator(_read_text)]
Id = Annotated[str | None, BeforeValidator(_read_id)]
Whole = Annotated[int | None, BeforeValidator(_read_whole)]
Moment = Annotated[datetime | None, BeforeValidator(_read_moment)]
Flag = Annotated[bool, BeforeValidator(_read_flag)]
Links = Annotated[dict[str, str], BeforeValidator(_read_links)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class WireService(_Wire):
    """One entry of `services`. `price` is taken as cents (sheet 4, inferred)."""

    slug: Text = None
    quantity: Whole = None
    price: Whole = None
    previous_order_id: Id = None


class WireVisit(_Wire):
    """One entry of `appointments`."""

    appointment_id: Text = None
    start_datetime: Moment = None
    end_datetime: Moment = None
    cancelation_reason: Text = None
    cancelation_notes: Text = None


class WirePhoto(_Wire):
    """One entry of `photos`."""

    sequence: Whole = None
    caption: Text = None
    full_size_url: Text = None
    uploaded_at: Moment = None
    modified_at: Moment = None


class WireOrder(_Wire):
    """The order object of planomatic-order-api.txt, as far as we use it."""

    order_id: Id = None
    request_id: Id = None
    legacy_order_id: Id = None
    external_property_id: Text = None
    external_order_id: Text = None
    created: Moment = None
    order_status: Text = None
    event: Text = None
    services: Annotated[list[WireService], BeforeValidator(_read_records)] = []
    appointments: Annotated[list[WireVisit], BeforeValidator(_read_records)] = []
    order_cancelation_reason: Text = None
    unable_to_complete_appt: Flag = False
    unable_to_complete_appt_reason: Text = None
    links: Links = {}
    photos: Annotated[list[WirePhoto], BeforeValidator(_read_records)] = []

    @property
    def has_id(self) -> bool:
        """Whether the order can be retrieved by what is here; the vendor takes either id."""
        return self.order_id is not None or self.request_id is not None

    @property
    def ids(self) -> dict[str, str]:
        """Every id seen, by kind."""
        seen = {
            "order_id": self.order_id,
            "request_id": self.request_id,
            "legacy_order_id": self.legacy_order_id,
        }
        return {kind: value for kind, value in seen.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an answer carries: the order, and the body's own `code`.

    An order can be wrapped, and its ids and echoes can stand outside the wrapper: `order` has those
    of all layers, the innermost first. `layers` is what each of them says, to be held against what
    was sent: one wrong echo anywhere is enough.
    """

    order: WireOrder
    code: int | None
    layers: tuple[WireOrder, ...]

    @property
    def conflicting(self) -> bool:
        """Whether the body names two different orders."""
        return len({layer.order_id for layer in self.layers if layer.order_id}) > 1

    @property
    def names(self) -> str:
        """Every id in the body, for a person to look up; empty when there is none."""
        seen = {
            f"{kind} {value}": None for layer in self.layers for kind, value in layer.ids.items()
        }
        return ", ".join(seen)


def read_envelope(document: object) -> Envelope | None:
    """The order of `document`, wherever it is wrapped; None when the body is no object."""
    if not isinstance(document, dict):
        return None
    layers = tuple(WireOrder.model_validate(layer) for layer in _layers(document))
    chosen = next((layer for layer in layers if layer.has_id), layers[-1])
    joined = {name: _first(layers, name) for name in _JOINED}
    return Envelope(
        order=chosen.model_copy(update=joined),
        code=_read_whole(document.get("code")),
        layers=layers,
    )


_JOINED = (
    "order_id",
    "request_id",
    "legacy_order_id",
    "external_property_id",
    "external_order_id",
)


def _first(layers: tuple[WireOrder, ...], name: str) -> str | None:
    values: Iterable[str | None] = (getattr(layer, name) for layer in layers)
    return next((value for value in values if value is not None), None)


def _layers(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Where an order can be, innermost first; the body itself is always last (sheet 1)."""
    wrapped = document.get("data")
    candidates: list[object] = []
    if isinstance(wrapped, dict):
        candidates += [wrapped.get("order"), wrapped]
    candidates += [document.get("order"), document]
    return [layer for layer in candidates if isinstance(layer, dict)]
