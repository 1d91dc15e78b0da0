"""The pictures of a form of the third interface, each with its role."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from listwright.sandbox.aihomedesign.call import Call, RefusalError
from listwright.sandbox.aihomedesign.formats import check_size
from listwright.sandbox.aihomedesign.literals import literals

PRIMARY = "primary_angle"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPicture:
    """One file and what it shows."""

    role: str
    content: bytes


def read_pictures(call: Call, *, present: Iterable[str] = ()) -> tuple[SentPicture, ...]:
    """The files in their order; roles go by position, and a file without one is the primary angle.

    `present` are the roles of pictures the order has already.
    """
    if call.parts is None:
        raise RefusalError("bad_body")
    files = [p for p in call.parts if p.name == "asset_file" and p.filename is not None]
    if not files:
        raise RefusalError("missing_field")
    roles = _roles(call)
    if len(roles) > len(files):
        raise RefusalError("wrong_role")
    filled = [*roles, *[PRIMARY] * (len(files) - len(roles))]
    _check_roles([*present, *filled])
    for part in files:
        check_size(part.content)
    return tuple(
        SentPicture(role=role, content=part.content)
        for role, part in zip(filled, files, strict=True)
    )


def _roles(call: Call) -> list[str]:
    """Both spellings: repeated fields, a JSON list, or words with commas between them."""
    roles: list[str] = []
    for part in call.parts or ():
        if part.name not in {"asset_role", "asset_roles", "asset_roles[]"}:
            continue
        try:
            listed = json.loads(part.text)
        except (ValueError, RecursionError):
            listed = part.text.split(",")
        rows = listed if isinstance(listed, list) else [part.text]
        roles += [str(role).strip() for role in rows]
    return roles


def _check_roles(roles: list[str]) -> None:
    most = {row["name"]: row["most"] for row in literals().tables["role"]}
    counts = Counter(roles)
    if counts[PRIMARY] != 1 or any(count > most.get(role, 0) for role, count in counts.items()):
        raise RefusalError("wrong_role")
