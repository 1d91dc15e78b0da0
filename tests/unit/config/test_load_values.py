"""What a project without findings loads to, key by key."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.unit.config.design import DESIGN_SMALL, DESIGN_SMALLEST
from tests.unit.config.loading import HEAD, HOME, load_texts, loaded, places

from listwright.model.account import Account, ResendPolicy, WindowPolicy
from listwright.model.catalog import ServiceOffer
from listwright.model.columns import ColumnType
from listwright.model.duration import Duration
from listwright.model.portfolio import (
    INLINE,
    Lifecycle,
    Limits,
    OnChange,
    OnChangeDelivered,
    OnLimit,
    OnRemoved,
    OnVendorCancel,
    PlanSettings,
    Portfolio,
    RefreshMode,
)
from listwright.model.predicate import (
    AllOf,
    AnyOf,
    Comparison,
    DateTerm,
    NoneOf,
    Operand,
    Operator,
    Predicate,
)
from listwright.model.private import Private, SecretRef, SecretSource
from listwright.model.rules import (
    Entry,
    FreshFor,
    FromColumn,
    SecretFromColumn,
    Template,
)


def rule_entries(portfolio: Portfolio, index: int = 0) -> list[Entry]:
    return list(portfolio.rules[index].entries)


def condition(root: Path, when: str) -> Predicate:
    text = HEAD + f"rules:\n  - name: r\n    require: [listing]\n    when: {when}\n" + HOME
    predicate = loaded(root, text).rules[0].when
    assert predicate is not None
    return predicate


def test_the_small_example_of_the_design(tmp_path: Path) -> None:
    portfolio = loaded(tmp_path, DESIGN_SMALL)
    assert (portfolio.project, portfolio.namespace) == ("demo", "default")
    assert portfolio.timezone == ZoneInfo("UTC")
    vendor = portfolio.vendors["planomatic"]
    assert vendor.account == Account(kind="planomatic", environment="sandbox", label="planomatic")
    assert (vendor.api_key, vendor.rate_per_minute) == (None, 6000)
    assert vendor.window == WindowPolicy(window=timedelta(hours=72))
    access = portfolio.defaults.access
    assert access.contact_name is not None
    assert access.contact_name.value == Private("Jane Doe")
    assert access.access_code is not None
    assert isinstance(access.access_code.value, SecretRef)
    assert access.access_code.value.label == "env:LOCKBOX"
    (rule,) = portfolio.rules
    assert rule.columns == {"status"}
    assert [
        (one.key, one.slug.value, one.quantity.value)
        for one in rule.entries
        if one.slug and one.quantity
    ] == [("photos", "photos", 15), ("tour", "zillow_3d_and_floor_plans", 1)]
    first, second = portfolio.homes
    assert (first.id, first.canonical, first.origin) == ("DEN-001", "den-001", INLINE)
    assert first.override is None
    assert first.facts.table is second.facts.table
    assert second.facts.text("postal_code") == "80207"
    assert str(second.facts.span("postal_code")) == "listwright.yaml:27:18"
    assert str(second.facts.origin) == "listwright.yaml:21:1"
    assert second.override is not None
    (have,) = second.override.have
    assert (have.key, have.delivered_at, have.quantity) == ("photos", date(2026, 6, 1), None)
    assert have.evidence == "shot by previous vendor"
    assert [file.file for file in portfolio.files] == ["listwright.yaml"]


def test_the_smallest_project_of_the_design(tmp_path: Path) -> None:
    portfolio = loaded(tmp_path, DESIGN_SMALLEST)
    vendor = portfolio.vendors["planomatic"]
    assert (vendor.endpoint, vendor.account.environment) == ("http://127.0.0.1:9000", "loopback")
    assert vendor.rate_per_minute == 6000
    assert portfolio.limits == Limits(max_creates=1000, max_cancels=1000)
    assert portfolio.defaults.access.vacant is not None
    assert portfolio.defaults.access.vacant.value is True
    (home,) = portfolio.homes
    assert home.override is not None
    (entry,) = home.override.entries
    assert (entry.key, str(entry.span)) == ("photos", "listwright.yaml:17:15")
    assert entry.quantity is not None
    assert (entry.quantity.value, str(entry.quantity.span)) == (15, "listwright.yaml:17:48")


@pytest.mark.parametrize(
    "text", ["02134", "0042", "NO", "12:30", "1.10", '"80205"', "on", "=", "1_0"]
)
def test_texts_keep_their_characters(text: str, tmp_path: Path) -> None:
    portfolio = loaded(tmp_path, HEAD + f"properties:\n  P-1: {{street: x, postal_code: {text}}}")
    assert portfolio.homes[0].facts.text("postal_code") == text.strip('"')


def test_typed_facts(tmp_path: Path) -> None:
    facts = (
        loaded(
            tmp_path,
            HEAD + "properties:\n  P-1: {street: x, bedrooms: 3, bathrooms: 2.5, vacant: true, "
            'ready_on: 2026-12-01, price: 2800, city: "", facts: {fund: 0012}}',
        )
        .homes[0]
        .facts
    )
    assert facts.value("bedrooms") == 3
    assert facts.value("bathrooms") == Decimal("2.5")
    assert facts.value("vacant") is True
    assert facts.value("ready_on") == date(2026, 12, 1)
    assert facts.value("fund") == "0012"
    assert facts.value("city") is None
    assert facts.value("external_property_id") == "P-1"


CONDITIONS: dict[str, tuple[Operator, Operand]] = {
    "{status: listed}": (Operator.EQUALS, ("listed",)),
    "{postal_code: 02134}": (Operator.EQUALS, ("02134",)),
    "{vacant: true}": (Operator.EQUALS, (True,)),
    "{price: 0}": (Operator.EQUALS, (0,)),
    "{status: [listed, sold]}": (Operator.IN, ("listed", "sold")),
    "{status: {not: sold}}": (Operator.NOT_IN, ("sold",)),
    "{status: {not: [sold, listed]}}": (Operator.NOT_IN, ("sold", "listed")),
    "{price: {gte: 2800}}": (Operator.GTE, (2800,)),
    "{price: {gt: 1}}": (Operator.GT, (1,)),
    "{bathrooms: {lt: 2.5}}": (Operator.LT, (Decimal("2.5"),)),
    "{price: {lte: 1}}": (Operator.LTE, (1,)),
    "{city: {glob: Den*}}": (Operator.GLOB, ("Den*",)),
    "{ready_on: {before: 2026-12-01}}": (Operator.BEFORE, (date(2026, 12, 1),)),
    "{ready_on: {before: today}}": (Operator.BEFORE, DateTerm(column=None)),
    "{ready_on: {after: today + 2d}}": (Operator.AFTER, DateTerm(column=None, days=2)),
    "{ready_on: {after: today - 2d}}": (Operator.AFTER, DateTerm(column=None, days=-2)),
    "{ready_on: {gte: status_since + 10d}}": (
        Operator.GTE,
        DateTerm(column="status_since", days=10),
    ),
    "{ready_on: {at_least_ago: 1d}}": (
        Operator.AT_LEAST_AGO,
        Duration(months=0, delta=timedelta(days=1), text="1d"),
    ),
    "{fund: f1}": (Operator.EQUALS, ("f1",)),
}


@pytest.mark.parametrize("when", CONDITIONS)
def test_comparisons(when: str, tmp_path: Path) -> None:
    read = condition(tmp_path, when)
    assert isinstance(read, Comparison)
    assert (read.operator, read.operand) == CONDITIONS[when]


def test_groups(tmp_path: Path) -> None:
    read = condition(
        tmp_path,
        "{city: Denver, price: {gte: 1, lt: 9}, any: [{state: CO}, {state: NM, fund: f1}], "
        "not: [{status: sold}], all: [{vacant: true}]}",
    )
    assert isinstance(read, AllOf)
    kinds = [type(part) for part in read.parts]
    assert kinds == [Comparison, Comparison, Comparison, AnyOf, NoneOf, AllOf]
    either = read.parts[3]
    assert isinstance(either, AnyOf)
    assert [type(part) for part in either.parts] == [Comparison, AllOf]


def test_the_columns_of_a_rule(tmp_path: Path) -> None:
    text = HEAD + "rules:\n  - name: r\n    require: [listing]\n    when: "
    text += "{any: [{city: a}, {ready_on: {before: turn_started_on}}]}\n" + HOME
    assert loaded(tmp_path, text).rules[0].columns == {"city", "ready_on", "turn_started_on"}


def test_require_in_all_its_forms(tmp_path: Path) -> None:
    text = HEAD + (
        "    tour: {slug: tour, quantity: 1}\n"
        "rules:\n"
        "  - name: a\n"
        "    require: [listing, {photos: {quantity: 25}, video: {slug: v, quantity: 1}}]\n"
        "  - {name: b, require: {photos: none}}\n"
    )
    portfolio = loaded(tmp_path, text)
    assert [one.key for one in rule_entries(portfolio)] == ["photos", "tour", "photos", "video"]
    (dropped,) = rule_entries(portfolio, 1)
    assert dropped.none
    assert portfolio.rules[1].when is None


def test_readiness_and_freshness_of_a_rule(tmp_path: Path) -> None:
    text = """\
version: 1
project: t
vendors: {p: {kind: planomatic, endpoint: sandbox}}
defaults: {vendor: p, fresh_for: {max_age: 1d}, ready_when: {status: listed}}
packages:
  listing:
    photos: {slug: photos, quantity: 15, fresh_for: {max_age: 2d}, ready_when: {status: sold}}
    tour: {slug: tour, quantity: 1}
rules:
  - name: own
    ready_when: {vacant: true}
    fresh_for: {max_age: 3d}
    require: [listing, {video: {slug: v, quantity: 1, fresh_for: {max_age: 4d}}, tour: none}]
  - {name: none, require: [listing]}
"""
    portfolio = loaded(tmp_path, text)
    ages = [
        [one.fresh_for and str(one.fresh_for.value.max_age) for one in rule.entries]
        for rule in portfolio.rules
    ]
    assert ages == [["3d", "3d", "4d", None], ["2d", None]]
    ready = [
        [isinstance(w := one.ready_when and one.ready_when.value, Comparison) and w.column
         for one in rule.entries]
        for rule in portfolio.rules
    ]  # fmt: skip
    assert ready == [["vacant", "vacant", "vacant", False], ["status", False]]
    assert portfolio.defaults.fresh_for is not None
    age = portfolio.defaults.fresh_for.value
    assert age == FreshFor(max_age=Duration(months=0, delta=timedelta(days=1), text="1d"))


def test_notes_and_metadata(tmp_path: Path) -> None:
    text = HEAD + (
        "properties:\n  P-1:\n    street: x\n    facts: {fund: f1}\n"
        "    order_notes: 'Gate ${notes}: $5 $${city} ${'\n"
        "    metadata: {unit: 'fund ${fund}', plain: 12}\n"
        "    preferred_date: 2026-12-01\n"
    )
    override = loaded(tmp_path, text).homes[0].override
    assert override is not None
    assert override.order_notes is not None
    assert override.order_notes.value == Template(("Gate ", "notes", ": $5 $", "city", " ${"))
    assert override.metadata is not None
    assert override.metadata.value == (
        ("unit", Template(("fund ", "fund", ""))),
        ("plain", Template(("12",))),
    )
    assert override.preferred_date is not None
    assert override.preferred_date.value == date(2026, 12, 1)


def test_access_from_columns(tmp_path: Path) -> None:
    text = HEAD + (
        "properties:\n  P-1:\n    street: x\n    facts: {way: keypad, code: env:DOOR}\n"
        "    access:\n      method: {column: way}\n      access_code: {secret_column: code}\n"
        "      contact_email: a@b.c\n      vacant: {column: vacant}\n"
    )
    override = loaded(tmp_path, text).homes[0].override
    assert override is not None
    access = override.access
    fields = (access.method, access.access_code, access.contact_email, access.vacant)
    assert [field.value for field in fields if field is not None] == [
        FromColumn("way"),
        SecretFromColumn("code"),
        Private("a@b.c"),
        FromColumn("vacant"),
    ]
    assert access.lockbox_location is None


SECRETS: dict[str, tuple[SecretSource, str, tuple[str, ...], str | None]] = {
    "{env: KEY}": (SecretSource.ENV, "KEY", (), None),
    "{file: /run/secrets/key}": (SecretSource.FILE, "/run/secrets/key", (), None),
    "{command: [pass, show, a b]}": (
        SecretSource.COMMAND,
        "pass show 'a b'",
        ("pass", "show", "a b"),
        None,
    ),
    "{json_file: keys.json, key: plano}": (SecretSource.JSON_FILE, "keys.json", (), "plano"),
}


@pytest.mark.parametrize("written", SECRETS)
def test_references_to_secrets(written: str, tmp_path: Path) -> None:
    text = "version: 1\nproject: t\nvendors:\n  p: {kind: planomatic, api_key: " + written + "}\n"
    vendor = loaded(tmp_path, text).vendors["p"]
    assert vendor.api_key is not None
    key = vendor.api_key
    assert (key.source, key.name, key.argv, key.key) == SECRETS[written]
    assert vendor.endpoint == "https://api.planomatic.com"


def test_a_code_looked_up_by_column(tmp_path: Path) -> None:
    text = HEAD.replace(
        "{vendor: planomatic}",
        "{vendor: planomatic, access: {access_code: {json_file: c.json, key: {column: turn_id}}}}",
    )
    code = loaded(tmp_path, text).defaults.access.access_code
    assert code is not None
    assert code.value == SecretFromColumn("turn_id", "c.json")


ENVIRONMENTS = {
    "sandbox": "sandbox",
    "http://localhost:9000/base/": "loopback",
    "https://127.3.2.1": "loopback",
    "http://[::1]:80": "loopback",
    "https://API-sandbox.planomatic.com": "api-sandbox.planomatic.com",
    "https://proxy.example:8443/plano": "proxy.example:8443",
    "https://proxy.example:443": "proxy.example",
}


@pytest.mark.parametrize("endpoint", ENVIRONMENTS)
def test_environments(endpoint: str, tmp_path: Path) -> None:
    text = "version: 1\nproject: t\nvendors:\n  p: {kind: planomatic, api_key: {env: K}, "
    text += f"endpoint: '{endpoint}'}}\n"
    vendor = loaded(tmp_path, text).vendors["p"]
    assert vendor.account.environment == ENVIRONMENTS[endpoint]
    assert vendor.endpoint == endpoint.rstrip("/")


def test_every_setting_of_a_vendor(tmp_path: Path) -> None:
    text = """\
version: 1
project: t
vendors:
  p:
    kind: planomatic
    endpoint: sandbox
    duplicate_window: 0h
    window_margin: 1m
    window_counts_canceled: false
    window_exempts_staging: true
    settle: 0m
    retry_rejected: 2d
    catalog:
      file: catalogs/p.yaml
      add:
        drone: {quantities: [5, 1], access: false, asset: true}
        video: {quantities: any}
"""
    vendor = loaded(tmp_path, text).vendors["p"]
    assert vendor.window == WindowPolicy(
        window=timedelta(0),
        margin=timedelta(minutes=1),
        counts_canceled=False,
        exempts_staging=True,
    )
    assert (vendor.settle, vendor.retry_rejected) == (timedelta(0), timedelta(days=2))
    assert vendor.catalog_file == "catalogs/p.yaml"
    assert vendor.catalog_additions == (
        ServiceOffer(slug="drone", quantities=(1, 5), access=False, asset=True),
        ServiceOffer(slug="video", quantities=None, access=True, asset=False),
    )


def test_unknown_creates_are_sent_once_more_where_the_files_say_so(tmp_path: Path) -> None:
    head = "version: 1\nproject: t\nvendors:\n"
    text = head + "  p: {kind: planomatic, endpoint: sandbox, duplicate_window: 72h"
    assert loaded(tmp_path, text + "}\n").vendors["p"].resend is None
    off = loaded(tmp_path, text + ", resend_unknown: false}\n").vendors["p"]
    assert off.resend is None
    allowed = ", resend_unknown: true, window_margin: 1m, settle: 5m}\n"
    assert loaded(tmp_path, text + allowed).vendors["p"].resend == ResendPolicy(
        window=timedelta(hours=72), margin=timedelta(minutes=1), settle=timedelta(minutes=5)
    )
    # 30 minutes to settle, twice, 10 of margin, and 64 seconds for clocks and sending.
    shortest = "api_key: {env: KEY}, duplicate_window: 72m, resend_unknown: true}\n"
    real = loaded(tmp_path, head + "  p: {kind: planomatic, " + shortest).vendors["p"]
    assert real.resend is not None
    assert real.resend.settle == timedelta(minutes=30)


def test_a_catalog_of_the_projects_own_is_not_opened_here(tmp_path: Path) -> None:
    text = "version: 1\nproject: t\nvendors:\n"
    text += "  p: {kind: planomatic, endpoint: sandbox, catalog: {file: catalogs/none.json}}\n"
    vendor = loaded(tmp_path, text).vendors["p"]
    assert (vendor.catalog_file, vendor.catalog_additions) == ("catalogs/none.json", ())


def test_every_setting_of_a_project(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
namespace: west
timezone: America/Denver
required_version: ">=0.1,<1"
limits: {max_creates: 0, max_cancels: 2, max_creates_per_rule: 3, on_limit: trim}
lifecycle:
  on_removed: {declared: keep, inventory: cancel}
  on_change: keep
  on_change_delivered: reorder
  on_vendor_cancel: reorder
plan: {ttl: 1h, refresh: full, refresh_budget: 0, max_staleness: 0h}
ledger: {url: state/ledger.db}
billing:
  - {when: {state: CO}, entity: e1}
  - {entity: e2}
"""
    )
    portfolio = loaded(tmp_path, text)
    assert portfolio.lineage == "t/west"
    assert portfolio.timezone == ZoneInfo("America/Denver")
    assert portfolio.limits == Limits(
        max_creates=0, max_cancels=2, max_creates_per_rule=3, on_limit=OnLimit.TRIM
    )
    assert portfolio.lifecycle == Lifecycle(
        removed_declared=OnRemoved.KEEP,
        removed_inventory=OnRemoved.CANCEL,
        on_change=OnChange.KEEP,
        on_change_delivered=OnChangeDelivered.REORDER,
        on_vendor_cancel=OnVendorCancel.REORDER,
    )
    assert portfolio.plan == PlanSettings(
        ttl=timedelta(hours=1),
        refresh=RefreshMode.FULL,
        refresh_budget=0,
        max_staleness=timedelta(0),
    )
    assert portfolio.ledger_url == "state/ledger.db"
    assert [(rule.entity, rule.when is None) for rule in portfolio.billing] == [
        ("e1", False),
        ("e2", True),
    ]


def test_a_ledger_address_from_the_environment(tmp_path: Path) -> None:
    url = loaded(tmp_path, HEAD + "ledger: {url: {env: DB}}").ledger_url
    assert isinstance(url, SecretRef)
    assert url.label == "env:DB"


def test_have_in_all_its_places(tmp_path: Path) -> None:
    text = (
        HEAD.replace(
            "{vendor: planomatic}",
            "{vendor: planomatic, have: {photos: {delivered_at: {column: photos_delivered_on}}}}",
        )
        + "    have: {photos: {delivered_at: 2026-01-01, quantity: 3}}\n"
        + "rules:\n  - {name: a, have: {photos: {delivered_at: 2026-01-02}}}\n"
        + "  - {name: b, require: [listing]}\n"
    )
    portfolio = loaded(tmp_path, text)
    assert portfolio.defaults.have[0].delivered_at == FromColumn("photos_delivered_on")
    assert [rule.have[0].delivered_at for rule in portfolio.rules] == [
        date(2026, 1, 2),
        date(2026, 1, 1),
    ]
    assert portfolio.rules[1].have[0].quantity == 3


def test_included_files_contribute_first(tmp_path: Path) -> None:
    portfolio = loaded(
        tmp_path,
        HEAD + "include: [rules/*.yaml]\nrules:\n  - {name: main, require: [listing]}\n" + HOME,
        rules_b="rules:\n  - {name: b, require: [extra]}\n",
        rules_a=(
            "rules:\n  - {name: a, require: [extra]}\n"
            "packages:\n  extra:\n    tour: {slug: t, quantity: 1}\n"
            "vendors:\n  other: {kind: planomatic, endpoint: sandbox}\n"
            "properties:\n  P-0: {street: 0 A St}\n"
            "billing:\n  - {entity: e}\n"
        ),
    )
    assert [rule.name for rule in portfolio.rules] == ["a", "b", "main"]
    assert portfolio.rules[0].span.file == "rules/a.yaml"
    assert set(portfolio.vendors) == {"planomatic", "other"}
    assert [home.id for home in portfolio.homes] == ["P-0", "P-1"]
    assert [file.file for file in portfolio.files] == [
        "rules/a.yaml",
        "rules/b.yaml",
        "listwright.yaml",
    ]


DOUBLES = {
    "project: t\n": ("LW1105", 2, 1),
    "limits: {max_creates: 1}\n": ("LW1105", 10, 1),
    "rules: {}\n": ("LW1105", 11, 1),
    "packages:\n  listing:\n    photos: {slug: photos, quantity: 1}\n": ("LW1205", 7, 3),
    "properties:\n  P-1: {street: x}\n": ("LW1201", 14, 3),
    "properties:\n  p-1: {street: x}\n": ("LW1202", 14, 3),
}


@pytest.mark.parametrize("other", DOUBLES)
def test_what_stands_in_two_files(other: str, tmp_path: Path) -> None:
    main = (
        HEAD
        + (
            "include: [rules/a.yaml]\nlimits: {max_creates: 2}\n"
            "rules:\n  - {name: main, require: [listing]}\n"
        )
        + HOME
    )
    result = load_texts(tmp_path, main=main, rules_a=other)
    assert places(result.diagnostics) == [DOUBLES[other]]
    assert "rules/a.yaml:" in result.diagnostics[0].detail


def test_a_broken_include_causes_no_other_findings(tmp_path: Path) -> None:
    main = HEAD + "include: [rules/a.yaml]\nrules:\n  - {name: main, require: [extra]}\n"
    result = load_texts(tmp_path, main=main, rules_a="packages: [\n")
    assert {finding.span.file for finding in result.diagnostics if finding.span} == {"rules/a.yaml"}
    result = load_texts(tmp_path, main=main.replace("a.yaml", "b.yaml"))
    assert [code for code, _, _ in places(result.diagnostics)] == ["LW1043"]


def test_a_missing_main_file(tmp_path: Path) -> None:
    result = load_texts(tmp_path)
    assert result.portfolio is None
    assert [finding.code for finding in result.diagnostics] == ["LW1002"]


INVENTORY = (
    HEAD
    + """\
inventory:
  - name: units
    csv: {path: units.csv}
    id: unit
    types: {built: date}
rules:
  - {name: r, require: [listing], when: {built: {before: today}, pool: yes}}
"""
)
UNITS = (
    "unit,street,city,bedrooms,built,pool\nA-1,1 A St,Reno,3,2020-01-01,yes\nA-2,2 A St,Reno,,,\n"
)


def test_rows_and_overrides(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    portfolio = loaded(
        tmp_path,
        INVENTORY + "properties:\n"
        "  A-1: {bedrooms: 4, facts: {pool: no, built: 2021-01-01, gate: x}, order_notes: hi}\n"
        "  A-2: {bedrooms: 5, facts: {gate: y}}\n"
        "  B-1: {street: 9 B St}\n",
    )
    first, second, third = portfolio.homes
    assert [home.origin for home in portfolio.homes] == ["units", "units", INLINE]
    assert (first.facts.value("bedrooms"), first.facts.value("built")) == (4, date(2021, 1, 1))
    assert (first.facts.text("pool"), first.facts.text("gate")) == ("no", "x")
    assert (second.facts.value("bedrooms"), second.facts.text("gate")) == (5, "y")
    assert second.facts.span("gate").file == "listwright.yaml"
    assert second.facts.span("city").file == "units.csv"
    assert (second.facts.span("city").row, second.facts.origin.row) == (2, 2)
    assert third.facts.table.source == INLINE
    assert first.override is not None
    assert first.override.order_notes is not None
    when = portfolio.rules[0].when
    assert isinstance(when, AllOf)
    assert [part.type for part in when.parts if isinstance(part, Comparison)] == [
        ColumnType.DATE,
        ColumnType.TEXT,
    ]
    assert [(file.file, file.rows) for file in portfolio.files] == [
        ("listwright.yaml", None),
        ("units.csv", 2),
    ]


def test_homes_with_the_same_new_columns_share_a_table(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    portfolio = loaded(
        tmp_path,
        INVENTORY + "properties:\n  A-1: {bedrooms: 4}\n  A-2: {bedrooms: 9}\n",
    )
    first, second = portfolio.homes
    assert first.facts.table is second.facts.table
    assert [home.facts.value("bedrooms") for home in portfolio.homes] == [4, 9]


def test_ids_across_sources(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "more.csv").write_text("external_property_id,street\na-1,7 C St\nA-2,8 C St\n")
    text = INVENTORY.replace(
        "rules:",
        "  - {name: more, csv: {path: more.csv}}\n  - {name: units, csv: {path: more.csv}}\nrules:",
    )
    result = load_texts(tmp_path, main=text + "properties:\n  a-2: {bedrooms: 4}\n")
    assert places(result.diagnostics)[:2] == [("LW1205", 15, 12), ("LW1202", 19, 3)]
    assert {(f.code, f.span.file, f.span.row) for f in result.diagnostics[2:] if f.span} == {
        ("LW1202", "more.csv", 1),
        ("LW1201", "more.csv", 2),
    }


def test_a_broken_inventory_makes_no_column_unknown(tmp_path: Path) -> None:
    result = load_texts(tmp_path, main=INVENTORY + "properties:\n  A-1: {bedrooms: 4}\n")
    assert [finding.code[:4] for finding in result.diagnostics] == ["LW15"]
    result = load_texts(
        tmp_path, main=INVENTORY.replace("    csv: {path: units.csv}\n", "").replace("id: unit", "")
    )
    assert [code for code, _, _ in places(result.diagnostics)] == ["LW1104"]


def test_inline_is_no_name_for_an_inventory(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    result = load_texts(tmp_path, main=INVENTORY.replace("name: units", "name: inline"))
    assert places(result.diagnostics) == [("LW1205", 10, 11)]


def test_an_absent_home_needs_no_street(tmp_path: Path) -> None:
    result = load_texts(tmp_path, main=HEAD + "properties:\n  P-1: {absent: true}\n")
    assert result.portfolio is not None
    (home,) = result.portfolio.homes
    assert home.override is not None
    assert home.override.absent


def test_an_absent_home_shares_no_address(tmp_path: Path) -> None:
    text = HEAD + (
        "properties:\n  P-1: {street: x, city: y, absent: true}\n  P-2: {street: x, city: y}\n"
        "  P-3: {city: y}\n"
    )
    result = load_texts(tmp_path, main=text)
    assert [code for code, _, _ in places(result.diagnostics)] == ["LW1207"]


def test_the_list_of_findings_ends(tmp_path: Path) -> None:
    lines = "".join(f"  P-{number}: {{bedrooms: x}}\n" for number in range(1500))
    result = load_texts(tmp_path, main=HEAD + "properties:\n" + lines)
    assert result.portfolio is None
    assert len(result.diagnostics) == 1000 + 1 + 999
    assert "LW1115" in {finding.code for finding in result.diagnostics}


def test_an_override_without_facts_keeps_the_row(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    portfolio = loaded(tmp_path, INVENTORY + "properties:\n  A-1: {order_notes: hi}\n")
    first, second = portfolio.homes
    assert first.facts.table is second.facts.table
    assert first.facts.row == 1
