"""The promise about pictures as questions asked after every step.

Of one recipe the vendor is asked for one picture at most, however runs die: P1. Whatever was asked
for is known by its id or in doubt with the ids of its upload: P2. A photo whose upload is in hand
is not uploaded again: P3. A paid step is on record before it leaves: P4. It leaves again only once,
after the settle time, and when the vendor was just seen to show nothing: P5. What the ledger calls
refused, absent, canceled or delivered is so: P6. What was finished is brought home: P7. An old
ledger sends nothing: P8. Every unknown is in the plan: P9. Reports and plans must hold what those
of homes must: I2, I16 and I12.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.simulation.invariants import require, require_same_plan, require_true_report
from tests.simulation.memory import rows
from tests.simulation.pictures.studio import LINK

from listwright.app.effects import SendUpload
from listwright.engine.fold import MOVES
from listwright.ledger.check import inspect_content
from listwright.model.intent import IntentState, RefusalKind
from listwright.model.order import Order
from listwright.model.outcome import ApplyReport
from listwright.model.plan import Plan, Reason

if TYPE_CHECKING:
    from tests.simulation.pictures.darkroom import PictureWorld
    from tests.simulation.pictures.studio import Upload
    from tests.simulation.world import Process

_SEND_WITHIN = 30.0
_SETTLE = timedelta(minutes=15)
_ENDED = frozenset({IntentState.CANCELED, IntentState.REFUSED, IntentState.ABSENT})
_UNSETTLED = ("sending", "in_doubt", "exists_noid")
_FAULTLESS = {
    kind.value
    for kind in RefusalKind
    if not kind.marks_need and kind not in {RefusalKind.ENTITY, RefusalKind.UPLOAD}
}
"""Refusals that are no fault of the photo or its upload."""


@dataclass
class PictureWatch:
    """Looks at the ledger and at the vendor's truth, and compares."""

    asked: Counter[str] = field(default_factory=Counter)
    stored: set[str] = field(default_factory=set)
    """Ids of orders whose results were brought home."""

    empty: dict[str, str] = field(default_factory=dict)
    """By process: the upload that it saw without a picture since its plan, and nothing else yet."""

    _state: tuple[object, ...] = ()
    _moves: int = 0

    # ---- requests ------------------------------------------------------------------------------

    def on_request(self, world: "PictureWorld", call: str, about: str) -> None:
        """An upload or a paid step is about to be carried out, or a read showed nothing."""
        process = world.acting
        assert process is not None
        if call == "empty":
            self.empty[process.name] = about
            return
        seen = self.empty.pop(process.name, "")
        require(process.sending, "P4", f"{process.name} sends a {call} outside of an apply")
        require(not world.lost, "P8", f"{process.name} sends a {call} from an old ledger")
        if call == "upload":
            self._on_upload(world, process)
        else:
            self._on_submit(world, about, seen=seen)

    def _on_upload(self, world: "PictureWorld", process: "Process") -> None:
        self.asked["uploads"] += 1
        effect = process.effect
        assert isinstance(effect, SendUpload)
        assert effect.spec.task is not None
        found = rows(
            world.sql,
            "SELECT intent.* FROM intent JOIN need ON need.intent = intent.id"
            " WHERE need.service_key = ? ORDER BY intent.id",
            (effect.spec.task.recipe.key,),
        )
        *earlier, last = found
        if world.is_overtaken(process):
            return  # it costs nothing, and its ids will not be kept
        require(last["state"] == "sending", "P4", "an upload leaves that no intent speaks of")
        unsure = [one["order_key"] for one in earlier if one["state"] in _UNSETTLED]
        require(not unsure, "P3", f"uploaded again while {unsure} may have been bought")
        in_hand = [one for one in (*earlier[-1:], last) if _can_be_used(one)]
        require(not in_hand, "P3", "uploaded again, and an upload is in hand")

    def _on_submit(self, world: "PictureWorld", number: str, *, seen: str) -> None:
        found = rows(
            world.sql,
            "SELECT intent.*, attempt.kind, attempt.committed_at FROM attempt"
            " JOIN intent ON intent.id = attempt.intent WHERE outcome = 'open'"
            " AND prepare_handle IS NOT NULL AND commit_at IS NOT NULL"
            " ORDER BY intent.id, attempt.number",
        )
        mine = [row for row in found if _number_of(row["prepare_handle"]) == number]
        require(mine, "P4", f"a paid step on {number} leaves without a record")
        row, again = mine[-1], mine[-1]["kind"] == "probe"
        recorded = datetime.fromisoformat(row["committed_at"] if again else row["commit_at"])
        age = (world.clock.now() - recorded).total_seconds()
        require(age <= _SEND_WITHIN, "P4", f"a paid step leaves {age:.0f} s after its record")
        self._is_allowed(world, row["id"])
        self.asked["again" if again else "paid"] += 1
        before = world.studio.doubtful.get(number)
        if before is not None:
            upload = world.studio.find(number)
            jobs = upload.jobs if upload is not None else []
            now = world.clock.now()
            shown = [job.number for job in jobs if job.ours and job.is_alive and job.shown <= now]
            require(not shown, "P5", f"a paid step on {number}, which shows {shown}")
            require(now - before >= _SETTLE, "P5", f"{number} is submitted {now - before} later")
        require(not again or seen == number, "P5", f"{number} is submitted again without a look")

    def _is_allowed(self, world: "PictureWorld", intent: int) -> None:
        sent = rows(
            world.sql, "SELECT kind FROM attempt WHERE intent = ? ORDER BY number", (intent,)
        )
        kinds = [row["kind"] for row in sent]
        require(kinds in (["create"], ["create", "probe"]), "P5", f"it leaves as {kinds}")

    # ---- after every step ----------------------------------------------------------------------

    def after_step(self, world: "PictureWorld") -> None:
        """Something may have changed."""
        world.studio.catch_up()
        truth = tuple(job.status for upload in world.studio.uploads for job in upload.jobs)
        state = (world.sql.total_changes, truth)
        if state == self._state:
            return
        self._state = state
        self.asked["steps"] += 1
        self._paid_once(world)
        self._nothing_lost(world)
        self._doubts_can_be_asked(world)
        self._one_intent_per_recipe(world)
        self._moves_are_true(world)
        self._delivered_is_done(world)
        if self.asked["steps"] % 8 == 0:  # it reads everything
            found = inspect_content(world.sql, held=False)
            wrong = [flaw for flaw in found.flaws if not flaw.code.is_note]
            require(not wrong, "sound", f"the ledger contradicts itself: {wrong}")

    def _paid_once(self, world: "PictureWorld") -> None:
        count = Counter(
            (upload.content, recipe)
            for upload in world.studio.uploads
            if not _is_excused(world, upload)
            for recipe in upload.bought
        )
        twice = [one for one, number in count.items() if number > 1]
        require(not twice, "P1", f"paid twice: {twice}")

    def _nothing_lost(self, world: "PictureWorld") -> None:
        if world.lost:
            return
        known = {row["order_id"] for row in rows(world.sql, "SELECT order_id FROM orders")}
        known |= {
            _number_of(row["prepare_handle"])
            for row in rows(
                world.sql,
                "SELECT prepare_handle FROM intent WHERE prepare_handle IS NOT NULL"
                f" AND state IN {_UNSETTLED}",
            )
        }
        held = self._held_after_a_loss(world)
        for upload in world.studio.uploads:
            if home_of_content(upload.content) in held:
                continue  # a person is asked about it
            asked = upload.bought or upload.number in world.studio.late
            if asked and upload.number not in known and not _is_excused(world, upload):
                require(False, "P2", f"{upload.number} was ordered, and nobody knows of it")

    def _doubts_can_be_asked(self, world: "PictureWorld") -> None:
        found = rows(
            world.sql,
            "SELECT order_key FROM intent WHERE state IN ('in_doubt', 'exists_noid')"
            " AND (prepare_handle IS NULL OR commit_at IS NULL)",
        )
        keys = [row["order_key"] for row in found]
        require(not keys, "P2", f"{keys} are in doubt, and nothing was paid")

    def _held_after_a_loss(self, world: "PictureWorld") -> set[str]:
        found = rows(
            world.sql, "SELECT property FROM hold WHERE released_at IS NULL AND cause = 'lost'"
        )
        return {row["property"].upper() for row in found}

    def _one_intent_per_recipe(self, world: "PictureWorld") -> None:
        doubled = rows(
            world.sql,
            "SELECT service_key FROM need JOIN intent ON intent.id = need.intent"
            " WHERE intent.state IN ('sending', 'in_doubt', 'exists_noid', 'live', 'delivered')"
            " GROUP BY need.account, need.property, need.service_key HAVING count(*) > 1",
        )
        require(not doubled, "P1", f"two intents hold {[tuple(row) for row in doubled]}")

    def _moves_are_true(self, world: "PictureWorld") -> None:
        moved = rows(world.sql, "SELECT * FROM moved WHERE rowid > ?", (self._moves,))
        self._moves += len(moved)
        for row in moved:
            before, after = IntentState(row["before"]), IntentState(row["after"])
            require(after in MOVES[before], "moves", f"{before.value} -> {after.value}")
            if after in _ENDED and not world.lost:
                self._is_over(world, row["intent"], after)

    def _is_over(self, world: "PictureWorld", intent: int, state: IntentState) -> None:
        (row,) = rows(world.sql, "SELECT * FROM intent WHERE id = ?", (intent,))
        number = _number_of(row["prepare_handle"]) if row["prepare_handle"] else ""
        upload = world.studio.find(number)
        alive = upload is not None and bool(upload.bought)
        # What an earlier name of the same upload bought is that one's.
        others = rows(
            world.sql,
            "SELECT 1 FROM intent WHERE id <> ? AND prepare_handle = ? AND state IN"
            " ('in_doubt', 'exists_noid', 'live', 'delivered', 'forgotten', 'superseded')",
            (intent, row["prepare_handle"] or ""),
        )
        alive = alive or number in world.studio.late
        require(not alive or others, "P6", f"{row['order_key']} is {state.value}, and it lives")
        if state is IntentState.ABSENT:
            require(world.settling, "P6", f"{row['order_key']} is absent, and nobody said so")

    def _delivered_is_done(self, world: "PictureWorld") -> None:
        found = rows(world.sql, "SELECT order_id, request_id FROM orders WHERE phase = 'delivered'")
        for row in found:
            upload = world.studio.find(row["order_id"])
            job = upload.job(row["request_id"] or "") if upload is not None else None
            require(job is not None and job.is_done, "P6", f"{row['order_id']} is not finished")

    # ---- plans, reports, results ---------------------------------------------------------------

    def after_plan(self, world: "PictureWorld", process: "Process", plan: Plan) -> None:
        """Every unknown is in the plan, and what is unknown is not ordered anew."""
        self.empty.pop(process.name, None)
        unknown = {
            str(line.service_key): str(intent.property)
            for record in process.ledger.observed().properties.values()
            for intent in record.intents
            if intent.state.is_unsettled and intent.state is not IntentState.SENDING
            for line in intent.services
        }
        shown = {
            str(item.need.property)
            for item in plan.blocked
            if item.reason is Reason.CREATE_OUTCOME_UNKNOWN
        }
        shown |= {str(one.property) for one in plan.changes if one.resend is not None}
        left = set(unknown.values()) - shown
        require(not left, "P9", f"unknown and not in the plan: {left}")
        anew = {
            str(change.task.recipe.key)
            for change in plan.changes
            if change.task is not None and change.action.creates and change.resend is None
        }
        require(not anew & unknown.keys(), "P9", "what is in doubt is ordered anew")
        if self.asked["steps"] % 8 == 0:
            require_same_plan(process)

    def after_apply(self, world: "PictureWorld", report: ApplyReport) -> None:
        """What was reported is on record, and trouble ends a run."""
        require_true_report(world.sql, report)

    def on_stored(self, world: "PictureWorld", order: Order, url: str) -> None:
        """A result is brought home."""
        number = url.removeprefix(f"{LINK}/").removesuffix(".jpg")
        upload = world.studio.find(order.order_id)
        job = upload.job(number) if upload is not None else None
        require(job is not None and job.is_done, "P7", f"{url} is no result of {order.order_id}")
        require(job is not None and job.ours, "P7", f"{url} was made by somebody else")
        self.stored.add(order.order_id)


def _number_of(handle: str) -> str:
    number: str = json.loads(handle)["order_id"]
    return number


def _can_be_used(row: "object") -> bool:
    """Whether an intent has an upload of which nothing was bought, for no fault of the photo."""
    cells = dict(row)  # type: ignore[call-overload]
    if cells["prepare_handle"] is None:
        return False
    refused = cells["state"] == "refused" and cells["refusal"] in _FAULTLESS
    return bool(refused or cells["state"] in {"absent", "sending"})


def home_of_content(content: str) -> str:
    """The home whose photo it is."""
    return f"H{content.removeprefix('photo ').partition('/')[0]}"


def _is_excused(world: "PictureWorld", upload: "Upload") -> bool:
    return home_of_content(upload.content) in world.excused
