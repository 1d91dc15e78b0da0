-- When a later read found other photos than were delivered first. A plan looks at every order and at
-- no photo, so what it has to know of the photos stands beside the order.

ALTER TABLE orders ADD COLUMN photos_changed_at TEXT;
