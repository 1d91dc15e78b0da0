"""Lists: every row is checked before the first is begun, and a row that fails stops no other."""

import re
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.project import Project, finish, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")
LATER = "2099-01-01T00:00:00Z"


def _list(project: Project, *rows: str, name: str = "list.csv") -> str:
    (project.root / name).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return name


def _outcomes(document: dict[str, object]) -> list[tuple[str, str]]:
    rows = document["results"]
    assert isinstance(rows, list)
    return [(row["address"], row["outcome"]) for row in rows]


def _import_list(project: Project, vendor: PlanomaticLike, *names: str) -> str:
    ids = [vendor.add_order(name).order_id for name in names]
    rows = (f"{name},{number}" for name, number in zip(names, ids, strict=True))
    return _list(project, "external_property_id,order_id", *rows)


# ---- import ------------------------------------------------------------------------------------


def test_import(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"))
    name = _import_list(project, vendor, "P-1", "P-2")
    document = project.json("import", "--csv", name).ends(0, "ok")
    assert (document["address"], document["order_id"]) == (None, None)
    assert _outcomes(document) == [("P-1", "done"), ("P-2", "done")]
    assert document["needs"] == ["P-1/photos", "P-2/photos"]
    assert {order["origin"] for order in document["orders"]} == {"imported"}
    assert project.json("plan").doc["summary"]["needs"]["in_progress"] == 2


def test_import_again_reads_nothing_and_counts_as_done(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-1", "P-2"))
    name = _import_list(project, vendor, "P-1", "P-2")
    project.json("import", "--csv", name).ends(0, "ok")
    reads = vendor.count("retrieve")
    document = project.json("import", "--csv", name).ends(0, "ok")
    assert vendor.count("retrieve") == reads == 2
    assert {row["note"] for row in document["results"]} == {"already tracked"}
    assert "already tracked" in project.run("import", "--csv", name).out


def test_a_row_that_fails_stops_no_other(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"))
    _import_list(project, vendor, "P-1", "P-2", "P-3")
    first, third = vendor.only("P-1").order_id, vendor.only("P-3").order_id
    rows = ("external_property_id,order_id", f"P-1,{first}", "P-2,99", f"P-3,{third}")
    name = _list(project, *rows)
    document = project.json("import", "--csv", name).ends(1, "incomplete")
    assert [outcome for _, outcome in _outcomes(document)] == ["done", "failed", "done"]
    assert document["results"][1]["error"]["at"] == "list.csv:3"
    (error,) = document["errors"]
    assert (error["file"], error["line"], error["row"]) == ("list.csv", 3, 2)
    assert project.json("plan").doc["summary"]["needs"]["in_progress"] == 2
    told = project.run("import", "--csv", name)
    assert "Of 3 rows: 2 imported, 1 failed." in told.out


def test_two_orders_of_one_home(project: Project, vendor: PlanomaticLike) -> None:
    """The second row sees what the first one wrote: a need is spoken for once."""
    first, second = (vendor.add_order("P-1").order_id for _ in range(2))
    name = _list(project, "external_property_id,order_id", f"P-1,{first}", f"p-1,{second}")
    document = project.json("import", "--csv", name).ends(1, "incomplete")
    assert [outcome for _, outcome in _outcomes(document)] == ["done", "failed"]


def test_a_refused_key_ends_the_list(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"))
    name = _import_list(project, vendor, "P-1", "P-2")
    vendor.switches = replace(vendor.switches, keys=frozenset({"another"}))
    document = project.json("import", "--csv", name).ends(1, "vendor_auth")
    assert [outcome for _, outcome in _outcomes(document)] == ["skipped", "skipped"]
    assert vendor.count("retrieve") == 1


def test_asked_too_often_the_list_waits(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"))
    name = _import_list(project, vendor, "P-1", "P-2")
    vendor.fault("rate", operation="retrieve", retry_after=1)
    project.json("import", "--csv", name).ends(0, "ok")


def test_ctrl_c_stops_between_two_rows(project: Project, vendor: PlanomaticLike) -> None:
    names = [f"P-{number}" for number in range(1, 41)]
    project.write(homes(*names))
    project.edit("per_minute: 6000", "per_minute: 60")
    name = _import_list(project, vendor, *names)
    process = project.spawn("import", "--csv", name, "--json")
    while not vendor.count("retrieve"):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    ran = finish(process)
    document = ran.ends(130, "interrupted")
    outcomes = [outcome for _, outcome in _outcomes(document)]
    done = outcomes.count("done")
    assert 0 < done < 40
    assert outcomes == ["done"] * done + ["skipped"] * (40 - done)
    assert len(project.json("ledger", "list").doc["orders"]) == done


# ---- what is wrong with a list -----------------------------------------------------------------

HEAD = "external_property_id,need,delivered_at,evidence,quantity"
BAD_ROWS = (
    "P-1,photos,2026-05-22,seen,15",
    "P-7,photos,2026-05-22,seen,15",
    "P-2,tour,2026-05-22,seen,15",
    "P-2,photos,22.5.2026,seen,15",
    "P-2,photos,2099-05-22,seen,15",
    "P-2,photos,2026-05-22,,many",
    "p-1,photos,2026-05-23,seen,15",
    "P-2,photos,2026-05-22",
    ",,,,",
    ",photos,2026-05-22,seen,15",
    "P-2,photos,2026-05-22,se\u200ben,15",
)


def test_everything_wrong_is_told_at_once_and_nothing_is_done(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-1", "P-2"))
    name = _list(project, HEAD, *BAD_ROWS)
    document = project.json("attest", "--csv", name).ends(1, "usage")
    found = [(one["row"], one["field"], one["code"]) for one in document["errors"]]
    assert found == [
        (2, "external_property_id", "LW5013"),
        (3, "external_property_id", "LW5013"),
        (4, "delivered_at", "LW5014"),
        (5, "delivered_at", "LW5014"),
        (6, "evidence", "LW5014"),
        (6, "quantity", "LW5014"),
        (7, None, "LW5015"),
        (8, None, "LW5012"),
        (10, "external_property_id", "LW5014"),
        (11, "evidence", "LW1518"),
    ]
    assert [one["line"] for one in document["errors"]] == [3, 4, 5, 6, 7, 7, 8, 9, 11, 12]
    assert {one["file"] for one in document["errors"]} == {"list.csv"}
    assert document["results"] == []
    assert project.json("ledger", "history", "P-1").doc["events"] == []
    told = project.run("attest", "--csv", name).err
    assert "list.csv:5 (row 4, field delivered_at)" in told
    assert "The list has 10 problems. Nothing was done." in told


LISTS = {
    "import, missing columns": ("import", ["home,order"], {"LW5011"}),
    "import, no order id": ("import", ["external_property_id,order_id", "P-1,"], {"LW5014"}),
    "import, a number": ("import", ["external_property_id,order_id", "P-1,6.5E+05"], {"LW5014"}),
    "import, a decimal": ("import", ["external_property_id,order_id", "P-1,654.0"], {"LW5014"}),
    "import, twice": ("import", ["external_property_id,order_id", "P-1,1", "p-1,1"], {"LW5015"}),
    "import, an order": ("import", ["address,order_id", "order:1,1"], {"LW5014"}),
    "column twice": ("import", ["address,order_id,order_id", "P-1,1,1"], {"LW5011"}),
    "column almost": ("attest", [f"{HEAD[:-8]}quantitiy", "P-1,photos,2026-05-22,x,5"], {"LW5011"}),
    "no rows": ("attest", [HEAD], {"LW5010"}),
    "nothing": ("attest", [], {"LW5011", "LW5010"}),
    "open quotation": ("attest", [HEAD, 'P-1,"photos'], {"LW5010"}),
    "no key": ("attest", [HEAD, "P-1,Photos!,2026-05-22,seen,"], {"LW5014"}),
    "resolve, neither": ("resolve", ["address,created,not_created", "P-1,,"], {"LW5014"}),
    "resolve, both": ("resolve", ["address,created,not_created", "P-1,1,true"], {"LW5014"}),
    "resolve, perhaps": ("resolve", ["address,created,not_created", "P-1,,maybe"], {"LW5014"}),
    "resolve, no reason": ("resolve", ["address,not_created,reason", "P-1,true,"], {"LW5014"}),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_used(project: Project, vendor: PlanomaticLike, name: str) -> None:
    verb, rows, codes = LISTS[name]
    document = project.json(verb, "--csv", _list(project, *rows)).ends(1, "usage")
    assert {one["code"] for one in document["errors"]} == codes
    assert all(one["fix"] for one in document["errors"])
    assert vendor.calls == []


def test_a_file_that_cannot_be_read(project: Project) -> None:
    (project.root / "old.csv").write_bytes(
        "external_property_id,order_id\nM\u00fcnchen,1\n".encode("cp1252")
    )
    for name in ("gone.csv", ".", "old.csv"):
        (error,) = project.json("import", "--csv", name).ends(1, "usage")["errors"]
        assert error["code"] == "LW5010"


@pytest.mark.parametrize("between", [(";", "semicolons"), ("\t", "tabs")], ids=lambda it: it[1])
def test_cells_that_no_comma_parts_are_told_as_such(
    project: Project, between: tuple[str, str]
) -> None:
    """No missing column and no commas in cells are spoken of: neither is the trouble."""
    character, word = between
    rows = ("order_id,amount", '654321,"250,00"')
    text = "\n".join(row.replace(",", character, 1) for row in rows)
    (project.root / "list.csv").write_text(f"{text}\n")
    for command in (("attest", "--csv"), ("import", "--csv"), ("report", "invoices")):
        (error,) = project.json(*command, "list.csv").ends(1, "usage")["errors"]
        assert (error["code"], error["line"]) == ("LW5010", 1)
        assert f"separated by {word}" in error["detail"]


def test_an_empty_list_has_no_header(project: Project) -> None:
    (project.root / "list.csv").write_bytes(b"")
    (error,) = project.json("report", "invoices", "list.csv").ends(1, "usage")["errors"]
    assert error["detail"] == "The list has neither a header nor rows."


def test_a_list_may_come_from_a_spreadsheet(project: Project, tmp_path: Path) -> None:
    """A byte order mark, CRLF, blanks, quotes, other columns and rows of commas are no trouble."""
    rows = ("external_property_id , delivered_at,note,evidence", ' P-1,2026-05-22,,"a, b"', ",,,")
    text = "\ufeff" + "".join(f"{row}\r\n" for row in rows)
    (tmp_path / "export.csv").write_text(text, encoding="utf-8", newline="")
    path = str(tmp_path / "export.csv")
    document = project.json("attest", "--csv", path).ends(0, "ok")
    assert _outcomes(document) == [("P-1", "done")]
    assert "a, b" in project.json("ledger", "history", "P-1").doc["events"][0]["detail"]


def test_many_problems_are_cut_short(project: Project) -> None:
    rows = (f"Q-{number},photos,2026-05-22,seen,1" for number in range(80))
    ran = project.run("attest", "--csv", _list(project, HEAD, *rows))
    assert "The list has 80 problems, of which 50 are shown. Nothing was done." in ran.err


# ---- attest ------------------------------------------------------------------------------------


def test_attest_is_a_way_in(project: Project, vendor: PlanomaticLike) -> None:
    """The first run orders only what nobody attested, and says that it is a first run."""
    project.write(homes("P-1", "P-2", "P-3"))
    name = _list(project, HEAD, "P-1,photos,2026-05-22,invoice 1,15", "P-2,,2026-05-23,invoice 2,")
    document = project.json("attest", "--csv", name, PLANOMATIC_API_KEY=None).ends(0, "ok")
    assert document["needs"] == ["P-1/photos", "P-2/photos"]
    assert vendor.calls == []
    refused = project.json("apply", "--auto-approve").ends(4, "first_run")
    assert "listwright attest --csv" in str(refused)
    project.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-3": 1}
    again = project.json("attest", "--csv", name).ends(0, "ok")
    assert {row["note"] for row in again["results"]} == {"already attested, with the same words"}
    assert len(project.json("ledger", "history", "P-1").doc["events"]) == 1


# ---- resolve -----------------------------------------------------------------------------------


def _doubts(project: Project, vendor: PlanomaticLike, *, settle: str = "0m") -> None:
    """P-1 was ordered and its answer lost; the request for P-2 never arrived."""
    project.write(homes("P-1", "P-2"), vendor=f", settle: {settle}")
    vendor.fault("drop_after", property="P-1")
    vendor.fault("drop_before", property="P-2")
    project.json(*APPLY).ends(3, "incomplete")


def _answers(project: Project, vendor: PlanomaticLike) -> str:
    return _list(
        project,
        "address,created,not_created,reason",
        f"P-1/photos,{vendor.only('P-1').order_id},,",
        "P-2/photos,,true,not in the dashboard",
    )


def test_resolve(project: Project, vendor: PlanomaticLike) -> None:
    _doubts(project, vendor)
    name = _answers(project, vendor)
    project.json("resolve", "--csv", name).ends(4, "approval_required")
    assert len(project.json("plan").doc["blocked_changes"]) == 2
    document = project.json("resolve", "--csv", name, "--auto-approve").ends(0, "ok")
    assert _outcomes(document) == [("P-1/photos", "done"), ("P-2/photos", "done")]
    assert project.json("plan").doc["blocked_changes"] == []
    details = [one["detail"] for one in project.json("ledger", "history", "P-2").doc["events"]]
    assert any(
        re.fullmatch(r"not in the dashboard \(list sha256:[0-9a-f]{12}\)", one) for one in details
    )
    project.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}


def test_rows_that_only_name_orders_need_no_yes(project: Project, vendor: PlanomaticLike) -> None:
    _doubts(project, vendor)
    row = f"P-1,photos,{vendor.only('P-1').order_id}"
    name = _list(project, "external_property_id,need,created", row)
    project.json("resolve", "--csv", name).ends(0, "ok")
    again = project.json("resolve", "--csv", name).ends(0, "ok")
    assert again["results"][0]["note"] == "already settled"


def test_resolve_again_is_harmless(project: Project, vendor: PlanomaticLike) -> None:
    _doubts(project, vendor)
    said = ("resolve", "--csv", _answers(project, vendor), "--auto-approve")
    project.json(*said).ends(0, "ok")
    again = project.json(*said).ends(0, "ok")
    assert [row["note"] for row in again["results"]] == ["already settled"] * 2


def test_an_old_list_says_nothing_of_a_newer_request(
    project: Project, vendor: PlanomaticLike
) -> None:
    _doubts(project, vendor)
    said = ("resolve", "--csv", _answers(project, vendor), "--auto-approve")
    project.json(*said).ends(0, "ok")
    vendor.fault("drop_after", property="P-2")
    project.json(*APPLY).ends(3, "incomplete")
    document = project.json(*said).ends(1, "incomplete")
    assert _outcomes(document)[1] == ("P-2/photos", "failed")
    assert document["results"][1]["error"]["code"] == "approval_required"
    assert [one["need"] for one in project.json("plan").doc["blocked_changes"]] == ["P-2/photos"]
    project.json(*APPLY)
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}


def test_the_guards_of_a_single_answer_hold_for_a_list(
    project: Project, vendor: PlanomaticLike
) -> None:
    _doubts(project, vendor, settle="30m")
    other = vendor.add_order("P-1")
    name = _list(
        project,
        "address,created,not_created,reason",
        f"P-1/photos,{other.order_id},,",
        "P-2/photos,,true,not in the dashboard",
    )
    said = ("resolve", "--csv", name, "--auto-approve")
    document = project.json(*said).ends(1, "incomplete")
    assert [row["error"]["code"] for row in document["results"]] == ["approval_required", "limit"]
    document = project.json(*said, LISTWRIGHT_NOW=LATER).ends(1, "incomplete")
    assert [outcome for _, outcome in _outcomes(document)] == ["failed", "done"]


def test_nothing_is_unknown_there(project: Project) -> None:
    project.bootstrap()
    name = _list(project, "address,not_created,reason", "P-1/photos,true,looked")
    document = project.json("resolve", "--csv", name, "--auto-approve").ends(1, "incomplete")
    assert "Nothing is unknown" in document["results"][0]["error"]["message"]


@pytest.mark.parametrize(
    "option",
    [("--created", "1"), ("--not-created",), ("--reason", "r"), ("--confirm", "P-1"), ("--force",)],
)
def test_the_words_of_one_address_do_not_go_with_a_list(
    project: Project, option: tuple[str, ...]
) -> None:
    name = _list(project, "address,created", "P-1,1")
    (error,) = project.json("resolve", "--csv", name, *option).ends(1, "usage")["errors"]
    assert option[0] in error["summary"]
