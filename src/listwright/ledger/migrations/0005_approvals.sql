-- What was approved with a plan, from the moment it is used: an apply that was cut short goes on
-- from here, on any machine that has this ledger. Plans used before this step have neither.

ALTER TABLE plan_used ADD COLUMN made_at TEXT;
ALTER TABLE plan_used ADD COLUMN scope TEXT;

CREATE TABLE plan_change (
  plan_id        TEXT    NOT NULL REFERENCES plan_used (plan_id),
  position       INTEGER NOT NULL,
  digest         TEXT    NOT NULL,
  action         TEXT    NOT NULL,
  reason         TEXT    NOT NULL,
  account        TEXT    NOT NULL,
  property       TEXT    NOT NULL,
  needs          TEXT    NOT NULL,
  services       TEXT    NOT NULL,
  billing_entity TEXT,
  order_id       TEXT,
  order_key      TEXT,
  base_key       TEXT,
  generation     INTEGER,
  request_digest TEXT,
  PRIMARY KEY (plan_id, position)
) WITHOUT ROWID;

CREATE TRIGGER plan_change_fixed BEFORE UPDATE ON plan_change
BEGIN SELECT RAISE(ABORT, 'what was approved is never changed'); END;

CREATE TRIGGER plan_change_stays BEFORE DELETE ON plan_change
BEGIN SELECT RAISE(ABORT, 'what was approved is never deleted'); END;
