"""The pull request of the event that started a GitHub job, from the file of its payload.

Document: "Webhook events and payloads" (`pull_request`, `issue_comment`), "Variables reference"
(GITHUB_EVENT_PATH).
"""

import json
from dataclasses import dataclass
from pathlib import Path

_LARGEST = 32 * 1024 * 1024
"""Bytes; payloads end at 25 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullEvent:
    """The pull request of an event; without a number there is none. `fork`: it comes from one."""

    number: int | None = None
    fork: bool = False


def read_event(path: str) -> PullEvent:
    """What the file at `path` tells; nothing when it cannot be read, for there are other ways."""
    if not path:
        return PullEvent()
    try:
        file = Path(path)
        if file.stat().st_size > _LARGEST:
            return PullEvent()
        event = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return PullEvent()
    return pull_of(event)


def pull_of(event: object) -> PullEvent:
    """The pull request that `event` is about, or whose conversation it is about."""
    pull = _part(event, "pull_request")
    if pull is not None:
        base = _part(_part(pull, "base"), "repo") or {}
        head = _part(_part(pull, "head"), "repo") or {}  # null: the fork was deleted since
        return PullEvent(
            number=_positive(pull.get("number")), fork=head.get("id") != base.get("id")
        )
    issue = _part(event, "issue")
    if issue is not None and _part(issue, "pull_request") is not None:
        return PullEvent(number=_positive(issue.get("number")))
    return PullEvent()


def _part(value: object, name: str) -> dict[str, object] | None:
    part = value.get(name) if isinstance(value, dict) else None
    return part if isinstance(part, dict) else None


def _positive(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 < value < 10**10 else None
