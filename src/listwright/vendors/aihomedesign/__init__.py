"""AI HomeDesign's API, v1 and v3: pictures made of photos, and what its answers mean.

Belongs here: what the vendor's pages say, each fact with the section of the sheet that it comes
from ("sheet 2.4"), or "given document" for the page on AI virtual staging; both dialects.
Never here: retries and pacing of paid steps (the caller's), pictures on disk, the ledger, another
vendor's facts.
The way of a picture: `treatments` turn words into ids by the catalog, a dialect (`v1`, `v3`) sends
them through `client`, and `answers` and `records` turn what comes back into values.
"""
