"""Every finding of the language: its code, and exactly where it points; never a second finding."""

from pathlib import Path

import pytest
from tests.unit.config.loading import HEAD, HOME, load_texts, marked, places, refusal

NEXT = HEAD + "rules:\n  - name: r\n    "
NEED = NEXT + "require: {photos: {"
WHEN = NEXT + "require: [listing]\n    when: "
VENDOR = "version: 1\nproject: t\nvendors:\n  p: {kind: planomatic, endpoint: sandbox, "
REMOTE = "version: 1\nproject: t\nvendors:\n  §p: {kind: planomatic, "
KEYED = "version: 1\nproject: t\nvendors:\n  p: {kind: planomatic, api_key: {env: K}, "
DEFAULTS = HEAD.replace("{vendor: planomatic}", "{vendor: planomatic, ")
ACCESS = DEFAULTS.replace("c, \n", "c, access: {INNER}}\n")
SOURCE = HEAD + "inventory:\n  - "


def access(inner: str) -> str:
    return ACCESS.replace("INNER", inner)


def home(inner: str) -> str:
    return HEAD + "properties:\n  P-1: {street: 1 A St, " + inner + "}\n"


FORM = {
    "B50 unknown key": ("LW1101", HEAD + "§rulez: []"),
    "B50 unknown key of a need": ("LW1101", NEED + "§slog: photos}}"),
    "B50 unknown key of a home": ("LW1101", home("§stret: 2 B St")),
    "own fact at the top of a home": ("LW1101", home("§warehouse_zone: north")),
    "B51 need key in a rule": ("LW1102", NEXT + "require: [listing]\n    §quantity: 3"),
    "B51 column in a rule": ("LW1102", NEXT + "require: [listing]\n    §city: Denver"),
    "B51 rule key at the top": ("LW1102", HEAD + "§require: [listing]"),
    "B51 need key in a home": ("LW1102", home("§slug: photos")),
    "later key of a rule": ("LW1103", NEXT + "require: [listing]\n    §applies: new_only"),
    "later key of a vendor": ("LW1103", VENDOR + "§renamed_from: [old]}"),
    "later key of a csv": (
        "LW1103",
        SOURCE + "{name: u, csv: {path: u.csv, §preset: appfolio_unit_vacancy}}",
    ),
    "missing project": ("LW1104", "§version: 1\n"),
    "missing version": ("LW1104", "§project: t\n"),
    "missing name of a rule": ("LW1104", HEAD + "rules:\n  - §require: [listing]"),
    "B9 mapping expected": ("LW1106", HEAD + "limits: §[]"),
    "B32 empty mapping expected": ("LW1106", HEAD + "limits:§\n"),
    "list expected": ("LW1107", HEAD + "rules: §{name: r}"),
    "one package needs brackets": ("LW1107", NEXT + "require: §listing"),
    "B32 empty list": ("LW1107", HEAD + "rules:§\n"),
    "word not allowed": ("LW1108", HEAD + "plan: {refresh: §allways}"),
    "vendor kind": ("LW1108", HEAD.replace("kind: planomatic", "kind: §planomatik")),
    "B35 zero": ("LW1109", NEED + "slug: photos, quantity: §0}}"),
    "B35 huge": ("LW1109", NEED + "slug: photos, quantity: §1001}}"),
    "version of the language": ("LW1109", "version: §2\nproject: t\n"),
    "project name": ("LW1110", "version: 1\nproject: §Sun Belt\n"),
    "need key": ("LW1110", NEXT + "require: {§Photos: {slug: a, quantity: 1}}"),
    "vendor label": ("LW1110", HEAD + "    tour: {vendor: §A/B, slug: x, quantity: 1}"),
    "metadata key": ("LW1110", NEED + "slug: a, quantity: 1, metadata: {§a b: c}}}"),
    "empty text": ("LW1111", NEED + 'slug: §"", quantity: 1}}'),
    "B89 escape in a name": (
        "LW1111",
        HEAD + 'rules:\n  - name: §"a\\e[2J"\n    require: [listing]',
    ),
    "B42 padded text": ("LW1111", NEED + 'slug: §" photos", quantity: 1}}'),
    "long text": ("LW1111", NEED + "slug: §" + "a" * 101 + ", quantity: 1}}"),
    "months where exact": ("LW1112", VENDOR + "duplicate_window: §1mo}"),
    "no time where some is needed": ("LW1112", HEAD + "plan: {ttl: §0h}"),
    "B52 empty require": ("LW1113", NEXT + "require: §[]"),
    "B52 empty needs": ("LW1113", NEXT + "require: §{}"),
    "empty need": ("LW1113", NEXT + "require: {photos: §{}}"),
    "package as a word": ("LW1106", HEAD + "  other: §photos"),
    "home as a word": ("LW1106", HEAD + "properties: {P-1: §vacant}"),
    "homes as a list": ("LW1106", HEAD + "properties: §[P-1]"),
    "limits as a list of words": ("LW1106", HEAD + "    tour: {slug: a, metadata: §[b]}"),
    "empty ledger path": ("LW1111", HEAD + "ledger: {url: §''}"),
    "empty package": ("LW1113", HEAD + "  other: §{}"),
    "empty condition": ("LW1113", WHEN + "§{}"),
    "empty properties": ("LW1113", HEAD + "properties: §{}"),
    "need as a word": ("LW1114", NEXT + "require: {photos: §yes}"),
    "B32 need left empty": ("LW1114", NEXT + "require:\n      photos:§\n"),
    "B28 quoted number": ("LW1052", NEED + 'slug: photos, quantity: §"15"}}'),
    "B28 number with a fraction": ("LW1052", NEED + "slug: photos, quantity: §15.0}}"),
    "B27 hexadecimal": ("LW1052", NEED + "slug: photos, quantity: §0x1F}}"),
    "B25 yes is no boolean": ("LW1054", home("absent: §yes")),
    "B30 time in a date": ("LW1055", home("preferred_date: §2026-11-22T10:00:00")),
    "B31 no such day": ("LW1055", home("ready_on: §2026-02-30")),
    "B32 null fact": ("LW1050", home("status: §~")),
    "fact of the wrong type": ("LW1052", home("bedrooms: §three")),
    "fact that is a list": ("LW1051", home("tags: §[a, b]")),
    "duration": ("LW1056", VENDOR + "duplicate_window: §3 days}"),
}

IDENTITY = {
    "B42 space in an id": ("LW1203", HEAD + "properties:\n  §P 1: {street: 1 A St}"),
    "B42 padded id": ("LW1203", HEAD + 'properties:\n  §"P-1 ": {street: 1 A St}'),
    "B43 Cyrillic letters": ("LW1203", HEAD + "properties:\n  §\u0420\u04101: {street: 1 A St}"),
    "B44 zero width": ("LW1203", HEAD + 'properties:\n  §"P\\u200b1": {street: 1 A St}'),
    "B45 full-width digits": ("LW1203", HEAD + "properties:\n  §P\uff11: {street: 1 A St}"),
    "B46 long id": ("LW1204", HEAD + "properties:\n  §" + "P" * 256 + ": {street: 1 A St}"),
    "B46 our own prefix": ("LW1204", HEAD + "properties:\n  §LW1-a: {street: 1 A St}"),
    "B48 same address": (
        "LW1206",
        HEAD + "properties:\n  P-1: {street: 1 A St, city: Denver}\n"
        "  §P-2: {street: 1  a st, city: DENVER}",
    ),
    "no such home": ("LW1207", HEAD + "properties:\n  §P-1: {order_notes: hello}"),
    "absent home that is nowhere": ("LW1207", HEAD + "properties:\n  §P-1: {absent: true}"),
    "id as a fact": ("LW1208", home("facts: {§external_property_id: P-1}")),
    "fact twice": ("LW1209", home("city: Denver, facts: {§city: Reno}")),
    "rule name twice": (
        "LW1205",
        HEAD + "rules:\n  - {name: r, require: [listing]}\n  - {name: §r, require: [listing]}",
    ),
}

MEANING = {
    "unknown package": ("LW1320", NEXT + "require: [§lising]"),
    "unknown vendor of a need": ("LW1321", NEED + "vendor: §plano, slug: photos, quantity: 1}}"),
    "unknown default vendor": ("LW1321", HEAD.replace("{vendor: p", "{vendor: §q")),
    "have of an unknown need": ("LW1322", home("have: {§foto: {delivered_at: 2026-01-01}}")),
    "unknown column": ("LW1323", WHEN + "{§stauts: listed}"),
    "unknown column in a group": ("LW1323", WHEN + "{any: [{not: [{§stauts: listed}]}]}"),
    "B88 unknown column in notes": ("LW1323", home("order_notes: §'${gate}'")),
    "B88 unknown column in metadata": ("LW1323", home("metadata: {a: §'${gate}'}")),
    "unknown column of access": ("LW1323", access("method: §{column: way_in}")),
    "unknown column of a secret": ("LW1323", access("access_code: §{secret_column: code}")),
    "order of an untyped column": ("LW1324", HOME + WHEN + "{fund: {§gte: 3}}"),
    "date test of a number": ("LW1324", WHEN + "{price: {§before: today}}"),
    "glob of a date": ("LW1324", WHEN + '{ready_on: {§glob: "2026*"}}'),
    "date term of a number": ("LW1324", WHEN + "{ready_on: {before: §price + 2d}}"),
    "private column in a condition": ("LW1325", WHEN + "{§onsite_contact_name: Jane}"),
    "private column in metadata": ("LW1325", home("metadata: {a: §'${lockbox_location}'}")),
    "secret column in notes": ("LW1325", home("order_notes: §'code ${access_code_ref}'")),
    "bad date term": ("LW1326", WHEN + "{ready_on: {before: §todya}}"),
    "hours in a date term": ("LW1326", WHEN + "{ready_on: {before: §today + 2h}}"),
    "unknown operator": ("LW1327", WHEN + "{price: {§min: 3}}"),
    "group without list": ("LW1327", WHEN + "{any: §{status: listed}}"),
    "group of words": ("LW1327", WHEN + "{all: [§listed]}"),
    "empty comparison": ("LW1327", WHEN + "{price: §{}}"),
    "list of nothing": ("LW1327", WHEN + "{status: §[]}"),
    "list for one operand": ("LW1051", WHEN + "{price: {gte: §[3]}}"),
    "list for a date": ("LW1051", WHEN + "{ready_on: {before: §[today]}}"),
    "line break in a date term": ("LW1326", WHEN + '{ready_on: {before: §"a\\nb"}}'),
    "value of the wrong type": ("LW1052", WHEN + "{price: §cheap}"),
    "date literal": ("LW1055", WHEN + "{ready_on: {after: §11/22/2026}}"),
    "age": ("LW1056", WHEN + "{ready_on: {at_least_ago: §soon}}"),
    "misspelt status": ("LW1357", WHEN + "{status: [listed, §vacant_redy]}"),
    "misspelt status excluded": ("LW1357", WHEN + "{status: {not: §vacant-ready}}"),
    "empty text": ("LW1348", WHEN + "{status: §''}"),
    "day from a text column": (
        "LW1347",
        home("facts: {on: x}, have: {photos: {delivered_at: §{column: on}}}"),
    ),
    "two types": (
        "LW1328",
        HEAD
        + "inventory:\n"
        + "  - {name: a, csv: {path: a.csv}, types: {built: date}}\n"
        + "  - {name: b, csv: {path: b.csv}, types: {§built: whole}}",
    ),
    "endpoint": ("LW1329", KEYED + "endpoint: §planomatic.com}"),
    "plain http to another machine": ("LW1329", KEYED + "endpoint: §http://10.0.0.5}"),
    "endpoint with a user": ("LW1329", KEYED + 'endpoint: §"https://u:p@planomatic.com"}'),
    "endpoint with a query": ("LW1329", KEYED + 'endpoint: §"https://planomatic.com?a=b"}'),
    "endpoint with a bad port": ("LW1329", KEYED + 'endpoint: §"https://planomatic.com:x"}'),
    "no api key": ("LW1330", REMOTE + "endpoint: https://api.planomatic.com}"),
    "no api key on loopback": ("LW1330", REMOTE + "endpoint: 'http://127.0.0.1:9000'}"),
    "fast rate": ("LW1331", KEYED + "rate: {per_minute: §101}}"),
    "settle of nothing": ("LW1331", KEYED + "settle: §0m}"),
    "resend without a window": ("LW1370", KEYED + "resend_unknown: §true}"),
    "resend with the protection off": (
        "LW1370",
        KEYED + "duplicate_window: 0h, resend_unknown: §true}",
    ),
    "resend where canceled orders do not count": (
        "LW1370",
        KEYED + "duplicate_window: 72h, window_counts_canceled: false, resend_unknown: §true}",
    ),
    "resend in a window too short": (
        "LW1370",
        KEYED + "duplicate_window: 71m, resend_unknown: §true}",
    ),
    "B95 inline api key": ("LW1332", VENDOR + "api_key: §0ldSecret9}"),
    "B95 inline access code": ("LW1332", access("access_code: §4711")),
    "secret reference": ("LW1333", VENDOR + "api_key: §{vault: a}}"),
    "secret as a list": ("LW1333", VENDOR + "api_key: §[a]}"),
    "secret name": ("LW1333", VENDOR + "api_key: §{env: no-dash}}"),
    "secret file": ("LW1333", VENDOR + "api_key: §{file: ''}}"),
    "secret command": ("LW1333", VENDOR + "api_key: §{command: pass}}"),
    "secret of the project from a column": ("LW1333", VENDOR + "api_key: §{secret_column: c}}"),
    "secret column as a list": ("LW1333", access("access_code: §{secret_column: [c]}")),
    "json file": ("LW1333", access("access_code: §{json_file: [c], key: a}")),
    "json key": ("LW1333", access("access_code: §{json_file: c, key: [a]}")),
    "json key column": ("LW1333", access("access_code: §{json_file: c, key: {row: a}}")),
    "column reference": ("LW1334", access("vacant: §{column: vacant, row: 3}")),
    "B96 key in notes": ("LW1335", home("order_notes: §use AKIAABCDEFGHIJKLMNOP")),
    "B96 key in metadata": ("LW1335", home("metadata: {a: §ghp_" + "a1" * 18 + "}")),
    "B96 key in evidence": (
        "LW1335",
        home("have: {photos: {delivered_at: 2026-01-01, evidence: §'token: abcdefghijkl123'}}"),
    ),
    "empty insertion": ("LW1336", home("order_notes: §'${}'")),
    "padded insertion": ("LW1336", home("order_notes: §'${ city }'")),
    "database address": ("LW1337", HEAD + "ledger: {url: §'postgres://u:p@h/d'}"),
    "B55 same service in a package": (
        "LW1338",
        HEAD + "    §again: {slug: photos, quantity: 20}",
    ),
    "B55 same service in a rule": (
        "LW1338",
        NEXT + "require: [listing, {§again: {vendor: planomatic, slug: photos, quantity: 1}}]",
    ),
    "entry without effect": ("LW1339", NEXT + "require: [listing, {§tour: {quantity: 1}}]"),
    "none without effect": ("LW1339", NEXT + "require: [listing, {§tour: none}]"),
    "entry of a home without effect": ("LW1339", home("require: {§tour: {quantity: 1}}")),
    "no vendor": (
        "LW1340",
        HEAD.replace("defaults: {vendor: planomatic}\n", "").replace("photos: {", "§photos: {"),
    ),
    "no vendors": (
        "LW1341",
        "version: 1\nproject: t\npackages:\n  listing:\n    §photos: {slug: photos, quantity: 1}",
    ),
    "idle rule": ("LW1342", HEAD + "rules:\n  - §name: r"),
    "catalog outside": ("LW1343", VENDOR + "catalog: {file: §../c.yaml}}"),
    "catalog at an absolute path": ("LW1343", VENDOR + "catalog: {file: §/c.yaml}}"),
    "required version": ("LW1344", HEAD + 'required_version: §">=99"'),
    "required version unreadable": ("LW1345", HEAD + "required_version: §newest"),
    "time zone": ("LW1346", HEAD + "timezone: §America/Denwer"),
    "time zone as a path": ("LW1346", HEAD + "timezone: §../../etc/passwd"),
    "quantities": ("LW1107", VENDOR + "catalog: {add: {drone: {quantities: §some}}}}"),
}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param(*case, id=name)
        for table in (FORM, IDENTITY, MEANING)
        for name, case in table.items()
    ],
)
def test_finding(code: str, text: str, tmp_path: Path) -> None:
    for name in ("a", "b", "u"):
        (tmp_path / f"{name}.csv").write_text("external_property_id,street,city,built\n")
        with (tmp_path / f"{name}.csv").open("a") as stream:
            stream.write(f"{name.upper()}-1,{name} St,{name},\n")
    assert refusal(tmp_path, text).code == code


SUGGESTIONS = {
    "§rulez: []": "rules",
    "limits: {§max_create: 3}": "max_creates",
    "properties: {P-1: {street: A, §stret2: B}}": "street2",
    "timezone: §America/Denwer": "America/Denver",
    "plan: {refresh: §allways}": None,
    "rules: [{name: r, when: {§stauts: x}, require: [listing]}]": "status",
    "rules: [{name: r, require: [§lising]}]": "listing",
    "properties: {P-1: {street: A, have: {§photo: {delivered_at: 2026-01-01}}}}": "photos",
}


@pytest.mark.parametrize(("text", "suggestion"), SUGGESTIONS.items())
def test_suggestion(text: str, suggestion: str | None, tmp_path: Path) -> None:
    plain, _ = marked(HEAD + text)
    result = load_texts(tmp_path, main=plain)
    assert [finding.suggestion for finding in result.diagnostics] == [suggestion]


def test_a_misplaced_key_is_told_where_it_belongs(tmp_path: Path) -> None:
    result = load_texts(tmp_path, main=HEAD + "rules:\n  - {name: r, require: [listing], slug: a}")
    assert "belongs to a need" in result.diagnostics[0].detail
    assert "`require:`" in result.diagnostics[0].detail


SECRETS = {
    "api_key": VENDOR + "api_key: hunter2hunter2}",
    "env": VENDOR + "api_key: {env: hunter2hunter2!}}",
    "code": access("access_code: hunter2hunter2"),
    "notes": home("order_notes: 'api_key=hunter2hunter2'"),
    "ledger": HEAD + "ledger: {url: 'postgres://u:hunter2hunter2@h/d'}",
    "contact": access("contact_phone: [hunter2hunter2]"),
    "endpoint": KEYED + 'endpoint: "https://u:hunter2hunter2@h"}',
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_no_secret_is_repeated(text: str, tmp_path: Path) -> None:
    result = load_texts(tmp_path, main=text)
    assert result.diagnostics
    assert "hunter2" not in repr(result)


def test_all_findings_of_one_run_in_order(tmp_path: Path) -> None:
    text = (
        "version: 1\nproject: T!\nrulez: []\nlimits: {max_creates: -1}\n"
        "rules:\n  - {require: [a]}\nproperties:\n  P 1: {street: x}\n"
    )
    result = load_texts(tmp_path, main=text)
    assert places(result.diagnostics) == [
        ("LW1110", 2, 10),
        ("LW1101", 3, 1),
        ("LW1052", 4, 23),
        ("LW1104", 6, 5),
        ("LW1320", 6, 16),
        ("LW1203", 8, 3),
    ]


def test_suggestions_never_cost_seconds(tmp_path: Path) -> None:
    facts = ", ".join(f"kol_{number}: a" for number in range(500))
    when = "".join(f"\n      col_{number}: a" for number in range(200))
    text = WHEN + when + "\nproperties: {P-1: {street: x, facts: {" + facts + "}}}\n"
    found = load_texts(tmp_path, main=text).diagnostics
    assert len(found) == 200
    assert found[0].suggestion is not None
    assert found[-1].suggestion is None


RENAMED = """\
version: 1
project: t
vendors:
  planomatic: {kind: planomatic, endpoint: sandbox}
inventory:
  - {name: units, csv: {path: units.csv}}
defaults: {vendor: planomatic}
packages:
  listing:
    photos: {slug: photos, quantity: 15}
rules:
  - name: ready
    when: {status: vacant_ready}
    require: [listing]
"""


@pytest.mark.parametrize(("header", "code"), [("status", None), ("stat", "LW1356")])
def test_a_renamed_native_header_stops_the_run(
    header: str, code: str | None, tmp_path: Path
) -> None:
    row = f"external_property_id,{header},street\nP-1,vacant_ready,1 A St\n"
    (tmp_path / "units.csv").write_text(row, encoding="utf-8")
    found = load_texts(tmp_path, main=RENAMED)
    assert (found.portfolio is None) is (code is not None)
    assert [one.code for one in found.diagnostics if one.severity.value == "error"] == (
        [code] if code else []
    )
