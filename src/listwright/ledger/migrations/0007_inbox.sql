-- What vendors tell of their own accord. Of a body only what a read is asked for with is kept.
-- Nothing was ever written to the first shape of this table.

DROP TABLE inbox;

CREATE TABLE inbox (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  digest       TEXT NOT NULL,
  account      TEXT NOT NULL,
  received_at  TEXT NOT NULL,
  event        TEXT NOT NULL,
  order_id     TEXT,
  request_id   TEXT,
  order_key    TEXT,
  property     TEXT,
  status       TEXT NOT NULL,
  note         TEXT NOT NULL,
  confirmed_at TEXT,
  outcome      TEXT
);
-- A delivery that is repeated before it was confirmed is the same event. Afterwards it is news: an
-- order may be back in a state that it had before.
CREATE UNIQUE INDEX inbox_waiting ON inbox (digest) WHERE confirmed_at IS NULL;
CREATE INDEX inbox_heard ON inbox (account, received_at) WHERE event <> '';
CREATE INDEX inbox_confirmed ON inbox (confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX inbox_digest ON inbox (digest);

-- Which database server, and which of its histories, a ledger on a server was last written in. After
-- a restore from a backup it is another one. Empty for a ledger in a file.
ALTER TABLE meta ADD COLUMN server TEXT;
