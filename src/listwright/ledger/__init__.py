"""The durable memory: intents committed before a request leaves, and every order id ever seen.

Belongs here: the SQLite back end behind `ports.Ledger`, its migrations, its lock, and the pure
translation between rows and the nouns of `model`.
Never here: what an intent's attempts add up to (`engine.fold`), how fast requests may leave
(`engine.pacing`), whether anything should be ordered, HTTP, texts of a plan.
Start reading at `sqlite`, then `journal` (attempts) and `orders` (what exists at a vendor).
"""
