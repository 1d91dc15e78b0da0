"""The second vendor's key and the signatures of links appear nowhere; captions are text."""

import csv
import io
import json
import re

import pytest
from tests.cli.conftest import project, vendor
from tests.cli.pictures.conftest import Chain, ahd, chain
from tests.cli.project import Ran
from tests.servers.aihomedesign_like import Reply, error

__all__ = ["ahd", "chain", "project", "vendor"]

KEY = "ahd-zq7x-0cc175b9c0f1"
SIGNATURE = "zq7xsigned41402abc"
HOSTILE = (
    'Living Room <script>alert(1)</script>" onerror="x\x1b]0;owned\x07\x1b[2J\r\n'
    "=cmd|'/c calc'!A1 \u202egnp.exe\u2028| [x](javascript:alert(1)) `"
)


def marked(chain: Chain) -> Chain:
    chain.project.environment["AHD_API_KEY"] = KEY
    chain.pictures.known_keys = {KEY}
    return chain


def signed(chain: Chain) -> None:
    """Every link of a photo carries a signature, as those of object stores do."""
    order = chain.photos.only("P-1")
    for photo in order.photos:
        path = "/" + photo["full_size_url"].split("/", 3)[3]
        photo["full_size_url"] += f"?X-Amz-Signature={SIGNATURE}"
        chain.files.put(f"{path}?X-Amz-Signature={SIGNATURE}", chain.files.files[path])


def signed_results(chain: Chain) -> None:
    chain.finish()
    records = [*chain.pictures.processes.values()]
    images = [image for one in chain.pictures.orders.values()
              for image in one.get("generated_images") or []]  # fmt: skip
    assets = [asset for one in records for asset in one["final_assets"]] + images
    for asset in assets:
        for name in {"src", "temp_src"} & asset.keys():
            path = "/" + asset[name].split("/", 3)[3]
            asset[name] += f"?X-Amz-Signature={SIGNATURE}"
            chain.files.put(f"{path}?X-Amz-Signature={SIGNATURE}", chain.files.files[path])


def voices(chain: Chain, *command: str) -> list[Ran]:
    more: tuple[tuple[str, ...], ...] = (
        (), ("-v",), ("--json",), ("-v", "--log-format", "json"))  # fmt: skip
    return [chain.project.run(*command, *each) for each in more]


def test_keys_and_signatures(chain: Chain) -> None:
    marked(chain)
    ran = [chain.project.bootstrap()]
    chain.deliver()
    signed(chain)
    ran += voices(chain, "plan")
    ran.append(chain.project.run("plan", "-o", "saved.json", "-v"))
    ran += voices(chain, "show", "saved.json")
    # The vendor quotes the key, and refuses.
    quoting = error(400, f"bad key {KEY}", f"api_error_{KEY}")
    submit = "POST /v1/order" if "api: v1" in chain.project.file.read_text() else "POST /v3/process"
    chain.pictures.script(submit, quoting, Reply(status=500, raw=f"<p>{KEY}</p>".encode()))
    ran.append(chain.project.run("apply", "saved.json", "-v"))
    ran += voices(chain, "apply", "--auto-approve", "--replace", "P-1/staging")
    signed_results(chain)
    # The hosts refuse, lead elsewhere, or give no picture; then all is well.
    whole = dict(chain.files.files)
    for content in (404, 302, b"<html>no</html>"):
        for path in [path for path in whole if path.startswith("/made/")]:
            chain.files.put(path, content)
        ran += voices(chain, "refresh")
        ran.append(chain.project.run("assets", "pull", "P-1", "-v"))
    chain.files.files = whole
    ran += voices(chain, "refresh")
    for command in (("status",), ("explain", "P-1/staging"), ("audit",), ("ledger", "list"),
                    ("assets", "pull", "P-1"), ("assets", "sheet", "P-1")):  # fmt: skip
        ran += voices(chain, *command)
    printed = "".join(one.out + one.err for one in ran)
    assert KEY not in printed
    assert SIGNATURE not in printed
    # The ledger keeps links, for the orders whose photos they are, and nothing else does.
    files = [file for file in chain.project.root.rglob("*") if file.is_file()]
    kept = [file for file in files if not file.name.startswith("ledger.db")]
    assert len(kept) > 4
    assert [file for file in files if KEY.encode() in file.read_bytes()] == []
    assert [file for file in kept if SIGNATURE.encode() in file.read_bytes()] == []


@pytest.mark.parametrize("chain", ["v3"], indirect=True)
def test_hostile_captions(chain: Chain) -> None:
    """A caption is text in a terminal, in HTML, in a table and in a file's name."""
    marked(chain)
    ran = [chain.project.bootstrap()]
    chain.deliver()
    chain.photos.only("P-1").photos[2]["caption"] = HOSTILE
    ran += [chain.project.run("plan"), chain.project.run("plan", "-v"),
            chain.project.run("plan", "--format", "markdown")]  # fmt: skip
    ran.append(chain.project.run("apply", "--auto-approve"))
    chain.finish()
    ran += [chain.project.run(*command) for command in (("refresh",), ("status",),
            ("explain", "P-1/staging"), ("audit",), ("assets", "sheet", "P-1"),
            ("export", "deliverables"), ("export", "deliverables", "--format", "csv"))]  # fmt: skip
    assert len(chain.pictures.paid) == 2
    for one in ran:
        text = one.out + one.err
        control = {sign for sign in text if ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0} - {"\n"}
        # RFC 4180 ends the lines of a table with both.
        assert control - {"\r"} == set(), repr(text)
        assert "\u202e" not in text
        assert "\u2028" not in text
    folder = chain.project.root / "assets" / "P-1"
    sheet = (folder / "contact-sheet.html").read_text()
    assert "<script" not in sheet
    assert 'onerror="x' not in sheet
    assert "\x1b" not in sheet
    names = [file.relative_to(folder).as_posix() for file in folder.rglob("*")]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9_./-]+", name)] == []
    assert json.loads((folder / "pictures.json").read_text())
    table = chain.project.run("export", "deliverables", "--format", "csv").out
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any("alert(1)" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
