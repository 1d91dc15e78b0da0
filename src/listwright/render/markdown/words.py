"""Small pieces of the page: amounts, foreign words and codes, notes that catch the eye."""

from collections.abc import Iterable
from enum import Enum

from listwright.model.money import Cost
from listwright.model.need import Because
from listwright.model.plan import Change
from listwright.render.escape import for_markdown, for_markdown_code
from listwright.render.text.words import amount, brief, count

_LONGEST = 300
_LONGEST_CODE = 120
_PLACES = 3
"""A sentence, a code and a list of places longer than these are cut."""


class Flavour(Enum):
    """The site that shows the page."""

    GITHUB = "github"
    GITLAB = "gitlab"


def words(text: str, longest: int = _LONGEST) -> str:
    """Foreign words: harmless, on one line, and cut when they go on and on."""
    return for_markdown(brief(text, longest))


def code(text: str) -> str:
    """A foreign id, place or command."""
    return for_markdown_code(brief(text, _LONGEST_CODE))


def places(because: Iterable[Because]) -> str:
    """Where the rules stand: `rules/base.yaml:3`, each as code."""
    known = list(dict.fromkeys(rule.at for rule in because if rule.at))
    shown = [code(at) for at in known[:_PLACES]]
    more = len(known) - len(shown)
    return ", ".join([*shown, *([f"and {more} more"] if more else [])])


def reasoned(why: str, because: Iterable[Because]) -> str:
    """Why, and by which lines of the files."""
    where = places(because)
    return f"{words(why)} ({where})" if where else words(why)


def bought(change: Change) -> str:
    """`photos 20, tour 1`; of one picture what it is made of."""
    if change.task is not None:
        return words(f"{change.task.recipe.words}: {change.task.photo}")
    return ", ".join(words(f"{line.slug} {line.quantity:,}") for line in change.services)


def priced(known: int, unpriced: int, currency: str | None) -> str:
    """`8,080.00 USD and 2 orders without a price`; an unknown price is never taken for nothing.

    Nothing where `currency` is None: then the files have no prices.
    """
    if currency is None:
        return ""
    sums = _some(money(known, currency), known or not unpriced)
    return " and ".join([*sums, *_some(count(unpriced, "order") + " without a price", unpriced)])


def cell_price(known: int, unpriced: int, currency: str | None) -> str:
    """The same for the narrow cell of a table: `8,080.00 USD + 2 unpriced`."""
    if currency is None:
        return ""
    sums = _some(money(known, currency), known or not unpriced)
    return " + ".join([*sums, *_some(f"{unpriced:,} unpriced", unpriced)])


def money(cents: int, currency: str) -> str:
    """`8,080.00 USD`; the number alone where the currency is empty."""
    return f"{amount(cents)} {currency}".rstrip()


def _some(text: str, many: int) -> list[str]:
    return [text] if many else []


def currency_of(cost: Cost) -> str | None:
    """The currency; None where the files have no prices."""
    return None if cost.currency is None else words(cost.currency, 10)


def alert(lines: Iterable[str], flavour: Flavour, *, loud: bool) -> str:
    """A list that nobody overlooks; GitHub draws a box around it, on GitLab it is a quotation."""
    if flavour is Flavour.GITHUB:
        head = ["[!CAUTION]" if loud else "[!IMPORTANT]"]
    else:
        head = ["**Look at this first**" if loud else "**To be looked at**", ""]
    return "\n".join(f"> {line}".rstrip() for line in [*head, *(f"- {line}" for line in lines)])
