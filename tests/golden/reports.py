"""Apply reports, status reports and findings built by hand."""

from datetime import timedelta

from tests.golden.plans import ACCOUNT, HOSTILE, NOW, create, ending, need, services

from listwright.errors import Diagnostic, Severity, Span
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.names import OrderId
from listwright.model.order import Appointment, Basis, Order, Origin, Phase, Photo, Service
from listwright.model.outcome import ApplyReport, ChangeOutcome, Failure, Result, Step
from listwright.model.plan import Action, Condition, Reason
from listwright.model.status import MetBy, NeedStatus, Proof, StatusReport


def apply_report(**fields: object) -> ApplyReport:
    rejected = Failure(
        code="vendor_rejected",
        message="can't be blank",
        attr="property.location.postal_code",
        at="units.csv:3118 (row 3117, field postal_code)",
        remedy="fill in postal_code; the next run tries again",
    )
    done = [
        ChangeOutcome(
            change=create(f"DEN-{place:05d}"),
            result=Result.DONE,
            order_id=OrderId(f"66{place:04d}"),
            steps=(Step(action="create", result=Result.DONE, order_id=OrderId(f"66{place:04d}")),),
            sent=True,
        )
        for place in range(22)
    ]
    outcomes = (
        *done,
        ChangeOutcome(
            change=ending(Action.CANCEL, "MIA-00200", "661204"),
            result=Result.DONE,
            steps=(Step(action="cancel", result=Result.DONE, order_id=OrderId("661204")),),
            sent=True,
        ),
        ChangeOutcome(
            change=create("TUS-00310"),
            result=Result.FAILED,
            steps=(Step(action="create", result=Result.FAILED, failure=rejected),),
            failure=rejected,
            sent=True,
        ),
        ChangeOutcome(
            change=create("PHX-00031"),
            result=Result.UNKNOWN,
            failure=Failure(
                code="create_outcome_unknown",
                message="the connection broke after the request had left",
                remedy="listwright resolve PHX-00031/photos",
            ),
            sent=True,
        ),
        ChangeOutcome(change=create("PHX-00032"), result=Result.SKIPPED),
    )
    values: dict[str, object] = {"plan_id": "01JDA7Q0000000000000000000", "outcomes": outcomes}
    return ApplyReport(**(values | fields))  # type: ignore[arg-type]


def order(order_id: str, home: str, **fields: object) -> Order:
    values: dict[str, object] = {
        "services": services(photos=15),
        "status": "ordered",
        "phase": Phase.OPEN,
        "revision": 12,
        "created": NOW - timedelta(days=2),
        "read_at": NOW - timedelta(minutes=5),
    }
    return Order(
        account=ACCOUNT,
        order_id=OrderId(order_id),
        property=need(f"{home}/photos").property,
        **(values | fields),  # type: ignore[arg-type]
    )


def full_order() -> Order:
    """Every field set."""
    return order(
        "650001",
        "DEN-00001",
        status="delivered",
        phase=Phase.DELIVERED,
        origin=Origin.IMPORTED,
        services=(
            Service(slug="photos", quantity=15, price=25_005),
            Service(slug="staging", quantity=1, previous_order_id=OrderId("640000")),
        ),
        appointments=(
            Appointment(id="a1", start=NOW - timedelta(days=1), end=NOW, canceled=True),
            Appointment(id="a2", start=NOW + timedelta(hours=30), end=None),
            Appointment(id="a3", start=None, end=None),
        ),
        links={"tour": "https://example.com/t", "gallery": "https://example.com/g"},
        photos=(Photo(sequence=1, caption="Küche", url="https://example.com/1.jpg"),),
        attention="the visitor found nobody at home",
        basis=Basis(origin="inline", facts={}, trail=(), keys=(need("x/photos").key,)),
        captured_at=NOW - timedelta(days=3),
        delivered_at=NOW - timedelta(days=1, microseconds=-5),
    )


def status_report() -> StatusReport:
    def status(address: str, condition: Condition, reason: Reason, **fields: object) -> NeedStatus:
        return NeedStatus(
            address=need(address),
            vendor="planomatic",
            service="photos",
            quantity=15,
            condition=condition,
            reason=reason,
            **({"why": "asked for by a rule"} | fields),  # type: ignore[arg-type]
        )

    return StatusReport(
        needs=(
            status(
                "DEN-00001/photos",
                Condition.SATISFIED,
                Reason.SATISFIED,
                at="rules/a.yaml:3",
                met_by=MetBy(
                    kind=Proof.ORDER,
                    order_id=OrderId("650001"),
                    captured_at=NOW - timedelta(days=3),
                    stale_on=NOW + timedelta(days=362),
                    warn_on=NOW - timedelta(days=1),
                ),
            ),
            status(
                "DEN-00001/tour",
                Condition.SATISFIED,
                Reason.SATISFIED,
                met_by=MetBy(kind=Proof.ATTESTATION),
            ),
            status(
                "DEN-00002/photos",
                Condition.PROGRESSING,
                Reason.IN_PROGRESS,
                order_id=OrderId("661200"),
            ),
            status(
                "DEN-00003/photos",
                Condition.DEFERRED,
                Reason.NOT_READY,
                until=NOW + timedelta(days=2),
            ),
            status(
                "DEN-00003/staging",
                Condition.DEFERRED,
                Reason.DEPENDENCY_DEFERRED,
                clears_when="its photos are delivered",
                waits_for=(need("DEN-00003/photos"),),
            ),
            status(
                "DEN-00003/styled",
                Condition.DEFERRED,
                Reason.DEPENDENCY_PENDING,
                clears_when="order 654321 delivered",
                waits_for=(need("DEN-00003/photos"),),
                order_id=OrderId("654321"),
            ),
            status("DEN-00003/tour", Condition.STALE, Reason.STALE),
            status(
                "DEN-00003/video",
                Condition.WAIVED,
                Reason.WAIVED,
                until=NOW + timedelta(days=70),
                why="waived by jsmith until 2027-01-30: HOA forbids it (a.yaml:9)",
            ),
            status(
                "DEN-00004/photos",
                Condition.BLOCKED,
                Reason.VENDOR_REJECTED,
                since=NOW - timedelta(hours=30),
                remedy="correct the postal code",
            ),
        ),
        orders=(
            full_order(),
            order("661200", "DEN-00002"),
            order(
                "640000",
                "DEN-00009",
                managed=False,
                read_at=None,
                status=HOSTILE,
                phase=Phase.UNKNOWN,
            ),
        ),
        cancelable=frozenset({OrderId("661200")}),
    )


def audit_findings() -> tuple[AuditFinding, ...]:
    """Every code, one of them more often than is shown."""

    def finding(code: FindingCode, **fields: object) -> AuditFinding:
        values: dict[str, object] = {
            "address": need("DEN-00001/photos"),
            "order_id": OrderId("654300"),
            "since": NOW - timedelta(days=3, hours=2),
            "why": "something is not as it should be",
            "remedy": "look at it",
        }
        return AuditFinding(code=code, **(values | fields))  # type: ignore[arg-type]

    many = [
        finding(
            FindingCode.UNMANAGED,
            address=need(f"DEN-{place:05d}/x").property,
            order_id=OrderId(f"64{place:04d}"),
            why=f"order 64{place:04d} (photos 10; completed) counts, and listwright did not place"
            " it here",
            remedy=f"listwright import DEN-{place:05d} --order-id 64{place:04d} puts it under"
            " management",
        )
        for place in range(37)
    ]
    return (
        finding(
            FindingCode.UNKNOWN,
            address=need("PHX-00031/photos"),
            order_id=None,
            why="an order for it was sent 2026-11-20 14:02 UTC and its outcome is unknown",
            remedy="listwright resolve PHX-00031/photos --created N, or listwright resolve"
            " PHX-00031/photos --not-created --reason T",
        ),
        finding(FindingCode.BLOCKED, why=HOSTILE, remedy=HOSTILE, order_id=OrderId("\x1b[2J")),
        finding(
            FindingCode.ATTENTION,
            address=need("DEN-00002/x").property,
            why="order 654300 is scheduled: nobody was at home",
        ),
        finding(FindingCode.OVERDUE, address=need("DEN-00003/x").property),
        finding(FindingCode.DRIFT, address=need("DEN-00004/x").property),
        finding(FindingCode.STALE, since=None),
        finding(
            FindingCode.INVENTORY,
            address=None,
            order_id=None,
            since=None,
            why="the rule `lakes` (rules/a.yaml:7) matches no home",
        ),
        *many,
    )


def findings() -> tuple[Diagnostic, ...]:
    return (
        Diagnostic(
            code="LW1103",
            summary="This key is not known here.",
            detail="`quantiy` is not a field of a need.\nFields of a need are: slug, quantity.",
            fix="write one of the fields, or remove the line",
            span=Span(file="listwright.yaml", line=12, column=9, end_line=12, end_column=16),
            suggestion="quantity",
        ),
        Diagnostic(
            code="LW1104",
            summary="This value goes on over several lines.",
            span=Span(file="listwright.yaml", line=13, column=70, end_line=15, end_column=2),
        ),
        Diagnostic(
            code="LW1501",
            summary="A cell is empty, 100% of the rows.",
            severity=Severity.WARNING,
            span=Span(file="data, 2026: new.csv", line=4, row=3, field="state"),
        ),
        Diagnostic(code="LW5001", summary=HOSTILE, detail=f"{HOSTILE}\n::error::x", fix=HOSTILE),
    )


LINES = {
    12: "\tphotos: quantiy: 15   # " + "x" * 300,
    13: "    text: " + "y" * 400,
    4: "  ",
}


def read_line(file: str, line: int) -> str | None:
    return LINES.get(line)
