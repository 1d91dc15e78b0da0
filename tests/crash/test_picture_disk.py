"""A disk that is full or fails while pictures are ordered or brought home.

Nothing may be paid twice, no id may be lost, and what the user reads says what is wrong. Once there
is room again, the next runs bring every picture home.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.crash.picture_promise import check, complete
from tests.crash.strace import SOAK, Reach, Starter, Struck, Walk, strike, walks
from tests.crash.test_picture_calls import finished, served, with_an_order, with_files
from tests.support.studio import APPLY, Served, Studio

__all__ = ["served"]

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.no_cover]

PICTURES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A run whose disk fails: what comes before it, and at which calls it fails how."""

    prepare: Callable[[Studio], None]
    command: tuple[str, ...]
    call: str
    error: str
    reach: Reach


CASES = {
    "ledger-full": Case(
        prepare=with_files,
        command=APPLY,
        call="pwrite64",
        error="ENOSPC",
        reach=Reach(fewest=100, every=71),
    ),
    "ledger-fails": Case(
        prepare=with_files,
        command=APPLY,
        call="fdatasync",
        error="EIO",
        reach=Reach(fewest=12, every=9),
    ),
    "cache-full": Case(
        prepare=with_an_order,
        command=APPLY,
        call="fsync",
        error="ENOSPC",
        reach=Reach(fewest=2, every=2),
    ),
    "assets-full": Case(
        prepare=finished,
        command=("refresh",),
        call="fsync",
        error="ENOSPC",
        reach=Reach(fewest=8, every=7),
    ),
    "assets-fail": Case(
        prepare=finished,
        command=APPLY,
        call="rename",
        error="EIO",
        reach=Reach(fewest=3, every=3),
    ),
}


def _all() -> Iterator[object]:
    """Every case once and for good; without a soak they take turns, and one interface will do."""
    for api in ("v1", "v3") if SOAK else ("v3",):
        for number, (name, case) in enumerate(CASES.items()):
            for lasting in (False, True) if SOAK else (bool(number % 2),):
                for walk in walks({case.call: case.reach}):
                    how = "on" if lasting else "once"
                    yield pytest.param(
                        case, walk, api, lasting, id=f"{name}-{how}-{api}-{walk.first}"
                    )


_FINDINGS = ("errors", "warnings")
_WORDS = {
    "ENOSPC": re.compile("is full|No space left|disk I/O error"),
    "EIO": re.compile("could not be used|Input/output error"),
}


def _check_end(case: Case, struck: Struck, studio: Studio) -> None:
    """The exit code says whether something was bought, and no id was lost."""
    document = struck.ran.doc
    if case.command == ("refresh",):
        assert struck.ran.code in {0, 1}, struck.ran
    elif not any(row.submits for row in studio.stagings()):
        assert struck.ran.code in {0, 1, 3, 4}, struck.ran
    else:
        assert struck.ran.code in {0, 3}, struck.ran
    told = [item["summary"] + item["detail"] for key in _FINDINGS for item in document[key]]
    told += [one["error"]["message"] for one in document.get("outcomes", ()) if one["error"]]
    if struck.ran.code:
        assert any(_WORDS[case.error].search(words) for words in told), told
    check(studio)


@pytest.mark.parametrize(("case", "walk", "api", "lasting"), list(_all()))
def test_a_disk_that_fails(
    starter: Starter,
    served: Served,
    case: Case,
    walk: Walk,
    api: str,
    lasting: bool,
    tmp_path: Path,
) -> None:
    tried = told = 0
    for point in walk.points(tmp_path, effect=f"error={case.error}", lasting=lasting):
        served.fresh()
        studio = Studio(root=tmp_path / point.name, served=served, api=api)
        case.prepare(studio)
        struck = strike(starter, studio, point, *case.command, "--json")
        served.quiet()
        if not struck.hit:
            struck.ran.ends(0, "ok")
            break
        _check_end(case, struck, studio)
        told += "NOT IN THE LEDGER" in struck.ran.err
        complete(studio, PICTURES)
        tried += 1
    walk.report(tried, with_a_last_line=told)
