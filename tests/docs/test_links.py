"""Every link between pages leads somewhere."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.docs.pages import ALL_PAGES, ROOT, anchors_of, links_of, page_name


@pytest.mark.parametrize("page", ALL_PAGES, ids=page_name)
def test_links_resolve(page: Path) -> None:
    broken = [target for target in links_of(page) if not resolves(page, target)]
    assert not broken


def resolves(page: Path, target: str) -> bool:
    """Whether a link from `page` leads to a file of this repository, and to a heading in it."""
    parts = urlsplit(target)
    if parts.scheme:
        return parts.scheme in {"https", "mailto"}
    file = (page.parent / parts.path).resolve() if parts.path else page
    if not file.exists() or not file.is_relative_to(ROOT):
        return False
    return not parts.fragment or parts.fragment in anchors_of(file)


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        paths = (urlsplit(target) for target in links_of(page))
        ahead += [
            (page.parent / one.path).resolve() for one in paths if one.path and not one.scheme
        ]
    assert {page_name(page) for page in ALL_PAGES} == {page_name(page) for page in reached}
