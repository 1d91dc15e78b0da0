"""What vendors are asked about the needs of the files, before anything is known of a home."""

from pathlib import Path

import pytest
from tests.support.acting import ScriptedVendor
from tests.support.projects import portfolio_from
from tests.unit.engine.facts import CALENDAR

from listwright.app.checks import check_wants
from listwright.engine.needs import NeedResolver, resolve_wants
from listwright.errors import Diagnostic
from listwright.model.need import NeedSpec, OrderSpec
from listwright.model.portfolio import Portfolio

TEXT = """  ahd: {kind: aihomedesign, api: v3, endpoint: sandbox}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {method: rently, contact_name: J, contact_phone: "1", vacant: true}
properties:
  P-1: {street: 1 A St, city: Denver, state: CO, postal_code: "80205"}
  P-2: {street: 2 A St, city: Denver, state: CO, postal_code: "80205"}
  P-3: {street: 3 A St, city: Golden, state: CO, postal_code: "80401", require: {OWN}}
rules:
  - {name: all, require: {photos: {slug: photos, quantity: 10}, NEED}}
"""
STYLED = "staging: {vendor: ahd, style: modern}"


class AskedVendor(ScriptedVendor):
    """Remembers what it was asked, and does not know some styles."""

    def check(self, spec: OrderSpec) -> tuple[Diagnostic, ...]:
        self.asked.append(f"order for {spec.property}")
        return ()

    def check_need(self, need: NeedSpec) -> tuple[Diagnostic, ...]:
        self.asked.append(f"need {need.key} {need.style}")
        if need.style != "modrn":
            return ()
        finding = Diagnostic(
            code="LW1401", summary="s", detail="d", fix="f", span=need.spans["style"]
        )
        return (finding,)


def asked(portfolio: Portfolio) -> tuple[dict[str, list[str]], tuple[Diagnostic, ...]]:
    vendors = {name: AskedVendor(account=one.account) for name, one in portfolio.vendors.items()}
    wants = resolve_wants(portfolio, NeedResolver(portfolio, CALENDAR))
    assert wants.diagnostics == ()
    findings = check_wants(portfolio, wants.homes, vendors, calendar=CALENDAR)
    return {name: vendor.asked for name, vendor in vendors.items()}, findings


def project(root: Path, need: str, own: str) -> Portfolio:
    return portfolio_from(root, TEXT.replace("NEED", need).replace("OWN", own))


def test_each_need_is_asked_about_once_and_pictures_make_no_order(tmp_path: Path) -> None:
    portfolio = project(tmp_path, STYLED, "staging: {style: prime}")
    words, findings = asked(portfolio)
    assert findings == ()
    assert words["ahd"] == ["need staging modern", "need staging prime"]
    orders = [f"order for P-{number}" for number in (1, 2, 3)]
    assert [word for word in words["planomatic"] if word.startswith("order")] == orders
    assert words["planomatic"].count("need photos None") == 2


def test_pictures_need_no_billing_and_no_access(tmp_path: Path) -> None:
    text = TEXT.replace("NEED", STYLED).replace("OWN", STYLED)
    text = text.replace("photos: {slug: photos, quantity: 10}, ", "")
    begin, end = text.index("  billing_entity"), text.index("properties:")
    portfolio = portfolio_from(tmp_path, text[:begin] + text[end:])
    assert asked(portfolio)[1] == ()


def test_what_a_vendor_says_of_a_need_is_a_finding(tmp_path: Path) -> None:
    need = STYLED.replace("modern", "modrn")
    (finding,) = asked(project(tmp_path, need, "tour: {slug: t, quantity: 1}"))[1]
    assert finding.code == "LW1401"
    assert finding.span is not None
    assert finding.span.at == "listwright.yaml:16"


@pytest.mark.parametrize("source", ["staging", "again"])
def test_pictures_are_not_made_of_pictures(source: str, tmp_path: Path) -> None:
    need = f"{STYLED}, again: {{vendor: ahd, style: prime, source: {source}}}"
    (finding,) = asked(project(tmp_path, need, "tour: {slug: t, quantity: 1}"))[1]
    assert finding.code == "LW1366"
