"""An order with several results, and results that are not where their links lead."""

import json
from typing import Any

import pytest
from tests.cli.pictures.conftest import Chain
from tests.support.pictures import picture

pytestmark = pytest.mark.parametrize("chain", ["v3"], indirect=True)


def made(chain: Chain, *paths: str) -> list[str]:
    """One picture is finished: its results have these paths below the host; gives their links."""
    chain.project.edit("rooms: [living_room, bedroom]", "rooms: [living_room]")
    chain.project.bootstrap()
    chain.deliver()
    assert chain.project.run("apply", "--auto-approve").code == 0
    chain.finish()
    links = [chain.files.put(path, picture((10, 90, 40 * place), (900, 600)))
             for place, path in enumerate(paths)]  # fmt: skip
    shows(chain, *links)
    return links


def shows(chain: Chain, *links: str) -> None:
    """From now on the vendor names these results."""
    (process,) = chain.pictures.processes.values()
    process["final_assets"] = [
        {"asset_id": f"{place:024}", "asset_type": "image", "temp_src": link}
        for place, link in enumerate(links)
    ]


def warnings(chain: Chain, *command: str) -> list[dict[str, Any]]:
    return list(chain.project.json(*command).ends(0, "ok")["warnings"])


def stored(chain: Chain) -> int:
    return len(list((chain.project.root / "assets" / "P-1").glob("*.jpg")))


# ---- several results -----------------------------------------------------------------------------


@pytest.mark.parametrize("failing", ["/1.jpg", "/2.jpg"])
def test_one_of_two_results_is_missing(chain: Chain, failing: str) -> None:
    """The order is not done with by the other one: every run says so until both are here."""
    made(chain, "/1.jpg", "/2.jpg")
    content = chain.files.files[failing]
    chain.files.put(failing, 503)
    (warning,) = warnings(chain, "refresh")
    assert warning["code"] == "LW3017"
    assert stored(chain) == 1
    assert [one["code"] for one in warnings(chain, "plan")] == ["LW3018"]
    findings = chain.project.json("audit").doc["findings"]
    assert any("not stored" in one["why"] for one in findings)
    assert [one["code"] for one in warnings(chain, "apply", "--auto-approve")] == ["LW3017"]
    chain.files.put(failing, content)
    chain.files.asked.clear()
    assert warnings(chain, "refresh") == []
    assert chain.files.asked == [failing], "what is here is not downloaded again"
    assert stored(chain) == 2
    assert warnings(chain, "plan") == []
    assert chain.project.json("audit").doc["findings"] == []
    rows = json.loads((chain.project.root / "assets" / "P-1" / "pictures.json").read_text())
    assert sum(one["role"] == "result" for one in rows["pictures"]) == 2


def test_a_result_that_the_vendor_adds_later_is_brought_home(chain: Chain) -> None:
    first, second = made(chain, "/1.jpg", "/2.jpg")
    shows(chain, first)
    assert warnings(chain, "refresh") == []
    shows(chain, first, second)
    assert warnings(chain, "refresh", "P-1") == []
    assert stored(chain) == 2


# ---- links that lead to something else -----------------------------------------------------------


@pytest.mark.parametrize("answer", [b"<html>This link has expired.</html>", 302, 404])
@pytest.mark.parametrize("command", [("refresh",), ("apply", "--auto-approve")])
def test_a_link_that_leads_to_a_page_is_renewed(
    chain: Chain, answer: bytes | int, command: tuple[str, ...]
) -> None:
    """Delivered orders are not read again, so nobody else would find the link of now."""
    made(chain, "/1.jpg")
    chain.files.put("/1.jpg", answer)
    (warning,) = warnings(chain, "refresh")
    assert warning["code"] == "LW3017"
    assert "listwright assets pull P-1" in warning["fix"]
    assert ("--replace" in warning["fix"]) is (answer != 302)
    assert chain.files.asked.count("/1.jpg") == 1, "the same link is not tried again"
    shows(chain, chain.files.put("/2.jpg", picture((10, 90, 250), (900, 600))))
    assert warnings(chain, *command) == []
    assert stored(chain) == 1
    assert len(chain.pictures.paid) == 1


def test_a_way_out_that_costs_nothing_comes_first(chain: Chain) -> None:
    made(chain, "/1.jpg")
    chain.files.put("/1.jpg", b"<html>Please sign in.</html>")
    (warning,) = warnings(chain, "refresh")
    assert warning["fix"].index("assets pull P-1") < warning["fix"].index("--replace")


def test_a_host_that_is_not_on_the_list_is_named(chain: Chain) -> None:
    """A new picture would meet the same refusal, so nobody is told to pay for one."""
    made(chain, "/1.jpg")
    shows(chain, "https://pictures.example/1.jpg?signature=5ecret")
    (warning,) = warnings(chain, "refresh")
    assert "pictures.example" in warning["detail"]
    assert "5ecret" not in warning["detail"]
    assert "`vendors.ahd.link_hosts`" in warning["fix"]
    assert "--replace" not in warning["fix"]
    command = warning["fix"].rpartition("listwright ")[2].split()
    pulled = chain.project.json(*command)
    (error,) = pulled.ends(1, "vendor")["errors"]
    assert "pictures.example" in error["detail"]
    assert "link_hosts" in error["fix"]
    shows(chain, chain.files.put("/2.jpg", picture((10, 90, 250), (900, 600))))
    chain.project.json(*command).ends(0, "ok")
    assert stored(chain) == 1
