"""The deep inspection of a ledger on a server: what stands in the schema, and what the rows say."""

import re
from collections.abc import Iterator
from dataclasses import replace

from listwright.ledger.check import inspect_content
from listwright.ledger.migrate import latest_version
from listwright.ledger.postgres import failures
from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.connection import ServerSql
from listwright.ledger.postgres.opening import connected, server_migrations
from listwright.model.soundness import Flaw, FlawCode, Inspection

_MADE = re.compile(r"^CREATE (?:UNIQUE )?(TABLE|INDEX|TRIGGER) (\w+)", re.MULTILINE)
_PRESENT = (
    "SELECT 'TABLE' AS kind, relname AS name, true AS works FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = to_regnamespace(:schema)"
    " UNION ALL SELECT 'INDEX', relname, indisvalid FROM pg_class"
    " JOIN pg_index ON indexrelid = pg_class.oid WHERE relnamespace = to_regnamespace(:schema)"
    " UNION ALL SELECT 'TRIGGER', tgname, tgenabled = 'O' FROM pg_trigger"
    " JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND relnamespace = to_regnamespace(:schema)"
)
_REBUILD = (
    "listwright ledger export -o FILE, set the schema aside (ALTER SCHEMA ... RENAME TO ...), "
    "listwright ledger restore FILE: that makes triggers and indexes anew"
)


def check_server(address: ServerAddress, *, lineage: str) -> Inspection:
    """Everything that is wrong; raises LedgerError or OtherProjectError when nobody can look."""
    with connected(address, lineage=lineage) as (sql, version):
        if version < latest_version():
            raise failures.old_tables(address)
        with sql.reading():
            flaws = tuple(_schema_flaws(sql))
            if any(flaw.why.startswith("The table") for flaw in flaws):
                return Inspection(flaws=flaws, intents=None, orders=None)
            held = sql.execute(
                "SELECT 1 FROM lease WHERE expires::timestamptz > clock_timestamp()"
            ).fetchone()
            content = inspect_content(sql, held=held is not None)
    return replace(content, flaws=flaws + content.flaws)


def _schema_flaws(sql: ServerSql) -> Iterator[Flaw]:
    """What listwright made and is missing, or does not work any more."""
    rows = sql.execute(_PRESENT, {"schema": sql.address.schema}).fetchall()
    works = {(row["kind"], row["name"]): row["works"] for row in rows}
    for step in server_migrations():
        for kind, name in _MADE.findall(step.script):
            if (kind, name) not in works:
                why = f"The {kind.lower()} {name} is missing."
                yield Flaw(code=FlawCode.SCHEMA, why=why, remedy=_REBUILD)
            elif not works[kind, name]:
                why = f"The {kind.lower()} {name} is switched off or not valid."
                yield Flaw(code=FlawCode.SCHEMA, why=why, remedy=_REBUILD)
