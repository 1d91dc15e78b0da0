"""What every vendor must do with a server that misbehaves. Subclass it and say how yours speaks.

Everything goes over real sockets, so nothing of the vendor or of `http` is replaced.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.contract.vendor import faults
from tests.contract.vendor.faults import Behaviour, serving

from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.names import OrderKey
from listwright.model.need import OrderSpec
from listwright.model.plan import Reason
from listwright.ports import OrderName, ReadFailureError, Vendor

SLOW = (faults.hang, faults.trickle_headers, faults.trickle_body, faults.trickle_endless_body)
UNKNOWN, NOID, REFUSED = AttemptOutcome.UNKNOWN, AttemptOutcome.NOID, AttemptOutcome.REFUSED


class VendorContract(ABC):
    """The properties that `test_` methods check; subclasses give the vendor and its bodies."""

    spec: OrderSpec
    order_key: OrderKey
    name: OrderName
    """An order of `spec`, as the vendor is asked for it."""

    private: tuple[str, ...]
    """The key, then every other secret and private text of `spec`; none is part of another word."""

    @abstractmethod
    def vendor_at(self, endpoint: str, *, total: float = 5.0) -> Vendor:
        """A vendor whose calls go to `endpoint`."""

    @abstractmethod
    def order_document(self) -> dict[str, object]:
        """An order object that answers `spec`, echoing everything private."""

    @abstractmethod
    def someone_elses(self) -> dict[str, object]:
        """The same with an echo that is not ours."""

    @abstractmethod
    def rejection(self, quoted: tuple[str, ...] = ()) -> dict[str, object]:
        """The vendor's envelope for a value it does not take, quoting `quoted` where it can."""

    @contextmanager
    def talking(self, *behaviours: Behaviour, total: float = 5.0) -> Iterator[Vendor]:
        with serving(*behaviours) as server:
            vendor = self.vendor_at(server.endpoint, total=total)
            try:
                yield vendor
            finally:
                vendor.close()

    def create(self, behaviour: Behaviour, *, total: float = 5.0) -> Answer:
        with self.talking(behaviour, total=total) as vendor:
            return vendor.create(self.spec, self.order_key)

    def cancel(self, behaviour: Behaviour) -> Answer:
        with self.talking(behaviour) as vendor:
            return vendor.cancel(self.name, Reason.EXPLICIT, "not wanted any more")

    # ---- creates --------------------------------------------------------------------------------

    def test_the_spec_is_one_the_vendor_takes(self) -> None:
        assert self.vendor_at(faults.dead_endpoint()).check(self.spec) == ()

    @pytest.mark.parametrize("status", [200, 201, 202])
    def test_a_create_is_created(self, status: int) -> None:
        answer = self.create(faults.says(status, self.order_document()))
        assert answer.outcome is AttemptOutcome.CREATED
        assert answer.status == status
        assert answer.handles
        assert answer.order is not None
        assert answer.order.property == self.spec.property
        assert answer.order.order_key == self.order_key
        assert answer.order.order_id in answer.handles.values()

    def test_nothing_listening_is_refused_as_unreachable(self) -> None:
        vendor = self.vendor_at(faults.dead_endpoint())
        for answer in (
            vendor.create(self.spec, self.order_key),
            vendor.cancel(self.name, Reason.EXPLICIT, "x"),
        ):
            assert (answer.outcome, answer.refusal) == (REFUSED, RefusalKind.UNREACHABLE)

    @pytest.mark.parametrize(
        ("behaviour", "outcome"),
        [
            (faults.reset_after_reading, UNKNOWN),
            (faults.close_without_answer, UNKNOWN),
            (faults.half_status_line, UNKNOWN),
            (faults.hang, UNKNOWN),
            (faults.trickle_headers, UNKNOWN),
            (faults.trickle_body, NOID),
            (faults.trickle_endless_body, NOID),
            (faults.cut_body, NOID),
            (faults.html_page, NOID),
            (faults.gzip_bomb, NOID),
            (faults.stream_a_gigabyte, NOID),
            (faults.says(200, {}), NOID),
            (faults.says(201, []), NOID),
            (faults.says(201, {"order_id": None}), NOID),
            (faults.says(307, {}, "Location: /elsewhere"), UNKNOWN),
            (faults.says(408, {}), UNKNOWN),
            (faults.says(425, {}), UNKNOWN),
            (faults.says(500, {}), UNKNOWN),
            (faults.says(502, {}), UNKNOWN),
            (faults.says(503, {}), UNKNOWN),
            (faults.says(418, {}), UNKNOWN),
            (faults.raw(faults.answer_bytes(400, b"<html>gateway</html>")), UNKNOWN),
        ],
    )
    def test_doubt_is_never_a_refusal(self, behaviour: Behaviour, outcome: AttemptOutcome) -> None:
        answer = self.create(behaviour, total=1.0 if behaviour in SLOW else 30.0)
        assert answer.outcome is outcome
        assert answer.refusal is None
        assert answer.order is None
        assert not answer.handles
        assert answer.evidence
        assert not answer.evidence.endswith(".")

    def test_somebody_elses_order_is_not_ours(self) -> None:
        answer = self.create(faults.says(201, self.someone_elses()))
        assert (answer.outcome, answer.order, answer.handles) == (NOID, None, None)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, RefusalKind.AUTH),
            (403, RefusalKind.AUTH),
            (404, RefusalKind.ADDRESS),
            (405, RefusalKind.ADDRESS),
            (429, RefusalKind.RATE),
        ],
    )
    def test_statuses_that_mean_nothing_was_done(self, status: int, kind: RefusalKind) -> None:
        for call in (self.create, self.cancel):
            answer = call(faults.says(status, {}, "Retry-After: 7"))
            assert (answer.outcome, answer.refusal, answer.status) == (REFUSED, kind, status)
            assert answer.retry_after == (7.0 if status == 429 else None)

    def test_a_rejection_names_the_field(self) -> None:
        answer = self.create(faults.says(400, self.rejection()))
        assert (answer.outcome, answer.refusal) == (REFUSED, RefusalKind.VALIDATION)
        assert answer.problems

    @pytest.mark.parametrize(
        "behaviour", [faults.reset_after_reading, faults.says(500, {}), faults.says(429, {})]
    )
    def test_a_call_is_one_request(self, behaviour: Behaviour) -> None:
        with serving(behaviour) as server:
            vendor = self.vendor_at(server.endpoint)
            vendor.create(self.spec, self.order_key)
            assert server.connections == 1
            vendor.cancel(self.name, Reason.EXPLICIT, "x")
            assert server.connections == 2
            with pytest.raises(ReadFailureError):
                vendor.retrieve(self.name)
            assert server.connections == 3

    # ---- reads ----------------------------------------------------------------------------------

    def test_a_read_gives_the_order(self) -> None:
        with self.talking(faults.says(200, self.order_document())) as vendor:
            order = vendor.retrieve(self.name)
        assert order.order_id == self.name.order_id
        assert order.account == vendor.account

    @pytest.mark.parametrize(
        ("behaviour", "kind"),
        [
            (faults.reset_after_reading, "unreachable"),
            (faults.half_status_line, "unreachable"),
            (faults.says(500, {}), "unreachable"),
            (faults.says(503, {}), "unreachable"),
            (faults.says(401, {}), "auth"),
            (faults.says(429, {}), "rate"),
            (faults.html_page, "other"),
            (faults.cut_body, "other"),
            (faults.gzip_bomb, "other"),
            (faults.says(200, []), "other"),
            (faults.says(302, {}), "other"),
            (faults.says(404, {}), "other"),
        ],
    )
    def test_a_failed_read_says_how(self, behaviour: Behaviour, kind: str) -> None:
        with self.talking(behaviour) as vendor, pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(self.name)
        assert caught.value.kind == kind

    def test_a_read_of_somebody_elses_order_fails(self) -> None:
        answer = faults.says(200, self.someone_elses())
        with self.talking(answer) as vendor, pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(self.name)
        assert caught.value.kind == "identity"

    # ---- cancels --------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("behaviour", "outcome"),
        [
            (faults.says(200, {}), AttemptOutcome.ACCEPTED),
            (faults.html_page, AttemptOutcome.ACCEPTED),
            (faults.cut_body, AttemptOutcome.ACCEPTED),
            (faults.reset_after_reading, UNKNOWN),
            (faults.half_status_line, UNKNOWN),
            (faults.says(500, {}), UNKNOWN),
            (faults.says(307, {}), UNKNOWN),
            (faults.raw(faults.answer_bytes(400, b"<html>gateway</html>")), UNKNOWN),
        ],
    )
    def test_cancels(self, behaviour: Behaviour, outcome: AttemptOutcome) -> None:
        answer = self.cancel(behaviour)
        assert answer.outcome is outcome
        assert answer.refusal is None

    def test_a_refused_cancel(self) -> None:
        answer = self.cancel(faults.says(400, self.rejection()))
        assert (answer.outcome, answer.refusal) == (REFUSED, RefusalKind.VALIDATION)

    # ---- secrets --------------------------------------------------------------------------------

    @pytest.mark.parametrize("echo", ["order", "rejection", "page", "garbage", "unauthorized"])
    def test_nothing_private_comes_back(self, echo: str, caplog: pytest.LogCaptureFixture) -> None:
        """A create may have everything quoted back, the other calls the key they carry."""
        caplog.set_level(logging.DEBUG)
        with self.talking(self.echoing(echo, self.private)) as vendor:
            shown = [repr(vendor.create(self.spec, self.order_key)), repr(vendor)]
        with self.talking(self.echoing(echo, self.private[:1])) as vendor:
            shown.append(repr(vendor.cancel(self.name, Reason.EXPLICIT, "x")))
            try:
                shown.append(repr(vendor.retrieve(self.name)))
            except ReadFailureError as error:
                shown += [str(error), repr(error), error.detail]
        shown.append(caplog.text)
        for private in self.private:
            assert not any(private in text for text in shown), private

    def echoing(self, echo: str, quoted: tuple[str, ...]) -> Behaviour:
        words = " ".join(quoted).encode()
        behaviours: dict[str, Callable[[], Behaviour]] = {
            "order": lambda: faults.says(200, self.order_document()),
            "rejection": lambda: faults.says(400, self.rejection(quoted)),
            "page": lambda: faults.raw(faults.answer_bytes(500, words)),
            "garbage": lambda: faults.raw(words),
            "unauthorized": lambda: faults.says(401, self.rejection(quoted)),
        }
        return behaviours[echo]()
