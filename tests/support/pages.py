"""Markdown as GitHub's own parser reads it, and what a site would make of the words on the page."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

from listwright.model.hidden import HIDDEN

OURS = frozenset(
    {"p", "span", "code", "details", "summary", "br", "h2", "h3", "ul", "li", "hr"}
    | {"table", "thead", "tbody", "tr", "th", "td", "blockquote", "strong"}
)
"""The elements that our pages are made of."""

REFERENCES = re.compile(
    r"""
    [@#!~%&$^] [\w"]                    # mentions, issues, merge requests, labels, ... snippets
    | (?i:\b(?:GH|GL|CVE|GHSA)) -\w
    | \b[0-9a-fA-F]{7,40}\b             # commits
    | \w://                             # addresses
    | (?i:\bwww\.)
    | :[\w+-]+:                         # emoji
    | \{[+-] | \[[+-] | \[\w+: | \[\[   # differences, work items, tables of contents
    | %\{ | \*iteration: | \$\$ | \$` | \[\^
    """,
    re.VERBOSE,
)
"""What GitHub or GitLab look for in the words of a finished page, outside of code."""


_UNSEEN = re.compile(f"[\x00-\x1f{HIDDEN}\ud800-\udfff]")


def is_plain(line: str) -> bool:
    """Whether everything in a line can be seen, where it stands."""
    return _UNSEEN.search(line) is None


@dataclass(slots=True)
class Page(HTMLParser):
    """What is on a page: its elements, its words, the tags that never closed."""

    elements: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Stretches of text between two tags, outside of code."""

    text: str = ""
    comments: list[str] = field(default_factory=list)
    attributes: set[tuple[str, str, str | None]] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {(tag, name, value) for name, value in attrs}
        if tag not in {"br", "hr"}:
            self.unclosed.append(tag)
        if tag == "tr":
            self.rows.append(0)
        if tag in {"td", "th"}:
            self.rows[-1] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed, f"</{tag}> closes nothing"
        assert self.unclosed.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if not {"code", "pre"} & set(self.unclosed):
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def rendered(markdown: str) -> Page:
    """The page that comes of it, with everything that is not escaped left in."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    page = Page()
    page.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options))
    page.close()
    return page


def references(page: Page) -> list[str]:
    """The words of which a site would make a link, a picture or a command."""
    return [found.group() for words in page.words for found in REFERENCES.finditer(words)]
