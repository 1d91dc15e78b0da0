"""Taking a new catalog from a file or an address, and writing it as the project's own."""

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from listwright.compose.catalogs import (
    AIHOMEDESIGN,
    CatalogPlace,
    catalog_from_bytes,
    read_catalog_at,
)
from listwright.errors import Diagnostic, UsageError, VendorError
from listwright.model.catalog import Catalog, ServiceOffer
from listwright.model.portfolio import VendorSettings

_YAML = frozenset({".yaml", ".yml"})
_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NOT_KEYS = frozenset({"null", "true", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A catalog that was read. `source` is the file or address; `size` counts fetched bytes."""

    catalog: Catalog
    source: str
    size: int | None = None


def is_address(text: str) -> bool:
    """Whether `text` is meant as an address on the network, allowed or not."""
    return "://" in text


def take_catalog(text: str, root: Path, settings: VendorSettings) -> Taken:
    """The catalog that `--from` names.

    Raises ConfigError with positions for a bad one, UsageError for an address that is not allowed,
    VendorError when nothing usable came back.
    """
    if not is_address(text):
        return Taken(catalog=read_catalog_at(root / text, text, settings), source=text)
    content = _fetch(text)
    shown = _without_query(text)
    catalog = catalog_from_bytes(content, shown, settings)
    return Taken(catalog=catalog, source=shown, size=len(content))


def publishes_catalog(settings: VendorSettings) -> bool:
    """Whether the account's vendor tells what it offers when it is asked."""
    return settings.account.kind == AIHOMEDESIGN


def _fetch(address: str) -> bytes:
    from listwright.http.answers import Fetched
    from listwright.http.fetch import fetch_file

    try:
        answer = fetch_file(address)
    except ValueError as error:
        raise UsageError(
            f"--from: {error}.", advice="Write a file, or an address that begins with https://."
        ) from error
    if not isinstance(answer, Fetched):
        raise _unfetched(address, answer.reason)
    if 300 <= answer.status < 400:
        raise _unfetched(address, f"it redirects ({answer.status}), and redirects are not followed")
    if answer.status != 200:
        raise _unfetched(address, f"the server answered {answer.status}")
    if answer.unreadable:
        raise _unfetched(address, answer.unreadable)
    return answer.body


def _unfetched(address: str, why: str) -> VendorError:
    message = "The catalog could not be fetched."
    finding = Diagnostic(
        code="LW3016",
        summary="The catalog could not be fetched",
        detail=f"{_without_query(address)}: {why}.",
        fix="Check the address, or download the file and name it with --from.",
    )
    return VendorError(message, diagnostics=(finding,))


def _without_query(address: str) -> str:
    """The address as it may be shown; what follows `?` may be a password of sorts."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def is_same_file(text: str, root: Path, place: CatalogPlace) -> bool:
    """Whether `--from` names the project's catalog itself."""
    return (root / text).resolve() == place.path.resolve()


def write_catalog(catalog: Catalog, place: CatalogPlace) -> None:
    """Write it as the project's catalog, whole or not at all; raises UsageError.

    A file that the files name is written like any other of the project, the cache for its owner.
    """
    path = place.path
    text = _text_of(catalog, path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        _make_folders(path.parent, 0o777 if place.named else 0o700)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        descriptor = os.open(draft, flags, 0o666 if place.named else 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise UsageError(
            f"{place.shown} cannot be written: {error.strerror}.",
            advice="Check the path and its permissions.",
        ) from error


def _text_of(catalog: Catalog, path: Path) -> str:
    """The content of the file; YAML readers read JSON, too."""
    if catalog.kind == AIHOMEDESIGN:
        from listwright.vendors.aihomedesign.catalog_file import write_catalog_file

        return write_catalog_file(catalog)
    return _yaml_text(catalog) if path.suffix.lower() in _YAML else _json_text(catalog)


def _make_folders(path: Path, mode: int) -> None:
    """Each missing folder with that mode; `parents=True` would make all but the last one public."""
    if not path.is_dir():
        _make_folders(path.parent, mode)
        path.mkdir(mode)


def _json_text(catalog: Catalog) -> str:
    document = {
        "kind": catalog.kind,
        "dated": catalog.dated.isoformat(),
        "source": catalog.source,
        "offers": {offer.slug: _terms(offer) for offer in catalog.offers},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _terms(offer: ServiceOffer) -> dict[str, object]:
    quantities = "any" if offer.quantities is None else list(offer.quantities)
    return {"quantities": quantities, "access": offer.access, "asset": offer.asset}


def _yaml_text(catalog: Catalog) -> str:
    """One line for each service; what might be taken for something else is quoted."""
    lines = [
        f"kind: {catalog.kind}",
        f"dated: {catalog.dated.isoformat()}",
        f"source: {json.dumps(catalog.source, ensure_ascii=False)}",
        "offers:",
    ]
    for offer in catalog.offers:
        terms = ", ".join(f"{key}: {json.dumps(value)}" for key, value in _terms(offer).items())
        lines.append(f"  {_yaml_key(offer.slug)}: {{{terms}}}")
    return "\n".join(lines) + "\n"


def _yaml_key(slug: str) -> str:
    plain = _PLAIN_KEY.fullmatch(slug) and slug not in _NOT_KEYS
    return slug if plain else json.dumps(slug)
