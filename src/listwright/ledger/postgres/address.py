"""Where a ledger on a server is: an address that is a secret, and how it may be shown."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from listwright.errors import ConfigError
from listwright.model.private import Private

SCHEMES = ("postgresql", "postgres")
DEFAULT_SCHEMA = "listwright"

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """`url` is what the driver is given; `schema` is where in the database the tables are.

    `shown` names server, database, schema and user, and never a password.
    """

    url: Private
    schema: str
    shown: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?schema=NAME&...`.

        `schema` is ours, everything else is the driver's. Raises ConfigError.
        """
        try:
            parts = urlsplit(text.strip())
            settings = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError:
            raise _unreadable() from None
        schema = dict(settings).get("schema", DEFAULT_SCHEMA)
        database = parts.path.strip("/")
        if parts.scheme not in SCHEMES or not database:
            raise _unreadable()
        if not _SCHEMA.fullmatch(schema):
            raise ConfigError(
                "The schema of the ledger's address is no name that can be used.",
                advice="Write small letters, digits and `_`, as in ?schema=listwright.",
            )
        left = [(name, value) for name, value in settings if name != "schema"]
        url = urlunsplit(parts._replace(query=urlencode(left, quote_via=quote)))
        user = f"{unquote(parts.username)}@" if parts.username else ""
        where = parts.netloc.rpartition("@")[2]
        return cls(
            url=Private(url),
            schema=schema,
            shown=f"postgresql://{user}{where}/{database} (schema {schema})",
        )


def is_server(text: str) -> bool:
    """Whether an address names a server, not a file."""
    return text.strip().split(":", 1)[0].lower() in SCHEMES and "://" in text


def _unreadable() -> ConfigError:
    return ConfigError(
        "The ledger's address is not one of a PostgreSQL database.",
        advice="Write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE, with special characters "
        "of the password as %XX.",
    )
