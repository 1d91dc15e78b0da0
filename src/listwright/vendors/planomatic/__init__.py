"""PlanOmatic's V3 order API: create, retrieve and cancel, and what its answers mean.

Belongs here: what PlanOmatic's pages say, each fact with the page it comes from; comments give the
sheet's section ("sheet 2.4") or the document's name.
Never here: retries and pacing (the caller's), the ledger, another vendor's facts.
The way of a call: `rules` before a plan, `body` (the only place that reveals secrets), `client`,
then `placing`, `reading` or `canceling` turn the answer into a value, through `wire` and `mapper`.
"""
