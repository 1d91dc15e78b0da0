-- Every transaction that a decision may stand on leaves a random head. A copy of the newest one is
-- kept outside of this file (`ledger/head.py`): where it is not among these, an old copy of the
-- ledger was put back. And who stopped all sending, until somebody lets it go on.

CREATE TABLE heads (
  number INTEGER PRIMARY KEY,
  head   TEXT    NOT NULL
);
INSERT INTO heads (number, head) SELECT 1, head FROM meta;

CREATE TRIGGER heads_fixed BEFORE UPDATE ON heads
BEGIN SELECT RAISE(ABORT, 'heads are never changed'); END;

CREATE TRIGGER heads_stay BEFORE DELETE ON heads
BEGIN SELECT RAISE(ABORT, 'heads are never deleted'); END;

ALTER TABLE meta ADD COLUMN head_place TEXT;
ALTER TABLE meta ADD COLUMN frozen_at TEXT;
ALTER TABLE meta ADD COLUMN frozen_by TEXT;
ALTER TABLE meta ADD COLUMN frozen_reason TEXT;

-- A home may be held although no vendor refused an order: the ledger forgot what was ordered.
ALTER TABLE hold ADD COLUMN cause TEXT NOT NULL DEFAULT 'duplicate'
  CHECK (cause IN ('duplicate', 'lost'));
