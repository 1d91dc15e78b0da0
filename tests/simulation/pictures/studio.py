"""A model of the vendor of pictures, at the wire, in both dialects, with every fault it can have.

It is written from what the vendor documents: a photo is uploaded and costs nothing; a picture made
of it is paid once, however often that is asked of the same upload; there is no list to look orders
up in; what was made may show minutes later. It remembers the truth that the invariants are held
against.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.simulation.vendor import DELAY, Fault

from listwright.http.answers import Answered, Exchange, NotSent, Unanswered
from listwright.http.forms import Form

UPLOAD_FAULTS = (
    Fault.UNREACHED, Fault.RATE, Fault.REJECTED, Fault.LOST_BEFORE, Fault.LOST_AFTER,
    Fault.CRASH_AFTER, Fault.PAGE_AFTER, Fault.NO_ID_AFTER,
)  # fmt: skip
SUBMIT_FAULTS = (
    Fault.UNREACHED, Fault.RATE, Fault.REJECTED, Fault.LOST_BEFORE, Fault.LOST_AFTER,
    Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.LATE, Fault.PAGE_AFTER, Fault.NO_ID_AFTER,
    Fault.WRONG_ECHO_AFTER, Fault.ONLY_REQUEST,
)  # fmt: skip
"""`ONLY_REQUEST`: no answer, and reads show what was made some minutes later."""

READ_FAULTS = (Fault.LOST_BEFORE, Fault.CRASH_BEFORE, Fault.RATE)
PROJECT_FAULTS = (Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.RATE)
PICTURE_FAULTS = {
    "upload": UPLOAD_FAULTS,
    "submit": SUBMIT_FAULTS,
    "read": READ_FAULTS,
    "project": PROJECT_FAULTS,
}

_DONE = {"v1": "regular_finished", "v3": "done"}
LINK = "https://results.invalid"


@dataclass(kw_only=True)
class Job:
    """One picture in the making. `shown` is from when a read of its upload lists it."""

    number: str
    recipe: str
    made: datetime
    shown: datetime
    status: str = "processing"
    ours: bool = True

    @property
    def is_alive(self) -> bool:
        """Whether it is a picture or becomes one."""
        return self.status != "failed"

    @property
    def is_done(self) -> bool:
        """Whether it can be downloaded."""
        return self.status in _DONE.values()


@dataclass(kw_only=True)
class Upload:
    """A photo that the vendor holds, and what was made of it."""

    number: str
    content: str
    faulty: bool = False
    """The vendor found that no picture can be made of it."""

    jobs: list[Job] = field(default_factory=list)

    @property
    def bought(self) -> frozenset[str]:
        """The recipes of ours that were made of it and did not fail."""
        return frozenset(job.recipe for job in self.jobs if job.is_alive and job.ours)

    def job(self, number: str) -> Job | None:
        """The one of that id."""
        return next((job for job in self.jobs if job.number == number), None)


@dataclass(kw_only=True)
class Studio:
    """The vendor's memory and its calls.

    `choose` names the fault of the next request; `watch` hears of every upload and paid step before
    it is carried out, and of every read that shows an upload without a picture. `credits` False:
    the account has none left.
    """

    clock: Callable[[], datetime]
    api: str = "v1"
    choose: Callable[[str], Fault] = lambda call: Fault.NONE
    watch: Callable[[str, str], None] = lambda call, about: None
    log: Callable[[str], None] = lambda line: None
    credits: bool = True
    uploads: list[Upload] = field(default_factory=list)
    later: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    """Uploads for which a paid step is still to be carried out."""

    doubtful: dict[str, datetime] = field(default_factory=dict)
    """When a paid step last arrived, or may have as far as anybody was told, by upload."""

    _projects: dict[str, str] = field(default_factory=dict)
    proxy_in_use: str | None = None

    # ---- the wire ------------------------------------------------------------------------------

    def get(self, path: str, *, query: Mapping[str, str] | None = None, **_: object) -> Exchange:
        """A read."""
        if path == "v3/project":
            return self._project((query or {})["s"], make=False)
        return self._answer("read", lambda: self._read(path))

    def post(self, path: str, document: Mapping[str, Any], **_: object) -> Exchange:
        """A paid step, or the project of a home."""
        if path == "v3/project":
            return self._project(document["address"], make=True)
        number = str(document["order_id"])
        return self._answer("submit", lambda: self._submit(document), about=number)

    def upload(self, path: str, form: Form, **_: object) -> Exchange:
        """A photo."""
        content = form.files[0].content.decode()
        return self._answer("upload", lambda: self._take(content), about=content)

    def close(self) -> None:
        """Nothing is open."""

    def catch_up(self) -> None:
        """Carry out what is due by now."""
        now = self.clock()
        due = [act for at, act in self.later if at <= now]
        self.later = [(at, act) for at, act in self.later if at > now]
        for act in due:
            act()

    def find(self, number: str) -> Upload | None:
        """The upload of that id."""
        return next((one for one in self.uploads if one.number == number), None)

    def finish(self) -> None:
        """Everything under way is done."""
        for upload in self.uploads:
            for job in upload.jobs:
                if job.status == "processing":
                    job.status = _DONE[self.api]

    # ---- what it does --------------------------------------------------------------------------

    def _answer(self, call: str, act: Callable[[], Exchange], *, about: str = "") -> Exchange:
        self.catch_up()
        fault = self.choose(call)
        self.log(f"studio {call}: {fault.value}")
        if call in {"upload", "submit"} and fault is not Fault.UNREACHED:
            self.watch(call, about)
        if call == "submit":
            self._remember(about, fault)
        if fault is Fault.LATE:
            return self._do_later(act, about)
        early = _EARLY.get(fault)
        if early is not None:
            return early
        if call != "read" and not self.credits:
            return _complaint(402, "insufficient credits")
        return self._told(act(), fault, about)

    def _remember(self, number: str, fault: Fault) -> None:
        """What nobody surely refused may be under way; a fault that was found stays found."""
        if (fault in _IN_DOUBT or fault not in _EARLY) and self.credits:
            self.doubtful[number] = self.clock()
        upload = self.find(number)
        if upload is not None and fault is Fault.REJECTED:
            upload.faulty = True

    def _told(self, done: Exchange, fault: Fault, about: str) -> Exchange:
        """The answer as it arrives."""
        if fault is Fault.ONLY_REQUEST:
            self._hide(about)
        if fault is Fault.WRONG_ECHO_AFTER and isinstance(done, Answered):
            shown = done.document if isinstance(done.document, dict) else {}
            return Answered(status=200, headers={}, document={**shown, "order_id": "u999"})
        return _AFTER.get(fault, done)

    def _do_later(self, act: Callable[[], Exchange], number: str) -> Exchange:
        def carried_out() -> None:
            self.late.discard(number)
            act()

        self.late.add(number)
        self.later.append((self.clock() + DELAY, carried_out))
        return Unanswered("no answer in time")

    def _hide(self, number: str) -> None:
        upload = self.find(number)
        if upload is not None and upload.jobs:
            upload.jobs[-1].shown = self.clock() + DELAY

    def _take(self, content: str) -> Exchange:
        number = f"u{len(self.uploads) + 1}"
        self.uploads.append(Upload(number=number, content=content))
        assets = [{"id": f"a-{number}"}]
        return _made({"order_id": number, "assets": assets})

    def _submit(self, document: Mapping[str, Any]) -> Exchange:
        upload = self.find(str(document["order_id"]))
        if upload is None:
            return _complaint(400, "order not found")
        if upload.faulty:
            return _complaint(422, "the photo cannot be used")
        recipe = json.dumps(
            {name: value for name, value in document.items() if name != "order_id"},
            sort_keys=True,
        ).replace(f"a-{upload.number}", "")
        job = self.make(upload, recipe)
        named = {"image_id": job.number} if self.api == "v1" else {"process_id": job.number}
        return _made({"order_id": upload.number, "eta": 45, **named})

    def make(self, upload: Upload, recipe: str, *, ours: bool = True) -> Job:
        """Begin a picture of an upload; `ours` False: somebody did so in the vendor's own pages."""
        now = self.clock()
        number = f"{upload.number}-{len(upload.jobs) + 1}"
        job = Job(number=number, recipe=recipe, made=now, shown=now, ours=ours)
        upload.jobs.append(job)
        return job

    def _project(self, address: str, *, make: bool) -> Exchange:
        def act() -> Exchange:
            if make:
                number = self._projects.setdefault(address, f"p{len(self._projects) + 1}")
                return _made({"id": number, "address": address})
            found = [
                {"id": number, "address": shown}
                for shown, number in self._projects.items()
                if shown == address
            ]
            return Answered(status=200, headers={}, document={"data": found})

        return self._answer("project", act)

    def _read(self, path: str) -> Exchange:
        kind, number = path.rsplit("/", 1)
        upload = self.find(number.partition("-")[0])
        job = upload.job(number) if upload is not None else None
        if upload is None or (kind == "v3/process" and job is None):
            return _complaint(404, "not found")
        if kind == "v3/process" and job is not None:
            return Answered(status=200, headers={}, document=self._process(upload, job))
        shown = [one for one in upload.jobs if one.shown <= self.clock()]
        if not shown:
            self.watch("empty", number)
        if self.api == "v3":
            processes = [self._process(upload, one) for one in shown]
            busy = any(one.status == "processing" for one in shown)
            document: dict[str, Any] = {
                "id": number,
                "status": "processing" if busy else "idle",
                "processes": processes,
            }
        else:
            images = [_image(one) for one in shown]
            document = {"id": number, "status": "idle", "generated_images": images or None}
        return Answered(status=200, headers={}, document=document)

    def _process(self, upload: Upload, job: Job) -> dict[str, Any]:
        shown = {
            "id": job.number,
            "order_id": upload.number,
            "status": job.status,
            "created_at": job.made.isoformat(),
        }
        if not job.is_done:
            return shown
        link = {"src": f"{LINK}/{job.number}.jpg"}
        return {**shown, "final_assets": [link], "updated_at": self.clock().isoformat()}


def _image(job: Job) -> dict[str, Any]:
    shown = {"id": job.number, "status": job.status, "created_at": job.made.isoformat()}
    return {**shown, "src": f"{LINK}/{job.number}.jpg"} if job.is_done else shown


def _made(document: dict[str, Any]) -> Exchange:
    return Answered(status=200, headers={}, document=document)


def _complaint(status: int, words: str) -> Answered:
    return Answered(status=status, headers={}, document={"error": words})


_CRASH = Answered(status=500, headers={}, document={"error": "internal"})
_EARLY: Mapping[Fault, Exchange] = {
    Fault.UNREACHED: NotSent("connection refused"),
    Fault.RATE: Answered(
        status=429,
        headers={},
        unreadable="the body is not JSON",
        text='{"error":"too many requests",}',
    ),
    Fault.REJECTED: _complaint(422, "the photo cannot be used"),
    Fault.LOST_BEFORE: Unanswered("connection reset"),
    Fault.CRASH_BEFORE: _CRASH,
}
_IN_DOUBT = frozenset({Fault.LOST_BEFORE, Fault.CRASH_BEFORE})
_AFTER: Mapping[Fault, Exchange] = {
    Fault.LOST_AFTER: Unanswered("no answer in time"),
    Fault.ONLY_REQUEST: Unanswered("no answer in time"),
    Fault.CRASH_AFTER: _CRASH,
    Fault.PAGE_AFTER: Answered(status=200, headers={}, unreadable="the body is not JSON"),
    Fault.NO_ID_AFTER: Answered(status=200, headers={}, document={"status": "ok"}),
}
