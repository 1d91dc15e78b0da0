"""What `listwright demo` tells: the commands of each story, and what to notice about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

NOON = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""The day the examples were written for; the sandbox's clock starts there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of a story and what to notice about it."""

    command: Sequence[str]
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story on the example project of the same name.

    `after` is said when all steps are told, `end` is how the command ends. `makes_pictures`: the
    story leaves pictures in the project.
    """

    example: str
    steps: tuple[Step, ...]
    after: str
    end: str
    makes_pictures: bool = False


PORTFOLIO = Story(
    example="portfolio",
    steps=(
        Step(
            command=("validate",),
            before="The project: rules in YAML, 250 homes in a CSV export. First, is it right?",
        ),
        Step(
            command=("plan",),
            before="What would be ordered? Look at the reasons: which rule, from which line; what "
            "waits, and until when.",
        ),
        Step(
            command=("apply", "--bootstrap", "--auto-approve", "-q"),
            before="Now order it, over real HTTP, from a sandbox that plays the vendor on this "
            "machine. Each order is in the ledger before its request leaves.",
        ),
        Step(
            command=("sandbox", "advance", "--deliver"),
            before="The vendor visits, photographs and delivers; in the sandbox that takes a "
            "moment.",
        ),
        Step(
            command=("plan", "--detailed-exitcode"),
            before="And again. Everything is there or on its way, so nothing is ordered twice.",
        ),
    ),
    after="Your own project: copy examples/quickstart, edit it, and start with `validate`.",
    end="The second plan was empty. No changes.",
)

STAGING = Story(
    example="staging",
    steps=(
        Step(
            command=("validate",),
            before="The project: three homes, photos for all of them, and staged pictures for the "
            "two in Denver. First, is it right?",
        ),
        Step(
            command=("plan",),
            before="Photos can be ordered now. The pictures made of them have to wait, and the "
            "plan says for what.",
        ),
        Step(
            command=("apply", "--bootstrap", "--auto-approve", "-q"),
            before="Order the photos, over real HTTP, from a sandbox that plays both vendors on "
            "this machine.",
        ),
        Step(
            command=("sandbox", "advance", "--deliver"),
            before="The photographer visits and delivers; in the sandbox that takes a moment.",
        ),
        Step(
            command=("plan",),
            before="The same files again. The photos are there, so this plan downloads those that "
            "are wanted, and each picture is one order: one photo, one room, one style.",
        ),
        Step(
            command=("apply", "--auto-approve", "-q"),
            before="Order the pictures: four through the vendor's newer interface (v3), one "
            "through its first (v1). Each is uploaded, then paid, and the ledger knows the upload "
            "before anything is paid.",
        ),
        Step(
            command=("sandbox", "advance", "2m"),
            before="The vendor needs half a minute to a minute for a picture.",
        ),
        Step(
            command=("refresh",),
            before="Read the orders again. What is finished is downloaded at once, because links "
            "expire, and put beside the photo that it was made of.",
        ),
        Step(
            command=("plan", "--detailed-exitcode"),
            before="And again. Every picture is there, so nothing is ordered twice.",
        ),
    ),
    after="Your own project: copy examples/staging, edit it, and start with `validate`.",
    end="The last plan was empty. No changes.",
    makes_pictures=True,
)

STORIES = {story.example: story for story in (PORTFOLIO, STAGING)}
"""Every story by its name; the first is told when none is named."""
