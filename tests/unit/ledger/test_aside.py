"""Answers that the ledger could not take: kept elsewhere, checked, taken in once."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.ledger.builders import (
    ACCOUNT,
    HOME,
    UNKNOWN,
    FakeClock,
    answer,
    begin,
    created,
    draft,
    kinds_of,
    order,
    place,
    record_of,
    refused,
    state_of,
)

from listwright.ledger.aside import Unrecorded, keep_aside, read_aside
from listwright.ledger.opening import open_ledger
from listwright.ledger.sqlite import SqliteLedger
from listwright.model.intent import Answer, AttemptOutcome, IntentState, Problem, RefusalKind
from listwright.model.names import OrderId
from listwright.model.order import Phase


def opened(path: Path, *, read_only: bool = False) -> SqliteLedger:
    return open_ledger(
        path / "ledger.db",
        lineage="a/b",
        run="r1",
        actor="ana",
        clock=FakeClock(),
        read_only=read_only,
        aside=(path / "gone" / "x.jsonl", path / "x.jsonl"),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The first place takes nothing: a file stands where its folder should be."""
    (tmp_path / "gone").write_text("", encoding="utf-8")
    return tmp_path


def taken(path: Path) -> list[str]:
    return [file.name for file in path.glob("x.jsonl*")]


def test_an_order_is_taken_in_by_the_next_that_may_write(folder: Path) -> None:
    with opened(folder) as ledger, ledger.lock(0) as epoch:
        ref = begin(ledger, draft(), epoch)
        assert ledger.keep_aside(ref, created()) == str(folder / "x.jsonl")
    with opened(folder, read_only=True) as reader:
        assert state_of(reader) is IntentState.IN_DOUBT
    with opened(folder) as ledger:
        assert state_of(ledger) is IntentState.LIVE
        assert record_of(ledger).orders[0].order_id == "654321"
        history = kinds_of(ledger)
    assert taken(folder) == ["x.jsonl.taken-r1"]
    (folder / "x.jsonl.taken-r1").rename(folder / "x.jsonl")
    with opened(folder) as ledger:
        assert kinds_of(ledger) == history, "what is known is not written again"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (refused(), IntentState.REFUSED),
        (UNKNOWN, IntentState.IN_DOUBT),
        (answer(AttemptOutcome.NOID), IntentState.EXISTS_NOID),
        (answer(AttemptOutcome.DUP, handles={"order_id": "9"}), IntentState.REFUSED),
    ],
)
def test_every_kind_of_answer(folder: Path, said: Answer, state: IntentState) -> None:
    with opened(folder) as ledger, ledger.lock(0) as epoch:
        ledger.keep_aside(begin(ledger, draft(), epoch), said)
    for _ in range(2):
        with opened(folder) as ledger:
            assert state_of(ledger) is state
            assert kinds_of(ledger).count("hold") == (said.outcome is AttemptOutcome.DUP)


def test_a_cancel(folder: Path) -> None:
    with opened(folder) as ledger, ledger.lock(0) as epoch:
        place(ledger, epoch)
        ref = ledger.open_cancel(
            ACCOUNT,
            OrderId("654321"),
            revision=record_of(ledger).revision,
            epoch=epoch,
            at=FakeClock().now(),
        )
        gone = order(phase=Phase.CANCELED, status="canceled")
        ledger.keep_aside(ref, answer(AttemptOutcome.ACCEPTED, order=gone))
    with opened(folder) as ledger:
        # Only a read proves a cancel; what came back is that it was accepted.
        assert state_of(ledger) is IntentState.CANCELLING
        assert kinds_of(ledger)[-1] == "cancel_accepted"


def test_a_line_cut_short_does_not_swallow_the_next(folder: Path) -> None:
    with opened(folder) as ledger, ledger.lock(0) as epoch:
        first = begin(ledger, draft(name="aaaa"), epoch)
        second = begin(ledger, draft("video", name="bbbb"), epoch)
        ledger.keep_aside(first, created("1"))
        whole = (folder / "x.jsonl").read_bytes()
        (folder / "x.jsonl").write_bytes(whole[:-40])
        ledger.keep_aside(second, created("2"))
    with opened(folder) as ledger:
        states = {one.order_key: one.state for one in record_of(ledger).intents}
        assert states == {"lw1-aaaa-g1": IntentState.IN_DOUBT}
        assert [one.order_id for one in record_of(ledger).orders] == ["2"]


def test_an_answer_to_nothing_that_this_ledger_knows_stays(folder: Path) -> None:
    stray = Unrecorded(account=ACCOUNT.id, order_key="lw1-zzzz-g1", number=1, answer=created())
    assert keep_aside((folder / "x.jsonl",), stray) == folder / "x.jsonl"
    with opened(folder) as ledger, ledger.lock(0) as epoch:
        ledger.keep_aside(begin(ledger, draft(), epoch), created())
    for _ in range(2):
        with opened(folder) as ledger:
            assert state_of(ledger) is IntentState.LIVE
        assert taken(folder) == ["x.jsonl"]


def of_somebody_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        os.chown(path, 4242, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 4242)


def test_what_somebody_else_put_there_is_not_taken_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder) as ledger, ledger.lock(0) as epoch:
        ledger.keep_aside(begin(ledger, draft(), epoch), created())
    of_somebody_else(folder / "x.jsonl", monkeypatch)
    with opened(folder) as ledger:
        assert state_of(ledger) is IntentState.IN_DOUBT
    assert taken(folder) == ["x.jsonl"]


def test_nothing_is_put_into_the_folder_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unrecorded = Unrecorded(account=ACCOUNT.id, order_key="lw1-aaaa-g1", number=1, answer=created())
    (tmp_path / "theirs").mkdir()
    of_somebody_else(tmp_path / "theirs", monkeypatch)
    assert keep_aside((tmp_path / "theirs" / "x.jsonl",), unrecorded) is None


def test_nowhere_to_put_it(folder: Path) -> None:
    (folder / "x.jsonl").mkdir()
    with opened(folder) as ledger, ledger.lock(0) as epoch:
        assert ledger.keep_aside(begin(ledger, draft(), epoch), created()) is None
    with opened(folder) as ledger:
        assert record_of(ledger, HOME).orders == ()


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=50),
    st.dictionaries(st.sampled_from(["order_id", "request_id"]), st.text(min_size=1, max_size=9)),
    st.sampled_from(list(RefusalKind)),
    st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=2),
)
def test_lines_come_back_as_they_were(
    evidence: str, handles: dict[str, str], kind: RefusalKind, said: list[tuple[str, str]]
) -> None:
    kept = Unrecorded(
        account=ACCOUNT.id,
        order_key="lw1-aaaa-g1",
        number=2,
        answer=Answer(
            outcome=AttemptOutcome.REFUSED,
            evidence=evidence,
            handles=handles,
            refusal=kind,
            problems=tuple(Problem(attr=attr, message=text) for attr, text in said),
            status=400,
        ),
    )
    line = kept.to_line()
    assert line.count("\n") == 1
    assert Unrecorded.from_line(line) == kept
    assert Unrecorded.from_line(line[: len(line) // 2]) is None
    assert Unrecorded.from_line("") is None


def test_a_file_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert list(read_aside(tmp_path / "none")) == []
