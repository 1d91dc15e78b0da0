-- What a person said was delivered without an order of ours. It belongs to the home, whoever took
-- the photos, so it names no account. Nothing is ever changed: what is said later is another row.

CREATE TABLE attestation (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  property     TEXT    NOT NULL,
  written      TEXT    NOT NULL,
  need         TEXT    NOT NULL,
  delivered_on TEXT    NOT NULL,
  quantity     INTEGER CHECK (quantity >= 1),
  evidence     TEXT    NOT NULL CHECK (evidence <> ''),
  at           TEXT    NOT NULL,
  actor        TEXT    NOT NULL,
  run          TEXT    NOT NULL
);
CREATE INDEX attestation_of ON attestation (property, need);

CREATE TRIGGER attestation_fixed BEFORE UPDATE ON attestation
BEGIN SELECT RAISE(ABORT, 'attestations are never changed'); END;

CREATE TRIGGER attestation_stays BEFORE DELETE ON attestation
BEGIN SELECT RAISE(ABORT, 'attestations are never deleted'); END;
