-- The first shape of the ledger. Plain SQL of SQLite 3.34, so that old systems can open it.
-- Times are ISO 8601 text in UTC with microseconds; they sort as text. Money is cents.
-- `property` is always the canonical id, `written` the id as somebody typed it.

CREATE TABLE meta (
  id               INTEGER PRIMARY KEY CHECK (id = 1),
  lineage          TEXT    NOT NULL,
  schema_version   INTEGER NOT NULL,
  minimum_tool     TEXT    NOT NULL,
  head             TEXT    NOT NULL,
  head_at          TEXT    NOT NULL,
  epoch            INTEGER NOT NULL DEFAULT 0,
  revision         INTEGER NOT NULL DEFAULT 0,
  first_applied_at TEXT
);

CREATE TABLE account (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  environment TEXT NOT NULL,
  label       TEXT NOT NULL
);

CREATE TABLE property (
  property TEXT    NOT NULL,
  account  TEXT    NOT NULL REFERENCES account (id),
  written  TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (property, account)
) WITHOUT ROWID;

-- ---- intents, their needs, attempts and handles ------------------------------------------------

CREATE TABLE intent (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  account        TEXT    NOT NULL REFERENCES account (id),
  property       TEXT    NOT NULL,
  written        TEXT    NOT NULL,
  order_key      TEXT    NOT NULL,
  base_key       TEXT    NOT NULL,
  generation     INTEGER NOT NULL CHECK (generation >= 1),
  origin         TEXT    NOT NULL CHECK (origin IN ('created', 'imported')),
  state          TEXT    NOT NULL,
  request_digest TEXT    NOT NULL,
  billing_entity TEXT    NOT NULL,
  basis          TEXT    NOT NULL,
  plan_id        TEXT    NOT NULL,
  plan_digest    TEXT    NOT NULL,
  prepare_handle TEXT,
  epoch          INTEGER NOT NULL,
  run            TEXT    NOT NULL,
  actor          TEXT    NOT NULL,
  created_at     TEXT    NOT NULL,
  sent_at        TEXT    NOT NULL,
  refusal        TEXT,
  refused_at     TEXT,
  problems       TEXT    NOT NULL DEFAULT '[]',
  evidence       TEXT    NOT NULL DEFAULT '',
  revision       INTEGER NOT NULL,
  UNIQUE (account, order_key)
);
CREATE INDEX intent_state ON intent (state);
CREATE INDEX intent_generation ON intent (base_key, generation);

CREATE TABLE need (
  intent            INTEGER NOT NULL REFERENCES intent (id),
  position          INTEGER NOT NULL,
  account           TEXT    NOT NULL REFERENCES account (id),
  property          TEXT    NOT NULL,
  service_key       TEXT    NOT NULL,
  turn              TEXT    NOT NULL,
  need_key          TEXT    NOT NULL,
  slug              TEXT    NOT NULL,
  quantity          INTEGER NOT NULL,
  previous_order_id TEXT,
  active            INTEGER NOT NULL CHECK (active IN (0, 1)),
  PRIMARY KEY (intent, position)
) WITHOUT ROWID;
-- The guard against ordering twice. The lock is a convenience; this is the rule.
CREATE UNIQUE INDEX need_held ON need (account, property, service_key, turn) WHERE active = 1;
CREATE INDEX need_of ON need (account, property, service_key, turn);

CREATE TABLE attempt (
  intent       INTEGER NOT NULL REFERENCES intent (id),
  number       INTEGER NOT NULL,
  kind         TEXT    NOT NULL CHECK (kind IN ('create', 'probe', 'cancel')),
  order_id     TEXT,
  epoch        INTEGER NOT NULL,
  run          TEXT    NOT NULL,
  actor        TEXT    NOT NULL,
  committed_at TEXT    NOT NULL,
  closed_at    TEXT,
  outcome      TEXT    NOT NULL CHECK (outcome IN
    ('open', 'created', 'accepted', 'refused', 'dup', 'noid', 'unknown')),
  status       INTEGER,
  refusal      TEXT,
  evidence     TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (intent, number)
) WITHOUT ROWID;

CREATE TABLE order_handle (
  intent  INTEGER NOT NULL REFERENCES intent (id),
  account TEXT    NOT NULL REFERENCES account (id),
  kind    TEXT    NOT NULL,
  value   TEXT    NOT NULL,
  seen_at TEXT    NOT NULL,
  PRIMARY KEY (intent, kind, value)
) WITHOUT ROWID;
CREATE INDEX order_handle_value ON order_handle (account, kind, value);

-- ---- orders, holds, history --------------------------------------------------------------------

CREATE TABLE orders (
  account         TEXT    NOT NULL REFERENCES account (id),
  order_id        TEXT    NOT NULL,
  property        TEXT    NOT NULL,
  written         TEXT    NOT NULL,
  intent          INTEGER REFERENCES intent (id),
  services        TEXT    NOT NULL,
  status          TEXT    NOT NULL,
  phase           TEXT    NOT NULL CHECK (phase IN ('open', 'delivered', 'canceled', 'unknown')),
  order_key       TEXT,
  request_id      TEXT,
  legacy_order_id TEXT,
  event           TEXT,
  managed         INTEGER NOT NULL CHECK (managed IN (0, 1)),
  origin          TEXT    NOT NULL CHECK (origin IN ('created', 'imported', 'event')),
  created         TEXT,
  captured_at     TEXT,
  delivered_at    TEXT,
  canceled_by     TEXT CHECK (canceled_by IN ('us', 'vendor')),
  attention       TEXT,
  read_at         TEXT,
  revision        INTEGER NOT NULL,
  basis           TEXT,
  appointments    TEXT    NOT NULL,
  echoed          TEXT,
  PRIMARY KEY (account, order_id)
);
CREATE INDEX orders_intent ON orders (intent);

-- Apart from the order, because a plan scans every order and never looks at a photo.
CREATE TABLE asset (
  account  TEXT NOT NULL,
  order_id TEXT NOT NULL,
  links    TEXT,
  photos   TEXT NOT NULL,
  PRIMARY KEY (account, order_id),
  FOREIGN KEY (account, order_id) REFERENCES orders (account, order_id)
);

CREATE TABLE hold (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account     TEXT    NOT NULL REFERENCES account (id),
  property    TEXT    NOT NULL,
  since       TEXT    NOT NULL,
  evidence    TEXT    NOT NULL,
  keys        TEXT    NOT NULL DEFAULT '[]',
  released_at TEXT,
  reason      TEXT,
  revision    INTEGER NOT NULL
);
CREATE INDEX hold_property ON hold (account, property);

CREATE TABLE event (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       TEXT NOT NULL,
  kind     TEXT NOT NULL,
  account  TEXT NOT NULL,
  property TEXT NOT NULL,
  intent   INTEGER,
  order_id TEXT NOT NULL,
  run      TEXT NOT NULL,
  actor    TEXT NOT NULL,
  detail   TEXT NOT NULL
);
CREATE INDEX event_property ON event (property);

CREATE TABLE inbox (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  digest       TEXT NOT NULL UNIQUE,
  account      TEXT NOT NULL,
  received_at  TEXT NOT NULL,
  event        TEXT NOT NULL,
  order_id     TEXT NOT NULL,
  body         TEXT NOT NULL,
  processed_at TEXT,
  outcome      TEXT
);

-- ---- who runs, which plans were used, how fast -------------------------------------------------

CREATE TABLE lease (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  owner     TEXT    NOT NULL,
  pid       INTEGER NOT NULL,
  nonce     TEXT    NOT NULL,
  epoch     INTEGER NOT NULL,
  since     TEXT    NOT NULL,
  heartbeat TEXT    NOT NULL,
  expires   TEXT    NOT NULL
);

CREATE TABLE plan_used (
  plan_id TEXT PRIMARY KEY,
  digest  TEXT NOT NULL,
  at      TEXT NOT NULL,
  run     TEXT NOT NULL,
  actor   TEXT NOT NULL,
  note    TEXT NOT NULL
);

CREATE TABLE rate (
  account      TEXT PRIMARY KEY REFERENCES account (id),
  arrival      REAL NOT NULL,
  paused_until REAL NOT NULL,
  slowed_until REAL NOT NULL
);

-- ---- what no release may do, faulty or not -----------------------------------------------------

CREATE TRIGGER intent_begins BEFORE INSERT ON intent
WHEN NEW.state NOT IN ('sending', 'live')
BEGIN SELECT RAISE(ABORT, 'an intent begins as sending, or live when imported'); END;

-- The same pairs as `engine.fold.MOVES`; a test compares them.
CREATE TRIGGER intent_moves BEFORE UPDATE OF state ON intent
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN (
  'sending>in_doubt', 'sending>exists_noid', 'sending>live', 'sending>delivered',
  'sending>refused', 'sending>canceled',
  'in_doubt>exists_noid', 'in_doubt>live', 'in_doubt>delivered', 'in_doubt>refused',
  'in_doubt>absent', 'in_doubt>canceled',
  'exists_noid>live', 'exists_noid>delivered', 'exists_noid>absent', 'exists_noid>canceled',
  'live>cancelling', 'live>delivered', 'live>canceled', 'live>forgotten',
  'cancelling>live', 'cancelling>cancel_in_doubt', 'cancelling>delivered',
  'cancelling>canceled', 'cancelling>forgotten',
  'cancel_in_doubt>live', 'cancel_in_doubt>cancelling', 'cancel_in_doubt>delivered',
  'cancel_in_doubt>canceled', 'cancel_in_doubt>forgotten',
  'delivered>superseded', 'delivered>forgotten',
  'refused>live', 'refused>delivered', 'refused>canceled',
  'absent>exists_noid', 'absent>live', 'absent>delivered', 'absent>canceled',
  'canceled>live', 'canceled>delivered',
  'forgotten>live'
)
BEGIN SELECT RAISE(ABORT, 'no intent may move that way'); END;

CREATE TRIGGER intent_canceled BEFORE UPDATE OF state ON intent
WHEN NEW.state = 'canceled' AND OLD.state <> 'canceled' AND (
  NOT EXISTS (SELECT 1 FROM orders WHERE intent = NEW.id)
  OR EXISTS (SELECT 1 FROM orders WHERE intent = NEW.id AND phase <> 'canceled')
)
BEGIN SELECT RAISE(ABORT, 'an intent is cancelled only when every order of it is'); END;

CREATE TRIGGER intent_refused BEFORE UPDATE OF state ON intent
WHEN NEW.state IN ('refused', 'absent') AND EXISTS (
  SELECT 1 FROM order_handle WHERE intent = NEW.id AND kind = 'order_id'
)
BEGIN SELECT RAISE(ABORT, 'an intent with an order id was not refused'); END;

CREATE TRIGGER intent_stays BEFORE DELETE ON intent
BEGIN SELECT RAISE(ABORT, 'intents are never deleted'); END;

CREATE TRIGGER need_released BEFORE UPDATE OF active ON need
WHEN NEW.active = 0 AND OLD.active = 1 AND (SELECT state FROM intent WHERE id = NEW.intent) IN
  ('sending', 'in_doubt', 'exists_noid', 'live', 'cancelling', 'cancel_in_doubt', 'delivered')
BEGIN SELECT RAISE(ABORT, 'a need is released only after its intent has ended'); END;

CREATE TRIGGER need_stays BEFORE DELETE ON need
BEGIN SELECT RAISE(ABORT, 'needs are never deleted'); END;

CREATE TRIGGER attempt_closes_once BEFORE UPDATE ON attempt WHEN OLD.outcome <> 'open'
BEGIN SELECT RAISE(ABORT, 'an attempt is closed once'); END;

CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempts are never deleted'); END;

CREATE TRIGGER order_handle_fixed BEFORE UPDATE ON order_handle
BEGIN SELECT RAISE(ABORT, 'handles are never changed'); END;

CREATE TRIGGER order_handle_stays BEFORE DELETE ON order_handle
BEGIN SELECT RAISE(ABORT, 'handles are never deleted'); END;

CREATE TRIGGER orders_named BEFORE UPDATE OF account, order_id ON orders
BEGIN SELECT RAISE(ABORT, 'an order keeps its id'); END;

CREATE TRIGGER orders_stay BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'orders are never deleted'); END;

CREATE TRIGGER orders_forward BEFORE UPDATE OF phase ON orders
WHEN OLD.phase IN ('delivered', 'canceled') AND NEW.phase NOT IN (OLD.phase, 'delivered')
BEGIN SELECT RAISE(ABORT, 'an order that has ended does not reopen'); END;

CREATE TRIGGER event_fixed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;

CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;
