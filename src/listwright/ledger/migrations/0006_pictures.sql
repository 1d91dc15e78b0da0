-- Orders of single pictures. Of an intent: what is made of which photo, the vendor's ids of the
-- upload (`prepare_handle`, there since the first step), and when the paid step was recorded as
-- about to leave. Until then nothing can have been bought, whatever became of the runner.

ALTER TABLE intent ADD COLUMN task TEXT;
ALTER TABLE intent ADD COLUMN commit_at TEXT;
ALTER TABLE orders ADD COLUMN task TEXT;
ALTER TABLE orders ADD COLUMN eta_s INTEGER;

CREATE TRIGGER intent_upload_kept BEFORE UPDATE OF prepare_handle ON intent
WHEN OLD.prepare_handle IS NOT NULL AND NEW.prepare_handle IS NOT OLD.prepare_handle
BEGIN SELECT RAISE(ABORT, 'an upload in hand is never replaced by another'); END;

CREATE TRIGGER intent_paid_needs_upload BEFORE UPDATE OF commit_at ON intent
WHEN NEW.commit_at IS NOT NULL AND OLD.prepare_handle IS NULL
BEGIN SELECT RAISE(ABORT, 'the paid step needs an upload'); END;

-- What the bytes of a delivered photo were, when somebody looked: recipes are made of that.
CREATE TABLE photo_print (
  account    TEXT    NOT NULL REFERENCES account (id),
  order_id   TEXT    NOT NULL,
  sequence   INTEGER NOT NULL,
  version    TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  size       INTEGER NOT NULL,
  media_type TEXT    NOT NULL,
  width      INTEGER NOT NULL,
  height     INTEGER NOT NULL,
  seen_at    TEXT    NOT NULL,
  PRIMARY KEY (account, order_id, sequence, version)
) WITHOUT ROWID;

CREATE TRIGGER photo_print_stays BEFORE DELETE ON photo_print
BEGIN SELECT RAISE(ABORT, 'what photos were is never deleted'); END;

-- Delivered pictures that stand in the project's assets.
CREATE TABLE stored_picture (
  account    TEXT    NOT NULL,
  order_id   TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  path       TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  size       INTEGER NOT NULL,
  media_type TEXT    NOT NULL,
  width      INTEGER NOT NULL,
  height     INTEGER NOT NULL,
  staged     INTEGER NOT NULL CHECK (staged IN (0, 1)),
  stored_at  TEXT    NOT NULL,
  PRIMARY KEY (account, order_id, name),
  FOREIGN KEY (account, order_id) REFERENCES orders (account, order_id)
) WITHOUT ROWID;

-- When paid steps left, in real seconds: vendors allow so many in a window of minutes.
CREATE TABLE submit (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL REFERENCES account (id),
  at      REAL NOT NULL
);
CREATE INDEX submit_of ON submit (account, at);

-- A picture that is late may be ordered once more beside it, when somebody asks for that.
DROP TRIGGER intent_moves;

CREATE TRIGGER intent_moves BEFORE UPDATE OF state ON intent
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN (
  'sending>in_doubt', 'sending>exists_noid', 'sending>live', 'sending>delivered',
  'sending>refused', 'sending>canceled',
  'in_doubt>exists_noid', 'in_doubt>live', 'in_doubt>delivered', 'in_doubt>refused',
  'in_doubt>absent', 'in_doubt>canceled',
  'exists_noid>live', 'exists_noid>delivered', 'exists_noid>absent', 'exists_noid>canceled',
  'live>cancelling', 'live>delivered', 'live>canceled', 'live>superseded', 'live>forgotten',
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

CREATE TRIGGER intent_beside BEFORE UPDATE OF state ON intent
WHEN NEW.state = 'superseded' AND OLD.state = 'live' AND OLD.task IS NULL
BEGIN SELECT RAISE(ABORT, 'only a picture is ordered beside one that is unfinished'); END;
