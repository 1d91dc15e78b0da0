"""Many runners want the same: each order is placed once, at the pace that the vendor allows."""

import pytest
from tests.crash.promise import known_ids
from tests.runners.team import WAITING, Place, Team
from tests.servers.planomatic_like import PlanomaticLike

pytestmark = pytest.mark.slow

_HOMES = {"sqlite": 200, "postgres": 200, "pooled": 80}


@pytest.fixture(params=["sqlite", "postgres", "pooled"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def names(kind: str, team: Team) -> list[str]:
    """As many homes as suit the ledger, checked out everywhere."""
    found = [f"P-{number}" for number in range(_HOMES[kind])]
    team.write(found, limits=", on_limit: trim")
    return found


each = pytest.mark.parametrize(
    ("place", "kind"), [(kind, kind) for kind in _HOMES], indirect=True, ids=list(_HOMES)
)


def _agrees(team: Team, vendor: PlanomaticLike, names: list[str]) -> None:
    """One order for each home, all of them known, and at most one request too many."""
    assert dict(vendor.live()) == dict.fromkeys(names, 1)
    assert len(vendor.orders) == len(names)
    assert vendor.count("create") == len(names) + vendor.too_many
    assert vendor.too_many <= 1
    ids = {str(order.order_id) for order in vendor.orders.values()}
    for machine in (team.first, team.machines[-1]):
        assert known_ids(machine) == ids
        planned = machine.json("plan", "--refresh", "none", "--detailed-exitcode").ends(0, "ok")
        assert (planned["order_changes"], planned["blocked_changes"]) == ([], [])


@each
def test_same_homes(team: Team, vendor: PlanomaticLike, names: list[str]) -> None:
    """Who comes first does all; the others wait, plan again, and have nothing to do."""
    done = [ran.ends(0, "ok")["summary"]["done"] for ran in team.run(*WAITING)]
    assert sorted(done) == [0] * (len(team.machines) - 1) + [len(names)]
    _agrees(team, vendor, names)


@pytest.mark.parametrize(
    ("place", "kind"), [("postgres", "postgres")], indirect=True, ids=["postgres"]
)
def test_in_shares(team: Team, vendor: PlanomaticLike, names: list[str], place: Place) -> None:
    """Each may do a part only: what one leaves, the next goes on with."""
    share = len(names) // place.runners
    done = [
        ran.ends(0, "ok")["summary"]["done"]
        for ran in team.run(*WAITING, "--max-creates", str(share))
    ]
    assert done == [share] * place.runners
    _agrees(team, vendor, names)
