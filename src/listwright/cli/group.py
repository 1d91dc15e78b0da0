"""A verb that is followed by a second one, such as `ledger list`."""

from collections.abc import Sequence

import click

from listwright.cli.arguments import verb_first


class _AnyWord:
    """Holds every word: one that is no verb is refused as such, not for an option before it."""

    def __contains__(self, word: object) -> bool:
        return True


_ANY_WORD = _AnyWord()


def _first_sentence(text: str) -> str:
    """`text` up to its first full stop that ends something."""
    return text.split(". ", 1)[0].removesuffix(".") + "."


class SecondVerbs(click.Group):
    """Finds the second verb behind any options."""

    def __init__(
        self,
        name: str,
        *,
        commands: Sequence[click.Command],
        help: str,  # noqa: A002 - click's name
    ) -> None:
        """`commands` in the order in which they are listed."""
        super().__init__(name, commands=list(commands), help=help, no_args_is_help=False)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The second verbs in the order in which they were given."""
        return list(self.commands)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The second verbs, each with its whole first sentence; click would cut it short."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _first_sentence(one.help or "")) for name, one in self.commands.items()]
            )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the line with the second verb first, wherever it stands."""
        ordered = verb_first(args, _ANY_WORD)
        named = bool(ordered) and not ordered[0].startswith("-")
        if not named and not set(ordered) & set(ctx.help_option_names):
            ctx.fail(f"`{self.name}` is followed by one of: {', '.join(self.commands)}.")
        return super().parse_args(ctx, ordered)
