"""Every option once: its spelling, its help, and whether it takes a value.

Options may stand before or after the verb, so `main` must know them without loading a command; and
each mirrors an environment variable, `LISTWRIGHT_` plus its name.
"""

from typing import Any

import click

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Seconds(click.ParamType):  # type: ignore[type-arg] # generic only since click 8.2
    """A length of time, as seconds: `90`, `90s`, `10m`, `1h` or `2d`."""

    name = "duration"

    def convert(
        self,
        value: str | float,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Read what was typed."""
        if isinstance(value, float):
            return value
        number, unit = (value[:-1], value[-1:]) if value[-1:] in _UNITS else (value, "s")
        if not number.isdecimal():
            self.fail(f"{value!r} is not a duration; write 90s or 10m.", param, ctx)
        return int(number) * _UNITS[unit]


_FLAG: dict[str, Any] = {"is_flag": True}
_MANY: dict[str, Any] = {"multiple": True}

OPTIONS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "chdir": (
        ("-C", "--chdir"),
        {"metavar": "DIR", "default": ".", "help": "Work in this folder."},
    ),
    "file": (
        ("-f", "--file"),
        {"metavar": "FILE", "default": "listwright.yaml", "help": "The project's main file."},
    ),
    "json": (("--json", "as_json"), _FLAG | {"help": "Print exactly one JSON document."}),
    "no_color": (("--no-color",), _FLAG | {"help": "Print without colour."}),
    "quiet": (("-q", "--quiet"), _FLAG | {"help": "Print results and errors only."}),
    "verbose": (("-v", "--verbose"), _FLAG | {"help": "Say more on stderr."}),
    "log_format": (
        ("--log-format",),
        {
            "type": click.Choice(["text", "json"]),
            "default": "text",
            "help": "How lines on stderr are written.",
        },
    ),
    "format": (
        ("--format", "output_format"),
        {
            "type": click.Choice(["text", "json", "github", "gitlab", "sarif"]),
            "default": "text",
            "help": "How findings are printed.",
        },
    ),
    "out": (("-o", "--out"), {"metavar": "FILE", "help": "Save the plan for `apply FILE`."}),
    "copy": (
        ("-o", "--out", "copy"),
        {"metavar": "FILE", "help": "Write the copy there; - or nothing is stdout."},
    ),
    "overwrite": (
        ("--force", "overwrite"),
        _FLAG | {"help": "Write over a file that exists."},
    ),
    "show": (
        ("--show",),
        _MANY
        | {
            "metavar": "WHAT",
            "help": "List in full: creates, cancels, deferred, blocked, all, or an address.",
        },
    ),
    "read_only": (
        ("--read-only",),
        _FLAG | {"help": "Ask no vendor and write nothing; needs no key."},
    ),
    "as_of": (
        ("--as-of",),
        {"metavar": "DATE", "help": "Forecast what will be due on that day; never applied."},
    ),
    "against": (
        ("--against",),
        {
            "metavar": "GITREF",
            "help": "Say of each change whether this edit of the files since GITREF, the facts or "
            "time causes it.",
        },
    ),
    "report": (
        ("--report",),
        _MANY
        | {
            "metavar": "FORMAT=PATH",
            "help": "Write a report, too: md, html, json, junit, csv, gitlab, github or sarif; "
            "repeatable. PATH - is stdout.",
        },
    ),
    "junit": (("--junit",), {"metavar": "PATH", "help": "The same as --report junit=PATH."}),
    "detailed_exitcode": (
        ("--detailed-exitcode",),
        _FLAG | {"help": "Exit 2 when there are order changes, or findings of an audit."},
    ),
    "fail_on": (
        ("--fail-on",),
        _MANY
        | {
            "metavar": "WHAT",
            "help": "Exit 2 when there is any: deferred, blocked, drift, unmanaged, stale; audit "
            "also takes its other codes.",
        },
    ),
    "target": (
        ("--target",),
        _MANY | {"metavar": "ADDR", "help": "Plan only this; globs allowed; repeatable."},
    ),
    "exclude": (
        ("--exclude",),
        _MANY | {"metavar": "ADDR", "help": "Leave this out; globs allowed; repeatable."},
    ),
    "select": (
        ("--select",),
        _MANY | {"metavar": "COLUMN=VALUE", "help": "Plan only homes with this fact."},
    ),
    "only": (
        ("--only",),
        {
            "type": click.Choice(["create", "cancel", "import"]),
            "help": "Plan one kind of action; leaves replaces out.",
        },
    ),
    "replace": (
        ("--replace",),
        _MANY | {"metavar": "ADDR", "help": "Order this again; repeatable."},
    ),
    "refresh": (
        ("--refresh",),
        {
            "type": click.Choice(["none", "auto", "full"]),
            "help": "How many orders to read before planning.",
        },
    ),
    "refresh_budget": (
        ("--refresh-budget",),
        {"type": click.IntRange(min=0), "metavar": "N", "help": "The most orders to read."},
    ),
    "max_staleness": (
        ("--max-staleness",),
        {"metavar": "DURATION", "help": "How old a reading may be to act on it, such as 6h."},
    ),
    "max_creates": (
        ("--max-creates",),
        {"type": click.IntRange(min=0), "metavar": "N", "help": "Lower the limit of creates."},
    ),
    "max_cancels": (
        ("--max-cancels",),
        {"type": click.IntRange(min=0), "metavar": "N", "help": "Lower the limit of cancels."},
    ),
    "max_spend": (
        ("--max-spend",),
        {"metavar": "AMOUNT", "help": "Lower what may be spent, such as 500.00."},
    ),
    "override_limit": (
        ("--override-limit",),
        _MANY | {"metavar": "NAME=VALUE", "help": "Raise a limit once; needs --reason."},
    ),
    "reason": (("--reason",), {"metavar": "TEXT", "help": "Why; kept in the ledger."}),
    "bootstrap": (
        ("--bootstrap",),
        _FLAG | {"help": "Allow the first orders of an account without history."},
    ),
    "auto_approve": (("--auto-approve",), _FLAG | {"help": "Do not ask before acting."}),
    "plan_digest": (
        ("--plan-digest",),
        {"metavar": "SHA", "help": "Apply only if the plan has this fingerprint."},
    ),
    "fail_fast": (("--fail-fast",), _FLAG | {"help": "Stop at the first change that fails."}),
    "max_duration": (
        ("--max-duration",),
        {
            "type": Seconds(),
            "metavar": "DURATION",
            "help": "Begin no new change after that long, such as 55m or 5h; --resume goes on.",
        },
    ),
    "resume": (
        ("--resume",),
        {"metavar": "PLAN_ID", "help": "Do the rest of an apply that was cut short."},
    ),
    "lock_timeout": (
        ("--lock-timeout",),
        {
            "type": Seconds(),
            "metavar": "DURATION",
            "default": 0.0,
            "help": "How long to wait for another run, such as 90s or 10m.",
        },
    ),
    "vendor": (
        ("--vendor",),
        {"metavar": "NAME", "help": "One account, by its name in the files."},
    ),
    "from": (
        ("--from",),
        {"metavar": "FILE", "help": "The catalog file; for update also an https:// address."},
    ),
    "order_id": (("--order-id",), {"metavar": "N", "help": "The vendor's order id."}),
    "csv": (
        ("--csv",),
        {"metavar": "FILE", "help": "A list with one row for each home or need."},
    ),
    "delivered_at": (
        ("--delivered-at",),
        {"metavar": "DATE", "help": "The day of delivery, such as 2026-05-22."},
    ),
    "evidence": (("--evidence",), {"metavar": "TEXT", "help": "How one can see it; kept."}),
    "quantity": (
        ("--quantity",),
        {
            "type": click.IntRange(min=1),
            "metavar": "N",
            "help": "How many pieces were delivered; without it, enough.",
        },
    ),
    "created": (("--created",), {"metavar": "N", "help": "The order exists, with this id."}),
    "not_created": (("--not-created",), _FLAG | {"help": "No order exists; you looked."}),
    "confirm": (
        ("--confirm",),
        {"metavar": "TEXT", "help": "What would be typed here, where nobody can be asked."},
    ),
    "from_log": (
        ("--from-log",),
        _MANY | {"metavar": "FILE", "help": "What an earlier run printed; its orders are read."},
    ),
    "export_format": (
        ("--format", "export_format"),
        {
            "type": click.Choice(["csv", "json"]),
            "default": "csv",
            "help": "What to write: a table, or the JSON document.",
        },
    ),
    "export_file": (
        ("-o", "--out", "export_file"),
        {"metavar": "FILE", "help": "Write it there instead of to stdout, over what is there."},
    ),
    "comment_to": (
        ("--to", "comment_to"),
        {
            "type": click.Choice(["github", "gitlab", "file"]),
            "help": "Where to: a pull request, a merge request, or a file or stdout.",
        },
    ),
    "pr": (
        ("--pr",),
        {
            "type": click.IntRange(min=1),
            "metavar": "N",
            "help": "The pull or merge request; CI says which one otherwise.",
        },
    ),
    "repo": (
        ("--repo",),
        {"metavar": "OWNER/NAME", "help": "The repository or project; CI says it otherwise."},
    ),
    "labels": (
        ("--labels",),
        _FLAG | {"help": "Keep the labels of the request, too, such as `listwright: changes`."},
    ),
    "flavour": (
        ("--flavour", "--flavor"),
        {
            "type": click.Choice(["github", "gitlab"]),
            "help": "Whose Markdown to write with `--to file`; GitHub's otherwise.",
        },
    ),
    "by": (
        ("--by",),
        {"metavar": "WHAT", "help": "What to sum by, separated by commas, such as entity,month."},
    ),
    "since": (("--since",), {"metavar": "MONTH", "help": "From that month on, such as 2026-10."}),
    "until": (("--until",), {"metavar": "MONTH", "help": "Up to that month, which counts too."}),
    "report_format": (
        ("--format", "report_format"),
        {
            "type": click.Choice(["text", "csv", "json"]),
            "default": "text",
            "help": "A table for people, one for sheets, or the JSON document.",
        },
    ),
    "force": (
        ("--force",),
        _FLAG | {"help": "Take the order although it does not carry our name."},
    ),
}
"""Name -> spellings and settings."""

MAIN = ("chdir", "file", "json", "no_color", "quiet", "verbose", "log_format")
"""The options every command has."""

PLANNING = (
    "show",
    "target",
    "exclude",
    "select",
    "only",
    "replace",
    "refresh",
    "refresh_budget",
    "max_staleness",
    "max_creates",
    "max_cancels",
    "max_spend",
    "override_limit",
    "reason",
    "bootstrap",
    "lock_timeout",
)
"""The options of commands that make a plan."""


def make_option(name: str) -> click.Option:
    """The click option of that name."""
    spellings, settings = OPTIONS[name]
    return click.Option(
        spellings, envvar=f"LISTWRIGHT_{name.upper()}", show_default=False, **settings
    )


def takes_value(token: str) -> bool | None:
    """Whether an option, as typed, is followed by its value; None when we have no such option."""
    for spellings, settings in OPTIONS.values():
        if token in spellings:
            return not settings.get("is_flag", False)
    return None
