"""The registry of diagnostic codes: every `LW` number that listwright can print, with its meaning.

One file per range, so that a range reads as one subject:
`files` 10xx, `language` 11xx-13xx, `vendor_rules` 14xx, `inventory` 15xx, `secrets` 16xx,
`ledger` 20xx, `vendors` 30xx, `refusals` 40xx, `usage` 50xx and 90xx, `forges` 60xx.
`docs/reference/diagnostics.md` is generated from it.
"""

from listwright.errors.codes import (
    files,
    forges,
    inventory,
    language,
    ledger,
    refusals,
    secrets,
    usage,
    vendor_rules,
    vendors,
)

CODES: dict[str, str] = {
    **files.CODES,
    **language.CODES,
    **vendor_rules.CODES,
    **inventory.CODES,
    **secrets.CODES,
    **ledger.CODES,
    **vendors.CODES,
    **refusals.CODES,
    **usage.CODES,
    **forges.CODES,
}
"""Code -> what it means and what to do, one or two sentences."""
