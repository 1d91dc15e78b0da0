"""Fingerprints: equal meaning gives equal digests, on every machine and every day."""

import json
from collections.abc import Iterable
from hashlib import sha256

from listwright.model.plan import Change


def canonical_json(value: object) -> bytes:
    """`value` as JSON with sorted keys, no spaces and ASCII only; tuples count as lists.

    Raises TypeError for anything that is not JSON: a digest must never depend on a `repr`.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


def sha256_of(value: object) -> str:
    """`sha256:` and the hex digest of the canonical JSON of `value`."""
    return f"sha256:{sha256(canonical_json(value)).hexdigest()}"


def change_digest(change: Change) -> str:
    """The fingerprint of one change: what a reviewer approved, and nothing that merely ages."""
    return sha256_of(change.digest_fields)


def joined_digest(digests: Iterable[str]) -> str:
    """The fingerprint of a plan whose changes have these fingerprints, in whatever order."""
    return sha256_of(sorted(digests))


def plan_digest(changes: Iterable[Change]) -> str:
    """The fingerprint of a plan: two plans that would do the same compare equal."""
    return joined_digest(change_digest(change) for change in changes)
