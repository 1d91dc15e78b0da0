"""The documentation as the tests see it: pages, fenced blocks, links, and annotations.

An HTML comment `<!-- console: ... -->` just above a fenced block tells how the block is run. Its
words, separated by commas:

- `fresh NAME`: begin in a new copy of `examples/NAME` (`fresh empty`: in an empty folder);
  without it a block goes on in the folder of the block before it.
- `exit N`: the last command of the block ends with exit code N; all others end with 0.
- `write FILE`: for a YAML block, which becomes that file in the folder.
- `edit FILE`: for a diff block, which changes that file; each hunk has to fit in one place.
- `skip`: the block is not run; the words after it say why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
RUN_PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
"""The pages whose console blocks are run."""
ALL_PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(DOCS.rglob("*.md")),
    *sorted(ROOT.glob("examples/*/README.md")),
    ROOT / "changes" / "README.md",
)

_FENCE = re.compile(r"^```(?P<language>[a-z]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_ANNOTATION = re.compile(r"<!-- console: (?P<words>[^>]*?) -->\n\s*\Z")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(?P<text>.+?) *$", re.MULTILINE)
PROMPT = "$ "
PROGRAMS = ("listwright", "python")
"""What the prompts of a page may run; other programs stand in a block of their own."""


def page_name(page: Path) -> str:
    """How messages call a page."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block and what its annotation asks for."""

    page: Path
    line: int
    language: str
    body: str
    fresh: str | None
    exit_code: int
    target: str | None
    skipped: bool

    @property
    def runs(self) -> bool:
        """Whether the block holds commands that are to be run."""
        commands = [line for line in self.body.splitlines() if line.startswith(PROMPT)]
        starts = tuple(f"{PROMPT}{program} " for program in PROGRAMS)
        ours = [line for line in commands if line.startswith(starts)]
        if self.language != "console" or self.skipped or not ours:
            return False
        assert len(ours) == len(commands), f"{self.where}: mixes listwright with other commands"
        return True

    @property
    def matters(self) -> bool:
        """Whether the block has a part in the story of its page."""
        return self.runs or self.target is not None

    @property
    def where(self) -> str:
        """The place of the block."""
        return f"{page_name(self.page)}:{self.line}"


def blocks_of(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        before = _ANNOTATION.search(text[: match.start()])
        words = [word.strip() for word in before["words"].split(",")] if before else []
        yield _block(page, text[: match.start()].count("\n") + 1, match, words)


def _block(page: Path, line: int, match: re.Match[str], words: list[str]) -> Block:
    fresh, exit_code, target, skipped = None, 0, None, False
    for word in words:
        verb, _, value = word.partition(" ")
        match verb:
            case "fresh":
                fresh = value
            case "exit":
                exit_code = int(value)
            case "write" | "edit":
                target = value
            case "skip":
                skipped = True
                break
            case _:
                message = f"{page_name(page)}:{line}: no such annotation: {word}"
                raise AssertionError(message)
    return Block(
        page=page,
        line=line,
        language=match["language"],
        body=match["body"],
        fresh=fresh,
        exit_code=exit_code,
        target=target,
        skipped=skipped,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line after a prompt, and the lines of output shown below it."""

    line: str
    shown: tuple[str, ...]
    exit_code: int


def commands_of(block: Block) -> list[Command]:
    """The commands of a block, in order."""
    chunks = re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]
    commands = []
    for number, chunk in enumerate(chunks, start=1):
        line, *shown = chunk.splitlines()
        exit_code = block.exit_code if number == len(chunks) else 0
        kept = tuple(text for text in shown if text.strip())
        commands.append(Command(line=line, shown=kept, exit_code=exit_code))
    return commands


def edited(text: str, block: Block) -> str:
    """`text` as a diff block changes it; a hunk ends with a line of `@@`."""
    for hunk in re.split(r"^@@.*\n", block.body, flags=re.MULTILINE):
        lines = hunk.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        if before != after:
            assert text.count(before) == 1, f"{block.where}: does not fit in one place:\n{before}"
            text = text.replace(before, after)
    return text


def stories_of(page: Path) -> list[list[Block]]:
    """The blocks that matter to a run, cut where a new folder begins."""
    stories: list[list[Block]] = []
    for block in blocks_of(page):
        if not block.matters:
            continue
        if block.fresh is not None:
            stories.append([])
        assert stories, f"{block.where}: the first block of a page needs `console: fresh NAME`"
        stories[-1].append(block)
    return stories


def is_shown(line: str, output: str) -> bool:
    """Whether a shown line occurs in the output; blanks count as one, `...` stands for anything."""
    place, flat = 0, squeeze(output)
    for piece in squeeze(line).split("..."):
        found = flat.find(piece.strip(), place)
        if found < 0:
            return False
        place = found + len(piece.strip())
    return True


def squeeze(text: str) -> str:
    """`text` on one line, with single blanks."""
    return " ".join(text.split())


def links_of(page: Path) -> Iterator[str]:
    """The targets of a page's links, code left out."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for match in _LINK.finditer(re.sub(r"`[^`\n]*`", "", text)):
        yield match["target"]


def anchors_of(page: Path) -> frozenset[str]:
    """The anchors that the headings of a page make, as forges spell them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    names = (re.sub(r"[^\w\- ]", "", match["text"].lower()) for match in _HEADING.finditer(text))
    return frozenset(name.replace(" ", "-") for name in names)
