"""Every secret and private value carries a marker; no output, plan file or stored byte may."""

import base64
import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.cli.project import Project, Ran
from tests.servers.planomatic_like import PlanomaticLike, serving

MARK = "zq7x"
SECRETS = {
    "PLANOMATIC_API_KEY": f"key-{MARK}-5d41402abc4b",
    "DOOR": f"door-{MARK}-7193",
    "GATE": f"gate-{MARK}-4410",
}
LOCATION = f"behind the {MARK} drainpipe"
NAME = f"Jane {MARK} Doe"
PHONE = "+1 555-019-8274"
MAIL = f"jane.{MARK}@example.com"
NOTES = f"The {MARK} dog bites"
PRIVATE = (*SECRETS.values(), LOCATION, NAME, PHONE, MAIL, NOTES)

TEXT = """\
version: 1
project: canary
vendors:
  planomatic: {{kind: planomatic, endpoint: "{endpoint}", api_key: {{env: PLANOMATIC_API_KEY}}, \
duplicate_window: 0h, settle: 0m, rate: {{per_minute: 6000}}}}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {{method: lockbox_code, access_code: {{env: DOOR}}, lockbox_location: "{location}", \
contact_name: "{name}", contact_phone: "{phone}", contact_email: "{mail}", vacant: true}}
limits: {{max_creates: 1000, max_cancels: 1000}}
properties:
{homes}"""
HOME = """\
  {name}:
    property_type: single_family
    street: {street} A St
    city: Denver
    state: {state}
    postal_code: "80205"
    require: {{photos: {{slug: photos, quantity: {quantity}}}}}
"""
GATED = """\
    order_notes: "{notes}"
    access: {{method: keypad, access_code: {{env: GATE}}}}
"""


@dataclass
class Trail:
    """Everything the commands printed."""

    project: Project
    printed: list[tuple[str, str]] = field(default_factory=list)

    def run(self, *arguments: str, code: int = 0, **env: str | None) -> Ran:
        """One command in each of its voices; only the first may act."""
        ran = self.project.run(*arguments, **env)
        self.note(arguments, ran)
        assert ran.code == code, (arguments, ran.out, ran.err)
        return ran

    def note(self, arguments: tuple[str, ...], ran: Ran) -> None:
        self.printed.append((" ".join(arguments), ran.out + ran.err))

    def all_voices(self, *arguments: str) -> None:
        """A command that changes nothing, in text and JSON, talkative and on record."""
        for more in ([], ["-v"], ["--json"], ["-v", "--log-format", "json"], ["-q"]):
            self.note((*arguments, *more), self.project.run(*arguments, *more))
        self.note(arguments, self.project.run(*arguments, FORCE_COLOR="1"))


@pytest.fixture
def vendor() -> Iterator[PlanomaticLike]:
    with serving() as running:
        yield running


@pytest.fixture
def trail(vendor: PlanomaticLike, tmp_path: Path) -> Iterator[Trail]:
    project = Project(root=tmp_path, vendor=vendor, environment=dict(SECRETS))
    yield Trail(project)
    project.clean_up()


def _write(trail: Trail, count: int, *, quantity: int = 15, state: str = "CO") -> None:
    texts = [
        HOME.format(name=f"P-{number}", street=number, state=state, quantity=quantity)
        for number in range(1, count + 1)
    ]
    trail.project.file.write_text(
        TEXT.format(
            endpoint=trail.project.vendor.endpoint,
            location=LOCATION,
            name=NAME,
            phone=PHONE,
            mail=MAIL,
            homes="".join(texts) + GATED.format(notes=NOTES),
        ),
        encoding="utf-8",
    )


def _forms(value: str) -> set[bytes]:
    """A value as it may stand in a text, a JSON text, a URL, an escape or base64."""
    plain = {value, json.dumps(value)[1:-1], urllib.parse.quote(value), repr(value)[1:-1]}
    texts = plain | {text.upper() for text in plain} | {value.replace(" ", "").replace("-", "")}
    encoded = {text.encode() for text in texts} | {value.encode("utf-16-le")}
    whole = base64.b64encode(value.encode()).rstrip(b"=")
    return encoded | {whole[: len(whole) // 4 * 4]}


def _hits(content: bytes) -> list[str]:
    found = [value for value in PRIVATE if any(form in content for form in _forms(value))]
    return found + ([MARK] if MARK.encode() in content.lower() else [])


def _search(trail: Trail, root: Path, *, stored: int) -> None:
    for command, text in trail.printed:
        assert _hits(text.encode()) == [], (command, text)
    files = [path for path in root.rglob("*") if path.is_file() and path.suffix != ".yaml"]
    assert len(files) >= stored
    for path in files:
        assert _hits(path.read_bytes()) == [], path


def _hostile(vendor: PlanomaticLike) -> None:
    """A vendor that quotes what it was sent wherever it can."""
    quoting = f"unrecognized: {SECRETS['DOOR']} {SECRETS['PLANOMATIC_API_KEY']}"
    vendor.fault("reject", property="P-1", attr="property_access.access_code", message=quoting)
    vendor.fault(
        "reject", property="P-2", attr="property.location.street", message=f"no: {SECRETS['DOOR']}"
    )
    vendor.fault("drop_after", property="P-3")


def test_session(trail: Trail, vendor: PlanomaticLike, tmp_path: Path) -> None:
    _write(trail, 6)
    trail.all_voices("validate")
    trail.all_voices("plan")
    trail.run("plan", "-o", "plan.json")
    trail.all_voices("show", "plan.json")
    trail.run("apply", "--auto-approve", code=4)
    trail.run("apply", "--bootstrap", code=4)
    trail.run("apply", "--bootstrap", "--auto-approve", DOOR=None, code=1)
    _hostile(vendor)
    trail.run("apply", "plan.json", "--bootstrap", "-v", code=3)
    sent = vendor.bodies("create")
    assert {body["property_access"]["access_code"] for body in sent} == {
        SECRETS["DOOR"],
        SECRETS["GATE"],
    }
    assert {body["property_access"]["onsite_contact_phone"] for body in sent} == {PHONE}
    assert sent[-1]["order_notes"] == NOTES
    assert sent[0]["property_access"]["lockbox_location"] == LOCATION
    trail.all_voices("plan", "--refresh", "full")
    trail.all_voices("plan", "--show", "all")
    trail.all_voices("status")
    visited = vendor.only("P-4")
    visited.failed_visit = ("no access", f"code {SECRETS['DOOR']} did not open, called {PHONE}")
    visited.status = "submitted_cancel_onsite"
    vendor.deliver("P-5")
    trail.run("plan", "-o", "second.json", "--json")
    trail.all_voices("status", "P-*")
    number = str(vendor.only("P-3").order_id)
    trail.run("resolve", "P-3/photos", "--created", number, "--json")
    trail.run("forget", "P-5", "--reason", "sold", "--json")
    imported = vendor.add_order("P-1", property_access=sent[0]["property_access"])
    trail.run("import", "P-1", "--order-id", str(imported.order_id), "-v")
    _write(trail, 6, quantity=20)
    trail.run("apply", "--auto-approve", "--json", "--show", "all")
    trail.all_voices("plan")
    _search(trail, tmp_path, stored=3)


def test_failures(trail: Trail, vendor: PlanomaticLike, tmp_path: Path) -> None:
    _write(trail, 2, state="XX")
    trail.all_voices("validate")
    trail.all_voices("plan")
    _write(trail, 2)
    for kind in ("html", "crash_before", "noid", "drop_before"):
        vendor.fault(kind, operation="create", times=2)
        ran = trail.project.run("apply", "--bootstrap", "--auto-approve", "-v")
        trail.note(("apply", kind), ran)
        for name in ("P-1", "P-2"):
            looked = ("--not-created", "--reason", "looked", "--confirm", name)
            trail.note(("resolve",), trail.project.run("resolve", name, *looked))
    vendor.switches.keys = frozenset({"another"})
    trail.run("apply", "--bootstrap", "--auto-approve", "-v", code=1)
    vendor.switches.keys = None
    trail.project.edit(vendor.endpoint, "http://127.0.0.1:9")
    trail.run("apply", "--bootstrap", "--auto-approve", "-v", code=1)
    _search(trail, tmp_path, stored=1)


def test_values_written_into_the_file(trail: Trail, tmp_path: Path) -> None:
    """A code or key typed into the YAML is refused or used, but never repeated."""
    _write(trail, 2)
    trail.project.edit("access_code: {env: DOOR}", f'access_code: "{SECRETS["DOOR"]}"')
    trail.all_voices("validate")
    trail.all_voices("plan")
    trail.note(("apply",), trail.project.run("apply", "--bootstrap", "--auto-approve", "-v"))
    _write(trail, 2)
    trail.project.edit("{env: PLANOMATIC_API_KEY}", SECRETS["PLANOMATIC_API_KEY"])
    trail.all_voices("validate")
    trail.all_voices("plan")
    trail.note(("apply",), trail.project.run("apply", "--bootstrap", "--auto-approve", "-v"))
    _search(trail, tmp_path, stored=0)


def test_mistakes_near_private_values(trail: Trail, tmp_path: Path) -> None:
    """Findings about private fields say what is wrong without quoting the value."""
    mistakes = (
        (f'contact_phone: "{PHONE}"', f'contact_phone: "{MARK}"'),
        (f'contact_email: "{MAIL}"', f'contact_email: "{MARK} at home"'),
        (f'lockbox_location: "{LOCATION}"', f'lockbox_location: "{MARK * 80}"'),
        (f'order_notes: "{NOTES}"', f'order_notes: "{MARK * 300}"'),
        (f'contact_name: "{NAME}"', f'contact_name: "{MARK}\\x07"'),
        (f'contact_name: "{NAME}"', f"contact_name: [{MARK}]"),
        ("method: lockbox_code", "method: keypad"),
    )
    for old, new in mistakes:
        _write(trail, 2)
        trail.project.edit(old, new)
        trail.all_voices("validate")
        trail.all_voices("plan")
    _search(trail, tmp_path, stored=0)
