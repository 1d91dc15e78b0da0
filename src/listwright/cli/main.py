"""The entry point: finds the verb, loads its command, and turns usage errors into exit code 1."""

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click

from listwright import __version__
from listwright.cli.arguments import verb_first

COMMANDS = {
    "demo": ("demo", "Show the whole story on the embedded sandbox."),
    "validate": ("validate", "Check the project's files; asks nobody and writes nothing."),
    "plan": ("plan", "Show what would be ordered and canceled, and why."),
    "apply": ("apply", "Order and cancel what the plan says."),
    "audit": ("audit", "Look for what somebody should see to."),
    "status": ("status", "Show how needs and orders stand."),
    "explain": ("explain", "Show why a need is ordered, or is not."),
    "refresh": ("refresh", "Read orders at the vendor and remember what was seen."),
    "assets": ("assets", "Store delivered photos and staged pictures, and show them."),
    "export": ("export", "Print orders and what they delivered, as CSV or JSON."),
    "report": ("report", "Sum up what was spent and what is covered; check an invoice."),
    "ledger": ("ledger", "Show what is remembered: orders, doubts, history."),
    "catalog": ("catalog", "Show, compare and replace what the vendor offers."),
    "show": ("show", "Print a saved plan again."),
    "comment": ("comment", "Put a plan on a pull request, as one comment that is kept up to date."),
    "import": ("import_order", "Put existing orders under management."),
    "attest": ("attest", "Say that a need was met before, without an order."),
    "forget": ("forget", "Stop tracking an order; the vendor is not touched."),
    "resolve": ("resolve", "Settle a create whose outcome is unknown."),
    "listen": ("listen", "Receive what vendors tell of their own accord (webhooks)."),
    "sandbox": ("sandbox", "Run and move the local vendor."),
    "schema": ("schema", "Print or write the JSON Schemas."),
    "version": ("version", "Print versions."),
}
"""Verb -> its module in `listwright.cli` and its line in the help, which loads none of them."""


LATER = frozenset(
    {
        "completion",
        "doctor",
        "help",
        "init",
    }
)
"""Verbs of the language that this version does not have yet."""


class Verbs(click.Group):
    """The verbs, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs in the order of a first day's work."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,
        cmd_name: str,
    ) -> click.Command | None:
        """The command of that verb."""
        if cmd_name in LATER:
            ctx.fail(f"`{cmd_name}` is not in this version.")
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"listwright.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The list of verbs, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(verb, text) for verb, (_, text) in COMMANDS.items()])


@click.command(
    cls=Verbs,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="listwright")
def cli() -> None:
    """Keep the marketing orders of a property portfolio in line with git.

    Write in YAML which homes should have which services. `plan` shows the orders that are missing
    or no longer wanted, `apply` places and cancels them, once. Try it: listwright demo
    """


def _open_closed_streams() -> None:
    """What was closed before we began (`2>&-`) goes nowhere, and no ledger gets its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            with suppress(OSError):
                while os.open(os.devnull, os.O_RDWR) < number:
                    pass
            nowhere = Path(os.devnull).open("w" if number else "r", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)


def run() -> None:
    """Run the command line of this process and exit."""
    _open_closed_streams()
    arguments = verb_first(sys.argv[1:], COMMANDS)
    try:
        sys.exit(cli.main(args=arguments, prog_name="listwright", standalone_mode=False))
    except click.ClickException as error:
        from listwright.cli.usage import report_usage

        sys.exit(report_usage(error, arguments))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except OSError as error:  # only what click prints by itself, such as a help, gets here
        from listwright.cli.usage import report_unprinted

        sys.exit(report_unprinted(error, arguments))


if __name__ == "__main__":
    run()
