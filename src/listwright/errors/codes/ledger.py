"""Codes of the ledger."""

CODES: dict[str, str] = {
    "LW2001": "The ledger could not be opened, read or written.",
    "LW2002": "The file is not a listwright ledger. Check the path of `ledger:`; the file was not touched.",
    "LW2003": "The ledger has another schema than this listwright: install the version named, or let a command that may write, such as `listwright plan`, bring it up to date.",
    "LW2004": "Others on this machine can read or write the ledger. Run the chmod command shown.",
    "LW2005": "The ledger is damaged. Keep the file, restore the latest copy (`ledger restore`) or a backup made with VACUUM INTO, and compare with the vendor before any apply.",
    "LW2006": "The ledger cannot be written, and the command has to write. Fix the permissions, or use a command that only reads.",
    "LW2007": "Another program keeps the ledger locked. Wait, or find it with the command shown.",
    "LW2008": "The disk of the ledger is full. Make room and run again; ids printed by the failed run may be missing from the ledger.",
    "LW2009": "No ledger can stand at that path: it is a directory, a link, or on a network file system.",
    "LW2011": "The ledger's side-car, the small file that knows its newest state, cannot be read or written. Name a usable place: `ledger: {head: PATH}`.",
    "LW2010": "The disk of the ledger does not support durable writes. Put the ledger on a local disk.",
    "LW2021": "There is no ledger to copy or to check. Check the path of `ledger:` and -C/--chdir; a new project has a ledger after its first `listwright plan`.",
    "LW2022": "The file given to `ledger restore` is not a whole and unchanged copy made by `ledger export`; the finding names the line. Nothing was changed. Use another copy.",
    "LW2023": "`ledger restore` was called where a ledger with content stands, or one in which all sending is stopped. Do what the finding says (put it aside, or thaw it), then restore again.",
    "LW2024": "`ledger check` found that the ledger is damaged or contradicts itself. Apply nothing before each finding is dealt with; each says how.",
    "LW2030": "The ledger's server cannot be reached, or the connection to it broke. Check server, address and network, then run again.",
    "LW2031": "The ledger is on a PostgreSQL server, and the driver is not installed: python -m pip install 'listwright[postgres]'.",
    "LW2032": "The server lets this role, or anybody, only read, or the role may not make the ledger's tables. Use --read-only, the server that takes writes, or another role.",
    "LW2033": "The PostgreSQL server is too old for a ledger. Use version 13 or later.",
    "LW2025": "An old copy of the ledger was restored, and later orders are known of. Put the newest ledger back, or run `listwright ledger recover` before any apply.",
}
