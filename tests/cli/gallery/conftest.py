"""A home whose photos are delivered, at the sandbox inside the product."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.gallery.story import Gallery
from tests.cli.project import Project
from tests.servers.planomatic_like import serving


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """Photos ordered and delivered; nothing is known of their bytes yet."""
    root = tmp_path_factory.mktemp("delivered")
    with serving() as unused:
        told = Gallery(project=Project(root=root, vendor=unused))
        told.write()
        told.done("apply", "--bootstrap", "--auto-approve", "--target", "P-1/photos")
        told.done("sandbox", "advance", "--deliver")
        told.done("refresh")
        yield told


@pytest.fixture
def gallery(delivered: Gallery, tmp_path: Path) -> Gallery:
    """The same home in a folder of its own."""
    root = tmp_path / "gallery"
    shutil.copytree(delivered.project.root, root)
    return Gallery(project=Project(root=root, vendor=delivered.project.vendor))
