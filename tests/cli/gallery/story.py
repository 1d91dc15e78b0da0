"""One home with photos and two needs for pictures of them, at the embedded sandbox."""

from dataclasses import dataclass
from typing import Any

from tests.cli.project import Project, Ran

FILES = """\
version: 1
project: t
vendors:
  planomatic: {kind: planomatic, endpoint: sandbox, duplicate_window: 72h}
  ahd: {kind: aihomedesign, api: v3, endpoint: sandbox}
  first: {kind: aihomedesign, api: v1, endpoint: sandbox}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {method: keypad, access_code: {env: DOOR}, contact_name: Jane Doe, \
contact_phone: "+1 555-555-5555", vacant: true}
properties:
  P-1:
    property_type: single_family
    street: 1 A St
    city: Denver
    state: CO
    postal_code: "80205"
    require:
      photos: {slug: photos, quantity: 15}
      staging: {vendor: ahd, source: photos, rooms: [living_room, bedroom], style: scandinavian, \
max_images: 2}
      other: {vendor: first, source: photos, rooms: [living_room], style: modern, max_images: 1}
"""
APPLY = ("apply", "--bootstrap", "--auto-approve")
Document = dict[str, Any]


@dataclass(kw_only=True)
class Gallery:
    """The home and the commands that are run on it."""

    project: Project

    def write(self) -> None:
        self.project.file.write_text(FILES, encoding="utf-8")

    def run(self, *arguments: str) -> Ran:
        return self.project.run(*arguments, PLANOMATIC_API_KEY=None, COLUMNS="200")

    def done(self, *arguments: str) -> Ran:
        ran = self.run(*arguments)
        assert ran.code == 0, ran.out + ran.err
        return ran

    def doc(self, *arguments: str, code: int = 0) -> Document:
        """The document of a command, held against its schema."""
        ran = self.run(*arguments, "--json")
        assert ran.code == code, ran.out + ran.err
        return ran.doc

    def apply(self, *arguments: str, code: int = 0) -> Document:
        return self.doc(*APPLY, *arguments, code=code)

    def fault(self, name: str, *, times: int = 1, operation: str = "ahd-submit") -> None:
        self.done("sandbox", "fault", name, "--operation", operation, "--times", str(times))

    def explain(self, need: str) -> Document:
        """The one explanation of a need."""
        return self.doc("explain", need)

    def status(self, need: str) -> Document:
        (found,) = self.doc("status", need)["needs"]
        return dict(found)

    def orders(self, need: str) -> list[Document]:
        """The orders that the ledger has of a need."""
        orders = self.doc("ledger", "list", "P-1")["orders"]
        return [one for one in orders if need in one["needs"]]

    def unknowns(self) -> list[Document]:
        return list(self.doc("ledger", "list")["unknowns"])

    def credits(self) -> int:
        """How many credits the vendor charged."""
        lines = self.done("sandbox", "orders").out.splitlines()
        return sum(int(line.rpartition("credits: ")[2]) for line in lines if "credits: " in line)

    def uploads(self) -> int:
        """How many photos were uploaded, by the journal."""
        events = self.doc("ledger", "history", "P-1")["events"]
        return sum(event["kind"] == "upload" for event in events)

    def finish(self) -> None:
        """Let the vendor finish, and bring the pictures home."""
        self.done("sandbox", "advance", "10m")
        self.done("refresh")

    def settled(self) -> None:
        """Assert that nothing is left to do, or to wait for."""
        document = self.doc("plan")
        assert document["order_changes"] == []
        assert document["deferred_changes"] == document["blocked_changes"] == []
