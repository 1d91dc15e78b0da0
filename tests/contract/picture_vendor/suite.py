"""What every vendor of single pictures must do: upload, then the paid step, then reads.

Everything goes over real sockets to an independent server, so nothing of the vendor or of `http` is
replaced. Subclasses say where their calls go and how their server spoils an answer.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from tests.contract.vendor import faults
from tests.contract.vendor.faults import Behaviour, serving
from tests.servers.aihomedesign_like import (
    RATE_BODY,
    AiHomeDesignLike,
    Reply,
    error,
    picture_server,
)
from tests.unit.vendors.picture_specs import (
    KEY,
    PICTURE,
    SPANS,
    picture_need,
    picture_spec,
)

from listwright.errors import InternalError
from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.names import OrderId, OrderKey
from listwright.model.need import OrderSpec
from listwright.model.order import CanceledBy, Order, Phase
from listwright.model.picture import Handle, PictureFile, Prepared
from listwright.model.plan import Reason
from listwright.ports import OrderName, PictureVendor, ReadFailureError

CREATED, UNKNOWN = AttemptOutcome.CREATED, AttemptOutcome.UNKNOWN
NOID, REFUSED = AttemptOutcome.NOID, AttemptOutcome.REFUSED
FOREIGN = "e" * 24

DOUBTS: list[tuple[Behaviour, AttemptOutcome]] = [
    (faults.reset_after_reading, UNKNOWN),
    (faults.close_without_answer, UNKNOWN),
    (faults.half_status_line, UNKNOWN),
    (faults.hang, UNKNOWN),
    (faults.trickle_headers, UNKNOWN),
    (faults.trickle_body, NOID),
    (faults.cut_body, NOID),
    (faults.html_page, NOID),
    (faults.gzip_bomb, NOID),
    (faults.says(200, {}), NOID),
    (faults.says(201, []), NOID),
    (faults.says(200, {"order_id": None}), NOID),
    (faults.says(307, {}, "Location: /elsewhere"), UNKNOWN),
    (faults.says(408, {}), UNKNOWN),
    (faults.says(500, {}), UNKNOWN),
    (faults.says(502, {"error": "bad gateway"}), UNKNOWN),
    (faults.says(503, {}), UNKNOWN),
    (faults.says(409, {"error": "conflict"}), UNKNOWN),
    (faults.raw(faults.answer_bytes(400, b"<html>gateway</html>")), UNKNOWN),
]
SLOW = (faults.hang, faults.trickle_headers, faults.trickle_body)

REFUSALS = [
    (error(400, "style is mandatory", "api_error_bad_request"), RefusalKind.VALIDATION),
    (error(401, "unknown key", "api_error_unauthorized"), RefusalKind.AUTH),
    (error(402, "no credits"), RefusalKind.CREDITS),
    (error(403, "your plan lacks this"), RefusalKind.PLAN),
    (error(404, "order not found", "api_error_order_not_found"), RefusalKind.VALIDATION),
    (Reply(status=404, raw=b"404 page not found"), RefusalKind.ADDRESS),
    (error(405, "no"), RefusalKind.ADDRESS),
    (error(422, "bad widget slug"), RefusalKind.VALIDATION),
    (Reply(status=429, raw=RATE_BODY, headers={"Retry-After": "7"}), RefusalKind.RATE),
    (error(400, "none left", "api_error_not_enough_credit"), RefusalKind.CREDITS),
]


class PictureVendorContract(ABC):
    """The properties that `test_` methods check."""

    observed = False
    upload_call: str
    most_requests: int
    """Of the first upload for a home; each later one is a single request."""

    submit_call: str
    id_field: str
    """What the paid step's answer calls the thing it makes."""

    listed: str
    """The field of an order that lists such things."""

    spec: OrderSpec = picture_spec()

    @abstractmethod
    def read_call(self, order: Order) -> str:
        """The request that reads an order whose paid step was taken."""

    @abstractmethod
    def handle(self) -> Handle:
        """A handle as an upload gives it."""

    # ---- tools of the tests ----------------------------------------------------------------------

    @pytest.fixture
    def server(self) -> Iterator[AiHomeDesignLike]:
        with picture_server(observed=self.observed) as server:
            server.known_keys = {KEY}
            yield server

    @abstractmethod
    def vendor_at(self, endpoint: str, *, total: float = 5.0) -> PictureVendor:
        """A vendor whose calls go to `endpoint`, with every id it needs."""

    @pytest.fixture
    def vendor(self, server: AiHomeDesignLike) -> Iterator[PictureVendor]:
        vendor = self.vendor_at(server.endpoint)
        yield vendor
        vendor.close()

    @contextmanager
    def talking(self, behaviour: Behaviour, *, total: float = 5.0) -> Iterator[PictureVendor]:
        with serving(behaviour) as server:
            vendor = self.vendor_at(server.endpoint, total=total)
            try:
                yield vendor
            finally:
                vendor.close()

    def upload(self, vendor: PictureVendor, spec: OrderSpec | None = None) -> Handle:
        prepared = vendor.prepare(spec or self.spec, PICTURE)
        assert isinstance(prepared, Prepared), prepared
        return prepared.handle

    def ordered(self, vendor: PictureVendor, handle: Handle | None = None) -> Order:
        answer = vendor.commit(self.spec, handle or self.upload(vendor))
        assert answer.outcome is CREATED, answer
        assert answer.order is not None
        return answer.order

    def name(self, order: Order, *, lost: bool = False) -> OrderName:
        """How to ask for it; `lost`: the answer to the paid step never came."""
        return OrderName(
            property=order.property,
            order_id=order.order_id,
            request_id=None if lost else order.request_id,
        )

    def unknown_order(self) -> OrderName:
        return OrderName(property=self.spec.property, order_id=OrderId(FOREIGN))

    # ---- the two steps ---------------------------------------------------------------------------

    def test_it_is_a_vendor_of_pictures_that_cannot_cancel(self, vendor: PictureVendor) -> None:
        assert isinstance(vendor, PictureVendor)
        assert vendor.traits.pictures is not None
        assert not vendor.traits.has_cancel
        name = self.unknown_order()
        assert vendor.cancel(name, Reason.EXPLICIT, "x").outcome is REFUSED
        with pytest.raises(InternalError):
            vendor.create(self.spec, OrderKey("lw1-x-g1"))

    def test_the_spec_and_need_are_such_as_the_vendor_takes(self, vendor: PictureVendor) -> None:
        assert vendor.check(self.spec) == ()
        assert vendor.check_need(picture_need()) == ()

    def test_an_upload_buys_nothing(self, vendor: PictureVendor, server: AiHomeDesignLike) -> None:
        handle = self.upload(vendor)
        call = server.last(self.upload_call)
        assert call.file == PICTURE.content
        assert handle["order_id"] in server.orders
        assert server.paid == []
        assert len(server.calls) <= self.most_requests
        before = len(server.calls)
        self.upload(vendor)
        assert len(server.calls) == before + 1

    def test_the_paid_step_is_one_request(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        before = len(server.calls)
        order = self.ordered(vendor, handle)
        assert server.names()[before:] == [self.submit_call]
        assert server.paid == [handle["order_id"]]
        assert (order.order_id, order.phase) == (handle["order_id"], Phase.OPEN)
        assert (order.property, order.account) == (self.spec.property, vendor.account)
        assert order.task == self.spec.task
        assert order.request_id

    def test_a_second_submit_of_one_upload_is_not_paid_again(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        first, second = self.ordered(vendor, handle), self.ordered(vendor, handle)
        assert first.request_id != second.request_id
        assert server.paid == [handle["order_id"]]

    def test_every_request_has_the_key_and_no_word_of_ours(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        vendor.retrieve(self.name(order))
        assert {call.headers.get("x-api-key") for call in server.calls} == {KEY}
        for call in server.calls:
            assert KEY not in f"{call.path} {call.query} {call.body} {call.form}"

    # ---- uploads that go wrong -------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("picture", "word"),
        [
            (replace(PICTURE, content=b"x" * (50 * 1024 * 1024 + 1)), "52,428,800"),
            (replace(PICTURE, content=b""), "empty"),
            (replace(PICTURE, media_type="image/heic"), "image/heic"),
        ],
    )
    def test_what_the_vendor_cannot_take_is_not_sent(
        self, vendor: PictureVendor, server: AiHomeDesignLike, picture: PictureFile, word: str
    ) -> None:
        server.calls.clear()
        answer = vendor.prepare(self.spec, picture)
        assert isinstance(answer, Answer)
        assert (answer.outcome, answer.refusal) == (REFUSED, RefusalKind.VALIDATION)
        assert word in answer.evidence
        assert server.calls == []

    @pytest.mark.parametrize(
        "reply",
        [None, error(500, "oops"), Reply(raw=b"<html>hello</html>"), Reply(body={"order": 1})],
    )
    def test_an_upload_without_a_usable_answer_is_unknown(
        self, vendor: PictureVendor, server: AiHomeDesignLike, reply: Reply | None
    ) -> None:
        server.script(self.upload_call, reply)
        answer = vendor.prepare(self.spec, PICTURE)
        assert isinstance(answer, Answer)
        assert (answer.outcome, answer.refusal) == (UNKNOWN, None)
        assert server.names().count(self.upload_call) == 1

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, RefusalKind.VALIDATION),
            (401, RefusalKind.AUTH),
            (402, RefusalKind.CREDITS),
            (403, RefusalKind.PLAN),
            (405, RefusalKind.ADDRESS),
            (413, RefusalKind.VALIDATION),
            (415, RefusalKind.VALIDATION),
            (429, RefusalKind.RATE),
        ],
    )
    def test_a_refused_upload(
        self, vendor: PictureVendor, server: AiHomeDesignLike, status: int, kind: RefusalKind
    ) -> None:
        server.script(self.upload_call, error(status, "no"))
        answer = vendor.prepare(self.spec, PICTURE)
        assert isinstance(answer, Answer)
        assert (answer.outcome, answer.refusal, answer.status) == (REFUSED, kind, status)

    def test_nothing_listening_is_refused_as_unreachable(self) -> None:
        vendor = self.vendor_at(faults.dead_endpoint())
        for answer in (
            vendor.prepare(self.spec, PICTURE),
            vendor.commit(self.spec, self.handle()),
        ):
            assert isinstance(answer, Answer)
            assert (answer.outcome, answer.refusal) == (REFUSED, RefusalKind.UNREACHABLE)

    # ---- paid steps that go wrong ----------------------------------------------------------------

    @pytest.mark.parametrize(("behaviour", "outcome"), DOUBTS)
    def test_doubt_is_never_a_refusal(self, behaviour: Behaviour, outcome: AttemptOutcome) -> None:
        with self.talking(behaviour, total=1.0 if behaviour in SLOW else 30.0) as vendor:
            answer = vendor.commit(self.spec, self.handle())
        assert answer.outcome is outcome
        assert (answer.refusal, answer.order, answer.handles) == (None, None, None)
        assert answer.evidence
        assert not answer.evidence.endswith(".")

    @pytest.mark.parametrize(("reply", "kind"), REFUSALS)
    def test_refusals_that_prove_that_nothing_was_made(
        self, vendor: PictureVendor, server: AiHomeDesignLike, reply: Reply, kind: RefusalKind
    ) -> None:
        handle = self.upload(vendor)
        server.script(self.submit_call, reply)
        answer = vendor.commit(self.spec, handle)
        assert (answer.outcome, answer.refusal, answer.status) == (REFUSED, kind, reply.status)
        assert bool(answer.problems) == kind.marks_need
        assert all(problem.at == str(SPANS["style"]) for problem in answer.problems)
        assert answer.retry_after == (7.0 if reply.headers else None)
        assert str(reply.status) in answer.evidence

    def test_the_words_of_a_spoiled_429_are_told(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        server.script(self.submit_call, Reply(status=429, raw=RATE_BODY))
        answer = vendor.commit(self.spec, handle)
        assert "10 generates per 10 minutes only" in answer.evidence

    def test_an_answer_about_another_order_is_no_answer(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        body = {"order_id": FOREIGN, self.id_field: "f" * 24}
        server.script(self.submit_call, Reply(body=body))
        answer = vendor.commit(self.spec, handle)
        assert (answer.outcome, answer.order, answer.handles) == (NOID, None, None)

    def test_a_lost_answer_is_found_by_the_upload(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        server.script(self.submit_call, None)
        answer = vendor.commit(self.spec, handle)
        assert answer.outcome is UNKNOWN
        name = OrderName(property=self.spec.property, order_id=OrderId(handle["order_id"]))
        order = vendor.retrieve(name)
        assert order.phase is Phase.OPEN
        assert order.request_id is not None
        server.finish(order.request_id)
        assert vendor.retrieve(name).phase is Phase.DELIVERED
        assert server.paid == [handle["order_id"]]

    def test_no_credits(self, vendor: PictureVendor, server: AiHomeDesignLike) -> None:
        handle = self.upload(vendor)
        server.credits = 0
        answer = vendor.commit(self.spec, handle)
        assert (answer.outcome, answer.refusal) == (REFUSED, RefusalKind.CREDITS)
        assert server.paid == []

    def test_words_that_the_catalog_does_not_know_are_not_sent(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        server.calls.clear()
        two = {"tool": "interior_design", "options": (("color", "sage+earthy_neutrals"),)}
        wrong: list[dict[str, Any]] = [
            {"style": "baroque"},
            {"room": "cellar"},
            {"style": None},
            {"tool": "x"},
            two,
        ]
        for recipe in wrong:
            spec = picture_spec(**recipe)
            for answer in (vendor.prepare(spec, PICTURE), vendor.commit(spec, self.handle())):
                assert isinstance(answer, Answer)
                assert (answer.outcome, answer.refusal) == (REFUSED, RefusalKind.CATALOG)
        assert server.calls == []

    # ---- reads -----------------------------------------------------------------------------------

    def test_an_upload_alone_is_unsubmitted(self, vendor: PictureVendor) -> None:
        handle = self.upload(vendor)
        name = OrderName(property=self.spec.property, order_id=OrderId(handle["order_id"]))
        with pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(name)
        assert caught.value.kind == "unsubmitted"

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"status": "idle"},
            {"LISTED": []},
            {"status": "idle", "LISTED": {"items": []}},
            {"status": "idle", "LISTED": [None]},
            {"status": "idle", "LISTED": "none"},
        ],
        ids=str,
    )
    def test_what_an_order_leaves_out_is_no_proof(
        self, vendor: PictureVendor, server: AiHomeDesignLike, said: dict[str, object]
    ) -> None:
        """A second paid step rests on it: only an empty list and a status say that nothing is."""
        name = OrderName(property=self.spec.property, order_id=self.unknown_order().order_id)
        with pytest.raises(ReadFailureError):
            vendor.retrieve(name)
        body = {key.replace("LISTED", self.listed): value for key, value in said.items()}
        server.script(server.names()[-1], Reply(body={"order_id": name.order_id, **body}))
        with pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(name)
        assert caught.value.kind == "other"
        assert self.listed in str(caught.value)

    def test_an_order_that_is_busy_was_submitted(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        name = OrderName(property=self.spec.property, order_id=OrderId(handle["order_id"]))
        server.orders[handle["order_id"]]["status"] = "generating"
        read = vendor.retrieve(name)
        assert (read.phase, read.request_id, read.photos) == (Phase.OPEN, None, ())

    def test_an_order_is_open_until_its_picture_is_there(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        read = vendor.retrieve(self.name(order))
        assert (read.phase, read.photos) == (Phase.OPEN, ())
        assert (read.order_id, read.request_id) == (order.order_id, order.request_id)
        server.finish(str(order.request_id))
        read = vendor.retrieve(self.name(order))
        assert read.phase is Phase.DELIVERED
        assert [photo.url for photo in read.photos] == [
            f"{server.endpoint}/files/{order.request_id}.jpg"
        ]
        assert [line.slug for line in read.services] == ["virtual_staging"]

    def test_a_picture_of_the_first_try_is_not_taken_for_the_second(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        first, second = self.ordered(vendor, handle), self.ordered(vendor, handle)
        server.finish(str(first.request_id))
        assert vendor.retrieve(self.name(first)).phase is Phase.DELIVERED
        assert vendor.retrieve(self.name(second)).phase is Phase.OPEN
        newest = vendor.retrieve(self.name(second, lost=True))
        assert newest.request_id == second.request_id

    def test_an_order_that_the_vendor_does_not_know(self, vendor: PictureVendor) -> None:
        with pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(self.unknown_order())
        assert caught.value.kind == "not_found"

    @pytest.mark.parametrize("text", ["../admin", "1/2", "", "null", "0"])
    def test_an_id_that_is_none_is_never_asked_for(
        self, vendor: PictureVendor, server: AiHomeDesignLike, text: str
    ) -> None:
        server.calls.clear()
        name = OrderName(property=self.spec.property, order_id=OrderId(text))
        with pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(name)
        assert caught.value.kind == "not_found"
        assert server.calls == []

    @pytest.mark.parametrize(
        ("behaviour", "kind"),
        [
            (faults.reset_after_reading, "unreachable"),
            (faults.half_status_line, "unreachable"),
            (faults.says(500, {}), "unreachable"),
            (faults.says(503, {}), "unreachable"),
            (faults.says(401, {}), "auth"),
            (faults.says(403, {}), "auth"),
            (faults.raw(faults.answer_bytes(429, RATE_BODY)), "rate"),
            (faults.html_page, "other"),
            (faults.cut_body, "other"),
            (faults.gzip_bomb, "other"),
            (faults.says(200, []), "other"),
            (faults.says(200, {}), "other"),
            (faults.says(302, {}), "other"),
            (faults.says(404, {}), "other"),
        ],
    )
    @pytest.mark.parametrize("lost", [False, True])
    def test_a_failed_read_says_how(self, behaviour: Behaviour, kind: str, lost: bool) -> None:
        name = OrderName(
            property=self.spec.property,
            order_id=OrderId(self.handle()["order_id"]),
            request_id=None if lost else "f" * 24,
        )
        with self.talking(behaviour) as vendor, pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(name)
        assert caught.value.kind == kind

    @pytest.mark.parametrize("lost", [False, True])
    def test_a_read_of_somebody_elses_order_fails(self, lost: bool) -> None:
        foreign = faults.says(200, {"id": FOREIGN, "order_id": FOREIGN, "status": "done"})
        name = OrderName(
            property=self.spec.property,
            order_id=OrderId(self.handle()["order_id"]),
            request_id=None if lost else "f" * 24,
        )
        with self.talking(foreign) as vendor, pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(name)
        assert caught.value.kind == "identity"

    # ---- secrets ---------------------------------------------------------------------------------

    @pytest.mark.parametrize("status", [200, 400, 401, 422, 429, 500])
    def test_the_key_never_comes_back(
        self,
        vendor: PictureVendor,
        server: AiHomeDesignLike,
        caplog: pytest.LogCaptureFixture,
        status: int,
    ) -> None:
        handle = self.upload(vendor)
        order = self.ordered(vendor, handle)
        caplog.set_level(logging.DEBUG)
        body = {"error": f"bad key {KEY}", "key": KEY, "order_id": KEY, "data": {"id": KEY}}
        shown = [repr(vendor)]
        for reply in (Reply(status=status, body=body), Reply(status=status, raw=KEY.encode())):
            server.script(self.submit_call, reply)
            server.script(self.upload_call, reply)
            server.script(self.read_call(order), reply)
            shown.append(repr(vendor.commit(self.spec, handle)))
            shown.append(repr(vendor.prepare(self.spec, PICTURE)))
            try:
                shown.append(repr(vendor.retrieve(self.name(order))))
            except ReadFailureError as failure:
                shown += [str(failure), failure.detail]
        shown.append(caplog.text)
        assert f"-> {status}" in caplog.text
        assert not any(KEY in text for text in shown), shown

    def test_a_redirect_takes_the_key_nowhere(self, server: AiHomeDesignLike) -> None:
        where = f"Location: {server.endpoint}/elsewhere"
        with self.talking(faults.says(307, {}, where)) as vendor:
            vendor.prepare(self.spec, PICTURE)
            vendor.commit(self.spec, self.handle())
            with pytest.raises(ReadFailureError):
                vendor.retrieve(self.unknown_order())
        assert server.calls == []


def failed_by_vendor(order: Order) -> bool:
    """Whether the vendor says that nothing comes of it."""
    return (order.phase, order.canceled_by) == (Phase.CANCELED, CanceledBy.VENDOR)
