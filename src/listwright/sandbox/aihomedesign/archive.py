"""The stored records of the AI HomeDesign sandbox: rows of SQLite to and from values."""

import dataclasses
import hashlib
import json
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listwright.sandbox.aihomedesign.record import Api, Asset, Fate, Job, Order, Project, Recipe
from listwright.sandbox.database import Database

_TABLES = ("ahd_job", "ahd_asset", "ahd_order", "ahd_project", "ahd_picture")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What a submit leaves behind before an id is given; `shortest` and `longest` bound the eta."""

    order: Order
    payer: str
    created: datetime
    credits: int
    fate: Fate | None
    source_sha256: str
    recipe: Recipe
    group_id: str | None
    shortest: int
    longest: int


class Archive:
    """Projects, orders, pictures and jobs of one store, of all accounts.

    Ids look random, are the same for the same steps, and are never used twice.
    """

    def __init__(self, database: Database) -> None:
        """`database` holds the records."""
        self._database = database

    def add_project(self, account: str, address: str, at: datetime) -> Project:
        """Store a project."""
        return self._project(account, address, at)

    def default_project(self, account: str, address: str, at: datetime) -> Project:
        """The account's own project for orders that name none, made at the first need."""
        where = "account = ? AND is_default = 1"
        known = self._rows("ahd_project", where, account)
        return _project(known[0]) if known else self._project(account, address, at, is_default=1)

    def project(self, project_id: str) -> Project | None:
        """The project with this id, of any account."""
        rows = self._rows("ahd_project", "project_id = ?", project_id)
        return _project(rows[0]) if rows else None

    def projects(self, account: str) -> tuple[Project, ...]:
        """The projects of an account, oldest first."""
        return tuple(map(_project, self._rows("ahd_project", "account = ?", account)))

    def add_order(self, order: Order) -> Order:
        """Store an order under the next id; the one it carries is not looked at."""
        row = {
            "api": order.api.value,
            "account": order.account,
            "project_id": order.project_id,
            "service": order.service,
            "created": order.created.isoformat(),
        }
        with self._database.transaction() as connection:
            number = self._insert("ahd_order", row)
            first = order.api is Api.FIRST
            order_id = _uuid("order", number) if first else _object_id("order", number)
            connection.execute(
                "UPDATE ahd_order SET order_id = ? WHERE number = ?", (order_id, number)
            )
            if order.project_id is not None:
                self._touch(order.project_id, order.created)
        return dataclasses.replace(order, order_id=order_id)

    def order(self, order_id: str) -> Order | None:
        """The order with this id, of any account and interface."""
        rows = self._rows("ahd_order", "order_id = ?", order_id)
        return _order(rows[0]) if rows else None

    def orders(self) -> tuple[Order, ...]:
        """Every order, oldest first."""
        return tuple(map(_order, self._rows("ahd_order", "1 = 1")))

    def orders_of(self, project_id: str) -> tuple[Order, ...]:
        """The orders of a project, oldest first."""
        return tuple(map(_order, self._rows("ahd_order", "project_id = ?", project_id)))

    def add_asset(self, order: Order, content: bytes, *, role: str, at: datetime) -> Asset:
        """Store a picture of an order; the same bytes are kept once."""
        digest = hashlib.sha256(content).hexdigest()
        row = {
            "order_id": order.order_id,
            "role": role,
            "sha256": digest,
            "created": at.isoformat(),
        }
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO ahd_picture (sha256, content) VALUES (?, ?)",
                (digest, content),
            )
            number = self._insert("ahd_asset", row)
            asset_id = _object_id("asset", number)
            connection.execute(
                "UPDATE ahd_asset SET asset_id = ? WHERE number = ?", (asset_id, number)
            )
        return Asset(
            asset_id=asset_id, order_id=order.order_id, role=role, sha256=digest, created=at
        )

    def asset(self, asset_id: str) -> Asset | None:
        """The picture with this id, of any account."""
        rows = self._rows("ahd_asset", "asset_id = ?", asset_id)
        return _asset(rows[0]) if rows else None

    def assets_of(self, order_id: str) -> tuple[Asset, ...]:
        """The pictures of an order, oldest first."""
        return tuple(map(_asset, self._rows("ahd_asset", "order_id = ?", order_id)))

    def picture(self, sha256: str) -> bytes | None:
        """The bytes with this digest."""
        with self._database.transaction(write=False) as connection:
            query = "SELECT content FROM ahd_picture WHERE sha256 = ?"
            row = connection.execute(query, (sha256,)).fetchone()
        return None if row is None else bytes(row["content"])

    def add_job(self, new: NewJob) -> Job:
        """Store a job under the next id, with an eta that the same steps give again."""
        row = {
            "order_id": new.order.order_id,
            "payer": new.payer,
            "account": new.order.account,
            "created": new.created.isoformat(),
            "eta": 0,
            "credits": new.credits,
            "fate": new.fate.value if new.fate else None,
            "source_sha256": new.source_sha256,
            "recipe": json.dumps(dataclasses.asdict(new.recipe)),
            "group_id": new.group_id,
        }
        with self._database.transaction() as connection:
            number = self._insert("ahd_job", row)
            first = new.order.api is Api.FIRST
            job_id = _uuid("image", number) if first else _object_id("process", number)
            eta = new.shortest + _digest("eta", number)[0] % (new.longest - new.shortest + 1)
            connection.execute(
                "UPDATE ahd_job SET job_id = ?, eta = ? WHERE number = ?", (job_id, eta, number)
            )
            if new.order.project_id is not None:
                self._touch(new.order.project_id, new.created)
            return _job(self._rows("ahd_job", "number = ?", number)[0])

    def job(self, job_id: str) -> Job | None:
        """The job with this id, of any account."""
        rows = self._rows("ahd_job", "job_id = ?", job_id)
        return _job(rows[0]) if rows else None

    def jobs(self) -> tuple[Job, ...]:
        """Every job, oldest first."""
        return tuple(map(_job, self._rows("ahd_job", "1 = 1")))

    def jobs_of(self, order_id: str) -> tuple[Job, ...]:
        """The jobs of an order, oldest first."""
        return tuple(map(_job, self._rows("ahd_job", "order_id = ?", order_id)))

    def paid_since(self, payer: str, begin: datetime, now: datetime) -> int:
        """How many jobs a key has paid for after `begin`, up to `now`."""
        rows = self._rows("ahd_job", "payer = ? AND credits > 0", payer)
        return sum(begin < datetime.fromisoformat(row["created"]) <= now for row in rows)

    def spent(self, account: str) -> int:
        """The credits an account has used."""
        return sum(row["credits"] for row in self._rows("ahd_job", "account = ?", account))

    def finish(self, job_id: str, at: datetime) -> None:
        """End a job by hand."""
        self._stamp("finished", job_id, at)

    def note_poll(self, job_id: str, at: datetime) -> None:
        """Remember when a process was asked for."""
        self._stamp("polled", job_id, at)

    def clear(self) -> None:
        """Forget everything."""
        with self._database.transaction() as connection:
            for table in _TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)

    def _project(self, account: str, address: str, at: datetime, *, is_default: int = 0) -> Project:
        row = {
            "account": account,
            "address": address,
            "is_default": is_default,
            "created": at.isoformat(),
            "updated": at.isoformat(),
        }
        with self._database.transaction() as connection:
            number = self._insert("ahd_project", row)
            connection.execute(
                "UPDATE ahd_project SET project_id = ? WHERE number = ?",
                (_object_id("project", number), number),
            )
            return _project(self._rows("ahd_project", "number = ?", number)[0])

    def _touch(self, project_id: str, at: datetime) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE ahd_project SET updated = ? WHERE project_id = ?",
                (at.isoformat(), project_id),
            )

    def _stamp(self, column: str, job_id: str, at: datetime) -> None:
        with self._database.transaction() as connection:
            statement = f"UPDATE ahd_job SET {column} = ? WHERE job_id = ?"  # noqa: S608
            connection.execute(statement, (at.isoformat(), job_id))

    def _insert(self, table: str, row: Mapping[str, object]) -> int:
        marks = ", ".join("?" for _ in row)
        statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
        with self._database.transaction() as connection:
            return int(connection.execute(statement, tuple(row.values())).lastrowid or 0)

    def _rows(self, table: str, where: str, *values: object) -> list[sqlite3.Row]:
        query = f"SELECT * FROM {table} WHERE {where} ORDER BY number"  # noqa: S608
        with self._database.transaction(write=False) as connection:
            return connection.execute(query, values).fetchall()


def _digest(kind: str, number: int) -> bytes:
    return hashlib.sha256(f"listwright sandbox {kind} {number}".encode()).digest()


def _object_id(kind: str, number: int) -> str:
    return _digest(kind, number).hex()[:24]


def _uuid(kind: str, number: int) -> str:
    return str(uuid.UUID(bytes=_digest(kind, number)[:16], version=4))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _project(row: sqlite3.Row) -> Project:
    return Project(
        project_id=row["project_id"],
        account=row["account"],
        address=row["address"],
        is_default=bool(row["is_default"]),
        created=datetime.fromisoformat(row["created"]),
        updated=datetime.fromisoformat(row["updated"]),
    )


def _order(row: sqlite3.Row) -> Order:
    return Order(
        order_id=row["order_id"],
        api=Api(row["api"]),
        account=row["account"],
        project_id=row["project_id"],
        service=row["service"],
        created=datetime.fromisoformat(row["created"]),
    )


def _asset(row: sqlite3.Row) -> Asset:
    return Asset(
        asset_id=row["asset_id"],
        order_id=row["order_id"],
        role=row["role"],
        sha256=row["sha256"],
        created=datetime.fromisoformat(row["created"]),
    )


def _job(row: sqlite3.Row) -> Job:
    recipe: dict[str, Any] = json.loads(row["recipe"])
    return Job(
        job_id=row["job_id"],
        order_id=row["order_id"],
        payer=row["payer"],
        account=row["account"],
        created=datetime.fromisoformat(row["created"]),
        eta=row["eta"],
        credits=row["credits"],
        fate=Fate(row["fate"]) if row["fate"] else None,
        source_sha256=row["source_sha256"],
        recipe=Recipe(**recipe),
        group_id=row["group_id"],
        finished=_moment(row["finished"]),
        polled=_moment(row["polled"]),
    )
