"""What the YAML scanner complains about, said in the words of somebody who writes YAML."""

from dataclasses import dataclass

from yaml import Mark
from yaml.error import MarkedYAMLError

from listwright.errors import Diagnostic, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """Our words for one message of libyaml."""

    detail: str
    fix: str
    code: str = "LW1020"
    summary: str = "The YAML cannot be read"
    at_context: bool = False


_TAB = _Saying(
    code="LW1021",
    summary="A tab is used as indentation",
    detail="The line is indented with a tab. YAML counts indentation in spaces only, because a tab "
    "is as wide as each editor likes.",
    fix="Replace the tab by spaces, two for each level.",
)
_QUOTE_IT = "Put the value in quotes."
_FALLBACK = "Correct the line; text with special characters belongs in quotes."
_SAYINGS: dict[str, _Saying] = {
    "found a tab character that violates indentation": _TAB,
    "found character that cannot start any token": _Saying(
        detail="A value cannot begin with this character; YAML reserves it.", fix=_QUOTE_IT
    ),
    "mapping values are not allowed in this context": _Saying(
        detail="A colon with a space after it begins a value, and no value can begin here: either "
        "the text itself holds a colon, or the line is indented further than the one above.",
        fix="Put text that holds a colon in quotes, or line the key up with its neighbours.",
    ),
    "could not find expected ':'": _Saying(
        detail="This line is neither a key with a value nor the continuation of the line above.",
        fix="Write `key: value`, or indent the line if it belongs to the text above.",
        at_context=True,
    ),
    "found unexpected end of stream": _Saying(
        detail="The quotation mark that opens here is never closed.",
        fix="Close the quotation.",
        at_context=True,
    ),
    "found unexpected document indicator": _Saying(
        detail="The quotation mark that opens here is not closed before the next document begins.",
        fix="Close the quotation.",
        at_context=True,
    ),
    "did not find expected key": _Saying(
        detail="A key was expected here. Often the line is indented differently from the keys "
        "above, or a quotation ended earlier than it looks.",
        fix="Line the key up with the keys above, and close quotations where the text ends; "
        "inside single quotes write '' for an apostrophe.",
    ),
    "did not find expected '-' indicator": _Saying(
        detail="The list above goes on with `-`, and this line has none.",
        fix="Begin the line with `- `, or indent it as its parent key.",
    ),
    "did not find expected ',' or ']'": _Saying(
        detail="A list in square brackets was not closed before this place.",
        fix="Write `,` between the items and `]` at the end.",
    ),
    "did not find expected ',' or '}'": _Saying(
        detail="A mapping in curly brackets was not closed before this place.",
        fix="Write `,` between the entries and `}` at the end.",
    ),
    "did not find expected <document start>": _Saying(
        detail="The line is indented less than the first line of the file, or text follows the "
        "end of the document.",
        fix="Begin every top-level key in the first column.",
    ),
    "found unknown escape character": _Saying(
        detail="Inside double quotes a backslash begins an escape, and this one does not exist.",
        fix="Write `\\\\` for a backslash, or use single quotes.",
    ),
    "did not find expected hexdecimal number": _Saying(
        detail="The escape needs hexadecimal digits: two after \\x, four after \\u, eight after "
        "\\U.",
        fix="Write all the digits, or use single quotes.",
    ),
    "found invalid Unicode character escape code": _Saying(
        code="LW1013",
        summary="An escape is not a character",
        detail="The escape names half of a surrogate pair or a number beyond Unicode.",
        fix="Write the character itself, or one \\U escape with eight digits.",
    ),
    "block sequence entries are not allowed in this context": _Saying(
        detail="A list item begins here, on the same line as its key or beside keys.",
        fix="Begin the list on a line of its own below the key, or quote text that begins with "
        "`- `.",
    ),
    "did not find expected node content": _Saying(
        detail="A value was expected here.",
        fix="Write the value, or quote text that begins with a bracket, a comma or a colon.",
    ),
    "did not find expected alphabetic or numeric character": _Saying(
        detail="`&` and `*` begin the name of an anchor or alias, and no name follows.",
        fix=_QUOTE_IT,
    ),
    "found undefined tag handle": _Saying(
        code="LW1027",
        summary="Tags are not supported",
        detail="A word beginning with `!` is a YAML tag.",
        fix="Delete the tag; put text that begins with `!` in quotes.",
    ),
    "found incompatible YAML document": _Saying(
        detail="The %YAML line names a version that does not exist here.",
        fix="Delete the %YAML line, or write `%YAML 1.2`.",
    ),
}


def explain_error(error: MarkedYAMLError, content: bytes, file: str) -> Diagnostic:
    """The finding for an error of the scanner or parser in `content`."""
    problem = error.problem or "the text is not YAML"
    mark = error.problem_mark
    saying = _SAYINGS.get(problem)
    if saying is None:
        saying = _Saying(detail=f"The YAML scanner says: {problem}.", fix=_FALLBACK)
    elif saying.at_context:
        mark = error.context_mark
    if mark is None:
        return _diagnostic(saying, Span(file=file, line=1))
    if problem.startswith("found character that cannot") and _is_tab(content, mark):
        saying = _TAB
    return _diagnostic(saying, Span(file=file, line=mark.line + 1, column=mark.column + 1))


def _is_tab(content: bytes, mark: Mark) -> bool:
    """Whether the character at `mark` is a tab; the text was found to be UTF-8 before."""
    line = content.split(b"\n", mark.line + 1)[mark.line]
    return line.decode("utf-8")[mark.column : mark.column + 1] == "\t"


def _diagnostic(saying: _Saying, span: Span) -> Diagnostic:
    return Diagnostic(
        code=saying.code,
        summary=saying.summary,
        detail=saying.detail,
        fix=saying.fix,
        span=span,
    )
