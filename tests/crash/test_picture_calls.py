"""kill -9 at every system call of runs that order pictures and bring them home.

At each point a process is killed in a world of its own. Then no recipe may be paid twice, every
upload that was paid must be known, and an operator who plans and applies gets every picture.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.crash.picture_promise import check, complete
from tests.crash.strace import SOAK, Reach, Starter, Walk, strike, walks
from tests.support.studio import APPLY, OF_PHOTOS, SHOT, Served, Studio, serving

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.no_cover]

PICTURES = 2


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("sandbox") / "store.sqlite3") as running:
        yield running


def with_files(studio: Studio) -> None:
    """Two photos on disk, to be ordered in a ledger that exists."""
    studio.write()
    studio.plan()


def with_an_order(studio: Studio) -> None:
    """Two rooms of a delivered order, at whose photos nobody has looked yet."""
    studio.write(SHOT, OF_PHOTOS)
    studio.json(*APPLY).ends(0, "ok")
    studio.store.deliver_all()
    studio.later(days=1)


def finished(studio: Studio) -> None:
    """Both pictures are submitted and, at the vendor, finished."""
    with_files(studio)
    studio.json(*APPLY).ends(0, "ok")
    studio.later(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A run that is struck: what comes before it, and the calls it makes at least.

    Without `LISTWRIGHT_SOAK` only the calls of the `sample` are struck.
    """

    api: str
    prepare: Callable[[Studio], None]
    command: tuple[str, ...]
    reaches: Mapping[str, Reach]
    sample: frozenset[str] = frozenset()


ORDERING = {
    "pwrite64": Reach(fewest=120, every=97),
    "fdatasync": Reach(fewest=16, every=8),
    "connect": Reach(fewest=4, every=4),
    "sendto": Reach(fewest=8, every=3),
    "recvfrom": Reach(fewest=4, every=3),
    "write": Reach(fewest=4, every=4),
}
"""Two uploads and two paid steps: the intent, the handle and the paid step are flushed of each."""

ORDERING_PHOTOS = {
    "pwrite64": Reach(fewest=120, every=167),
    "fdatasync": Reach(fewest=16, every=15),
    "fsync": Reach(fewest=2, every=3),
    "connect": Reach(fewest=6, every=7),
    "sendto": Reach(fewest=11, every=7),
    "recvfrom": Reach(fewest=7, every=5),
    "rename": Reach(fewest=2, every=2),
    "write": Reach(fewest=4, every=5),
}
"""The same, after their photos were downloaded into the cache."""

COLLECTING = {
    "pwrite64": Reach(fewest=60, every=61),
    "fdatasync": Reach(fewest=8, every=7),
    "fsync": Reach(fewest=8, every=7),
    "connect": Reach(fewest=4, every=3),
    "sendto": Reach(fewest=4, every=3),
    "recvfrom": Reach(fewest=4, every=3),
    "rename": Reach(fewest=3, every=2),
    "link": Reach(fewest=2, every=3),
    "write": Reach(fewest=4, every=7),
}
"""Two orders are read, two results and their photos are put on disk, and the list of the home."""

CASES = {
    "files-v1": Case(
        api="v1",
        prepare=with_files,
        command=APPLY,
        reaches=ORDERING,
        sample=frozenset({"recvfrom", "fdatasync"}),
    ),
    "files-v3": Case(
        api="v3",
        prepare=with_files,
        command=APPLY,
        reaches=ORDERING,
        sample=frozenset({"sendto", "recvfrom", "pwrite64"}),
    ),
    "order-v1": Case(api="v1", prepare=with_an_order, command=APPLY, reaches=ORDERING_PHOTOS),
    "order-v3": Case(
        api="v3",
        prepare=with_an_order,
        command=APPLY,
        reaches=ORDERING_PHOTOS,
        sample=frozenset({"rename"}),
    ),
    "refresh-v1": Case(api="v1", prepare=finished, command=("refresh",), reaches=COLLECTING),
    "refresh-v3": Case(
        api="v3",
        prepare=finished,
        command=("refresh",),
        reaches=COLLECTING,
        sample=frozenset({"fsync", "rename"}),
    ),
    "apply-v1": Case(api="v1", prepare=finished, command=APPLY, reaches=COLLECTING),
}


def _all() -> Iterator[object]:
    for name, case in CASES.items():
        struck = case.reaches if SOAK else {call: case.reaches[call] for call in case.sample}
        for walk in walks(dict(sorted(struck.items()))):
            yield pytest.param(case, walk, id=f"{name}-{walk.call}-{walk.first}")


@pytest.mark.parametrize(("case", "walk"), list(_all()))
def test_killed(starter: Starter, served: Served, case: Case, walk: Walk, tmp_path: Path) -> None:
    tried = paid = 0
    for point in walk.points(tmp_path):
        served.fresh()
        studio = Studio(root=tmp_path / point.name, served=served, api=case.api)
        case.prepare(studio)
        struck = strike(starter, studio, point, *case.command)
        served.quiet()
        paid += len(check(studio))
        complete(studio, PICTURES)
        assert studio.counts()["ahd-rate-limited"] == 0
        if not struck.hit:
            assert struck.ran.code == 0, struck.ran
            break
        tried += 1
    walk.report(tried, paid_before=paid)
