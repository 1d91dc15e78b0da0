"""The promise as questions asked after every step; the numbers are those of the design (I1-I16).

Checked here: I1, I2, I3, I4, I6, I7, I8, I10, I11, I12, I13, I16; I5 and I15 at the end of a
schedule (`settling.py`). Beside them: nothing is sent for a home in doubt or on hold; every unknown
is the first thing a plan shows; intents move only along `MOVES`; "refused", "absent" and "canceled"
are believed only when they are true at the vendor; `ledger check` finds no contradiction. A process
whose place was taken opens no attempt ("taken"); what answers it gets are written all the same
("kept"); an event is put away only when its order was read since it came in ("heard").

Not checked here: I9 (the vendor never shows the second of two orders of one request, so nobody can
see it), I14 (the canary suite searches every output for secrets).
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.simulation.files import home_of
from tests.simulation.memory import rows

from listwright.app.apply import BREAKER
from listwright.engine.fold import MOVES
from listwright.ledger.check import inspect_content
from listwright.model.intent import IntentState
from listwright.model.outcome import ApplyReport, Result
from listwright.model.plan import Plan, Reason
from listwright.model.portfolio import RefreshMode
from listwright.model.soundness import FlawCode

if TYPE_CHECKING:
    from tests.simulation.vendor import Placed
    from tests.simulation.world import Process, World

_SEND_WITHIN = 30.0
_HOLDING = ", ".join(f"'{state.value}'" for state in IntentState if state.holds_need)


class Violation(BaseException):
    """A promise was broken; no `Exception`, which a run would report. `rule` names the promise."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule


def require(holds: object, rule: str, detail: str) -> None:
    """Raise Violation unless it holds."""
    if not holds:
        raise Violation(rule, detail)


def require_true_report(sql: sqlite3.Connection, report: ApplyReport) -> None:
    """What a run reported is on record, and trouble ended it."""
    known = {row["order_id"] for row in rows(sql, "SELECT order_id FROM orders")}
    in_a_row = 0
    for outcome in report.outcomes:
        if outcome.result is Result.DONE and outcome.order_id is not None:
            require(outcome.order_id in known, "I2", f"{outcome.order_id} is not on record")
        in_a_row = in_a_row + 1 if outcome.result is Result.UNKNOWN else 0
        require(in_a_row <= BREAKER, "I16", "the run goes on after three unknown outcomes")
    codes = {outcome.failure.code for outcome in report.outcomes if outcome.failure is not None}
    require(not codes & {"internal", "ledger"}, "ours", f"the run failed: {report.outcomes}")


def require_kept(world: "World", process: "Process") -> None:
    """A process ended by itself: every id that reached it is on record, robbed or not."""
    if world.lost or not process.received:
        return
    known = {row["value"] for row in rows(world.sql, "SELECT value FROM order_handle")}
    lost = set(process.received) - known
    require(not lost, "kept", f"{process.name} got {lost}, and the ledger does not know it")


def require_same_plan(process: "Process") -> None:
    """The same knowledge gives the same plan."""
    again = process.plan(refresh=RefreshMode.NONE)
    once = process.plan(refresh=RefreshMode.NONE)
    require(again == once, "I12", "two plans of the same knowledge differ")


@dataclass
class Watch:
    """Looks at the ledger and at the vendor's truth, and compares."""

    asked: Counter[str] = field(default_factory=Counter)
    _state: tuple[object, ...] = ()
    _moves: int = 0
    _opened: int = 0
    _put_away: int = 0

    def on_request(self, world: "World", call: str, document: Mapping[str, Any]) -> None:
        """A create or cancel is about to be carried out."""
        process = world.acting
        assert process is not None
        require(process.sending, "I10", f"{process.name} sends a {call} outside of an apply")
        require(not world.lost, "I13", f"{process.name} sends a {call} from an old ledger")
        if process.robbed and "taken" not in world.setup.mistake.unasked:
            process.sent_since += 1
            require(process.sent_since == 1, "taken", f"{process.name} goes on sending: a {call}")
        if call == "cancel":
            self._on_cancel(world, document)
            return
        key, home = str(document["external_order_id"]), str(document["external_property_id"])
        self._is_recorded(world, key)
        self._is_allowed(world, key)
        self._is_quiet(world, home, key)
        known = {row["value"] for row in rows(world.sql, "SELECT value FROM order_handle")}
        known |= {row["order_id"] for row in rows(world.sql, "SELECT order_id FROM orders")}
        lost = set(process.received) - known
        require(not lost, "I8", f"{process.name} sends before it wrote down {lost}")

    def _is_recorded(self, world: "World", key: str) -> None:
        found = rows(
            world.sql,
            "SELECT committed_at FROM intent JOIN attempt ON attempt.intent = intent.id"
            " WHERE order_key = ? AND outcome = 'open' AND kind <> 'cancel'",
            (key,),
        )
        require(found, "I6", f"a create of {key} leaves without an attempt on record")
        sent = max(datetime.fromisoformat(row["committed_at"]) for row in found)
        age = (world.clock.now() - sent).total_seconds()
        require(age <= _SEND_WITHIN, "I6", f"a create of {key} leaves {age:.0f} s after its record")

    def _is_allowed(self, world: "World", key: str) -> None:
        """One request per name; a second one only where the files allow it, never a third."""
        sent = rows(
            world.sql,
            "SELECT kind FROM attempt JOIN intent ON intent.id = attempt.intent"
            " WHERE order_key = ? AND kind <> 'cancel' ORDER BY number",
            (key,),
        )
        kinds = [row["kind"] for row in sent]
        may = world.setup.resend or world.setup.mistake.unprotected
        allowed = (["create"], ["create", "probe"]) if may else (["create"],)
        require(kinds in allowed, "I4", f"{key} leaves as {kinds}")
        self.asked["second requests"] += len(kinds) - 1

    def _is_quiet(self, world: "World", home: str, key: str) -> None:
        """Nothing leaves for a home of which something is unknown."""
        unsure = [
            row["order_key"]
            for row in rows(
                world.sql,
                "SELECT property, order_key FROM intent"
                " WHERE state IN ('sending', 'in_doubt', 'exists_noid')",
            )
            if home_of(row["property"]) == home_of(home) and row["order_key"] != key
        ]
        require(not unsure, "quiet", f"{key} is sent while {unsure} may exist")
        held = rows(world.sql, "SELECT property FROM hold WHERE released_at IS NULL")
        homes = {home_of(row["property"]) for row in held}
        if not self._is_second(world, key):
            # What a run was told that died of it, a second request is told again.
            homes |= {home_of(one) for one in world.vendor.refused}
        require(home_of(home) not in homes, "quiet", f"{key} is sent while another order is there")

    def _is_second(self, world: "World", key: str) -> bool:
        probe = (
            "SELECT 1 FROM attempt JOIN intent ON intent.id = attempt.intent"
            " WHERE order_key = ? AND kind = 'probe' AND outcome = 'open'"
        )
        return bool(rows(world.sql, probe, (key,)))

    def _on_cancel(self, world: "World", document: Mapping[str, Any]) -> None:
        placed = world.vendor.find(document)
        if placed is None:
            return
        mine = placed.is_ours or placed.order_id in world.imported
        require(mine, "I7", f"order {placed.order_id} is canceled and was never ours")
        require(
            placed.order_id not in world.forgotten,
            "I7",
            f"order {placed.order_id} is canceled after it was forgotten",
        )
        open_cancel = rows(
            world.sql,
            "SELECT 1 FROM attempt WHERE kind = 'cancel' AND order_id = ? AND outcome = 'open'",
            (placed.order_id,),
        )
        require(open_cancel, "I7", f"order {placed.order_id} is canceled without a record")

    def after_step(self, world: "World") -> None:
        """Something may have changed."""
        world.vendor.catch_up()
        truth = tuple(one.status for one in world.vendor.orders)
        state = (world.sql.total_changes, truth)
        if state == self._state:
            return
        self._state = state
        self.asked["steps"] += 1
        self._never_twice(world)
        self._nothing_lost(world)
        self._one_intent_per_need(world)
        self._moves_are_true(world)
        self._nothing_foreign_is_ours(world)
        self._only_one_runs(world)
        self._events_were_read(world)
        if self.asked["steps"] % 4 == 0:  # it reads everything
            self._agrees(world)

    def _nothing_foreign_is_ours(self, world: "World") -> None:
        """What somebody else ordered is nothing that a create of ours made."""
        made = rows(
            world.sql, "SELECT order_id FROM orders WHERE managed = 1 AND origin = 'created'"
        )
        ours = {one.order_id for one in world.vendor.orders if one.is_ours}
        foreign = {row["order_id"] for row in made} - ours
        require(world.lost or not foreign, "I7", f"{foreign} counts as made by us")

    def _only_one_runs(self, world: "World") -> None:
        """Who lost its place may finish what it began, and begins nothing."""
        (row,) = rows(world.sql, "SELECT epoch FROM meta")
        for process in world.running.values():
            if process.driver.epoch < row["epoch"] and not process.robbed:
                process.robbed = True
                world.robbed.append(process.where)
                world.trace.append(f"    {process.name}: loses its place {process.where}")
        opened = rows(world.sql, "SELECT * FROM opened WHERE rowid > ?", (self._opened,))
        self._opened += len(opened)
        for row in opened:
            runner = world.running.get(row["run"])
            if runner is not None and "taken" not in world.setup.mistake.unasked:
                mine = runner.driver.epoch == row["epoch"]
                require(mine, "taken", f"{runner.name} opens an attempt in another one's place")

    def _events_were_read(self, world: "World") -> None:
        """What an event said is on record, by a read, before the event is put away."""
        if world.postman is None:
            return
        found = rows(
            world.sql,
            "SELECT put_away.rowid AS number, inbox.*, orders.read_at FROM put_away"
            " JOIN inbox ON inbox.id = put_away.event"
            " LEFT JOIN orders ON orders.account = inbox.account"
            " AND (orders.order_id = inbox.order_id OR (inbox.order_id IS NULL"
            " AND orders.request_id = inbox.request_id)) WHERE put_away.rowid > ?",
            (self._put_away,),
        )
        for row in found:
            self._put_away = max(self._put_away, row["number"])
            self.asked["events"] += 1
            ours = {one.order_id for one in world.vendor.orders if one.is_ours}
            if row["outcome"] in {"read", "superseded"} or row["order_id"] in ours:
                read = row["read_at"] is not None and row["read_at"] >= row["received_at"]
                why = f"{row['event']} of order {row['order_id']} is put away ({row['outcome']})"
                require(read, "heard", f"{why}, and nobody read the order")

    def _agrees(self, world: "World") -> None:
        """What `ledger check` asks of the content holds at every moment, also after a kill."""
        found = inspect_content(world.sql, held=False)
        wrong = [flaw for flaw in found.flaws if not flaw.code.is_note]
        if world.vendor.doubles:
            wrong = [flaw for flaw in wrong if flaw.code is not FlawCode.DUPLICATE]
        require(not wrong, "sound", f"the ledger contradicts itself: {wrong}")

    def _never_twice(self, world: "World") -> None:
        count = Counter(
            (home_of(one.home), slug)
            for one in world.vendor.orders
            if one.is_ours and not one.is_canceled and one.order_id not in world.forgotten
            if not one.again
            for slug, _ in one.services
        )
        doubled = [need for need, number in count.items() if number > 1]
        require(not doubled, "I1", f"ordered twice: {doubled}")

    def _nothing_lost(self, world: "World") -> None:
        known = {row["order_id"] for row in rows(world.sql, "SELECT order_id FROM orders")}
        strange = [
            one
            for one in world.vendor.orders
            if one.is_ours
            and one.order_id not in known
            and not one.again
            and not (world.recovered and one.is_canceled)
        ]
        if not strange or world.lost:
            return
        states = {
            row["order_key"]: IntentState(row["state"])
            for row in rows(world.sql, "SELECT order_key, state FROM intent")
        }
        for one in strange:
            state = states.get(one.key)
            named = state is not None and (state.is_unsettled or self._by_request(world, one.key))
            named = named or self._is_forgotten(world, one)
            require(named, "I3", f"order {one.order_id} ({one.key}) exists and counts as {state}")

    def _is_forgotten(self, world: "World", placed: "Placed") -> bool:
        """Whether a person is asked about it, since a lost ledger may have known it."""
        held = rows(
            world.sql,
            "SELECT property FROM hold WHERE released_at IS NULL AND cause = 'lost'",
        )
        homes = {home_of(row["property"]) for row in held}
        return home_of(placed.home) in homes

    def _by_request(self, world: "World", key: str) -> bool:
        found = rows(
            world.sql,
            "SELECT 1 FROM order_handle JOIN intent ON intent.id = order_handle.intent"
            " WHERE order_key = ?",
            (key,),
        )
        return bool(found)

    def _one_intent_per_need(self, world: "World") -> None:
        doubled = rows(
            world.sql,
            "SELECT need.property, need.service_key FROM need"
            " JOIN intent ON intent.id = need.intent"
            f" WHERE intent.state IN ({_HOLDING})"
            " GROUP BY need.account, need.property, need.service_key, need.turn"
            " HAVING count(*) > 1",
        )
        require(not doubled, "I4", f"two intents hold {[tuple(row) for row in doubled]}")

    def _moves_are_true(self, world: "World") -> None:
        moved = rows(world.sql, "SELECT * FROM moved WHERE rowid > ?", (self._moves,))
        self._moves += len(moved)
        for row in moved:
            before, after = IntentState(row["before"]), IntentState(row["after"])
            require(after in MOVES[before], "moves", f"{before.value} -> {after.value}")
            if after in {IntentState.CANCELED, IntentState.REFUSED, IntentState.ABSENT}:
                self._is_over(world, row["intent"], after)

    def _is_over(self, world: "World", intent: int, state: IntentState) -> None:
        (row,) = rows(world.sql, "SELECT order_key, origin FROM intent WHERE id = ?", (intent,))
        ids = rows(world.sql, "SELECT order_id FROM orders WHERE intent = ?", (intent,))
        named = {one["order_id"] for one in ids}
        alive = [
            one.order_id
            for one in world.vendor.orders
            if not one.is_canceled and (one.key == row["order_key"] or one.order_id in named)
        ]
        require(not alive, "I11", f"{row['order_key']} counts as {state.value}; {alive} lives")
        if state is IntentState.ABSENT:
            require(world.settling, "I11", f"{row['order_key']} is absent, and nobody said so")

    def after_plan(self, world: "World", process: "Process", plan: Plan) -> None:
        """Every unknown leads the plan; the same knowledge gives the same plan."""
        self.asked["plans"] += 1
        unknown = {
            home_of(record.property)
            for record in process.ledger.observed().properties.values()
            for intent in record.intents
            if intent.state.is_unsettled
            and intent.state is not IntentState.SENDING
            and intent.request_id is None
        }
        blocked = [item.reason is Reason.CREATE_OUTCOME_UNKNOWN for item in plan.blocked]
        shown = {
            home_of(item.need.property)
            for item in plan.blocked
            if item.reason is Reason.CREATE_OUTCOME_UNKNOWN
        }
        shown |= {home_of(one.property) for one in plan.changes if one.resend is not None}
        require(unknown <= shown, "shown", f"unknown and not in the plan: {unknown - shown}")
        require(blocked == sorted(blocked, reverse=True), "shown", "unknowns do not come first")
        creates = [change for change in plan.changes if change.action.creates]
        acted = {home_of(change.property) for change in creates if change.resend is None}
        require(not acted & unknown, "quiet", f"a create is planned for {acted & unknown}")
        if self.asked["plans"] % 8 == 0:
            require_same_plan(process)

    def after_apply(self, world: "World", report: ApplyReport) -> None:
        """What was reported is on record, and trouble ends a run."""
        require_true_report(world.sql, report)
