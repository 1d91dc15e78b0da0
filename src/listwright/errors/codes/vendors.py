"""Codes of talking to a vendor."""

CODES: dict[str, str] = {
    "LW3001": "The vendor could not be reached, or its answer could not be used.",
    "LW3002": "The vendor does not accept the API key. Nothing was placed.",
    "LW3003": "The endpoint cannot be used. Write `sandbox`, an https:// address, or http:// on this machine.",
    "LW3010": "An order could not be read because the vendor did not answer. Decisions that need it wait; run again later.",
    "LW3011": "The vendor no longer knows an order of the ledger. Ask them; `listwright forget` stops tracking it.",
    "LW3012": "The vendor answered with another order than the one asked for, so nothing is done on it. Check the order id.",
    "LW3013": "The vendor asked to slow down before an order was read. Lower `rate.per_minute` or `--refresh-budget`.",
    "LW3014": "The vendor's answer to a read could not be used. Decisions that need the order wait; run again later.",
    "LW3015": "An order is at an account that the files no longer name, so it cannot be read. Put its `vendors` entry back.",
    "LW3016": "A catalog could not be fetched. Check the address, or download the file and name it with --from.",
    "LW3017": "A finished picture could not be downloaded. The next apply or refresh tries again, and `assets pull` reads its order anew; one that the vendor has lost can be ordered again with `--replace`, which is paid again.",
    "LW3018": "Pictures are finished at the vendor and not on this disk yet. `listwright refresh` or the next apply downloads them; their links may expire.",
    "LW3040": "A picture could not be fetched: its server did not answer, its link has expired, or leads to a host that the vendor is not known to use. Pull again; the order is read anew and gives new links. A host that is the vendor's can be added under `link_hosts` of its account.",
    "LW3041": "What a link gave is no picture that is taken (a whole JPEG, PNG or WebP of at most 100 million pixels). Look at the order at the vendor.",
    "LW3042": "The vendor now gives another picture than the one that was stored before, so nothing was stored. To take the new one, remove the old one's entry from `pictures.json`.",
    "LW3043": "A picture could not be written or found on this disk. Make room, or correct what stands in its place, then pull again.",
    "LW3044": "The photo that a staged picture was made of could not be put beside it. The contact sheet shows the picture without it, until a pull gets it.",
    "LW3050": "Events came in that mean no order: they could not be understood, or the vendor knows no order of that number. They changed nothing. If the vendor did not send them, give it another token.",
    "LW3051": "A vendor has told nothing for long, while orders are open. Look at `listwright listen` and at the subscription, take in what was missed with `listwright ledger ingest FILE`, or read with `listwright refresh`.",
    "LW3052": "The vendor tells of other orders and never told of this one, which was placed hours ago. Its subscription may lack `order.processed`.",
}
