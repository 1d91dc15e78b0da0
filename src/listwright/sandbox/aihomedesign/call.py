"""One request as the calls see it, and what they answer: a reply, or a refusal that is raised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listwright.sandbox.aihomedesign.archive import Archive
from listwright.sandbox.aihomedesign.literals import literals
from listwright.sandbox.aihomedesign.record import Api, Job, Order, Project
from listwright.sandbox.multipart import Part
from listwright.sandbox.options import SandboxKey, SandboxOptions
from listwright.sandbox.store import SandboxStore

JsonObject = Mapping[str, Any]
_OK = 200


class RefusalError(Exception):
    """The vendor says no; nothing changed. `name` is a row of the data file."""

    def __init__(self, name: str) -> None:
        """`name` must be known there, or be `rate_limit`."""
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A success. `enveloped` answers are wrapped in the observed dialect, with their page."""

    body: object
    code: int = _OK
    enveloped: bool = False
    pagination: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request at one instant of the sandbox clock.

    `document` is the JSON object of the body, `parts` its form: None where it is not one.
    `base_url` is the server as the client called it.
    """

    store: SandboxStore
    options: SandboxOptions
    now: datetime
    base_url: str
    key: SandboxKey
    path: Mapping[str, str]
    query: Mapping[str, str]
    document: JsonObject | None
    parts: tuple[Part, ...] | None

    @property
    def archive(self) -> Archive:
        """The vendor's records."""
        return self.store.aihomedesign

    def text(self, name: str) -> str:
        """A text of the JSON body that must be there."""
        if self.document is None:
            raise RefusalError("bad_body")
        value = self.document.get(name)
        if not isinstance(value, str) or not value.strip():
            raise RefusalError("missing_field")
        return value

    def field(self, name: str) -> str | None:
        """The first form field called `name`."""
        fields = (part.text for part in self.parts or () if part.name == name)
        return next(fields, None)

    def order(self, order_id: str, api: Api) -> Order:
        """The key's own order with this id."""
        order = self.archive.order(order_id)
        if order is None or order.account != self.key.account or order.api is not api:
            raise RefusalError("order_not_found")
        return order

    def project(self, project_id: str) -> Project:
        """The key's own project with this id."""
        project = self.archive.project(project_id)
        if project is None or project.account != self.key.account:
            raise RefusalError("project_not_found")
        return project

    def job(self, job_id: str, api: Api) -> tuple[Job, Order]:
        """The key's own job with this id, and its order."""
        job = self.archive.job(job_id)
        order = self.archive.order(job.order_id) if job else None
        if job is None or order is None or job.account != self.key.account or order.api is not api:
            if api is Api.FIRST:
                raise RefusalError("image_not_found")
            raise RefusalError("process_not_found")
        return job, order

    def require_plan(self, *, gated: bool) -> None:
        """Refuse what a basic plan lacks."""
        if gated and self.key.plan == "basic":
            raise RefusalError("forbidden")


def subjects_of(call: Call) -> frozenset[str]:
    """What a request is about, so that a fault can be meant for it: ids and the address."""
    sent = call.document or {}
    sent_names = (sent.get("order_id"), sent.get("address"), call.field("project_id"))
    texts = frozenset(name for name in (*call.path.values(), *sent_names) if isinstance(name, str))
    return texts.union(*(_places(call.archive, name) for name in texts))


def _places(archive: Archive, name: str) -> frozenset[str]:
    job = archive.job(name)
    order = archive.order(job.order_id if job else name)
    project = archive.project((order.project_id or "") if order else name)
    found = {order.order_id if order else None, project.address if project else None}
    return frozenset(text for text in found if text is not None)


def number_of(call: Call, name: str, default: int) -> int:
    """A whole number of the query, from 1 on."""
    text = call.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:10]) < 10**9:
        raise RefusalError("missing_field")
    return int(text[:10])


def word(name: str) -> str:
    """One of the vendor's words for where something stands."""
    return literals().words[name]
