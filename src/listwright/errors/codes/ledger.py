"""Codes of the ledger."""

CODES: dict[str, str] = {
    "LW2001": "The ledger could not be opened, read or written.",
    "LW2002": "The file is not a listwright ledger. Check the path of `ledger:`; the file was not touched.",
    "LW2003": "The ledger has another schema than this listwright: install the version named, or let a command that may write, such as `listwright plan`, bring it up to date.",
    "LW2004": "Others on this machine can read or write the ledger. Run the chmod command shown.",
    "LW2005": "The ledger is damaged. Keep the file, restore a backup made with VACUUM INTO, and compare with the vendor before any apply.",
    "LW2006": "The ledger cannot be written, and the command has to write. Fix the permissions, or use a command that only reads.",
    "LW2007": "Another program keeps the ledger locked. Wait, or find it with the command shown.",
    "LW2008": "The disk of the ledger is full. Make room and run again; ids printed by the failed run may be missing from the ledger.",
    "LW2009": "No ledger can stand at that path: it is a directory, a link, or on a network file system.",
    "LW2011": "The ledger's side-car, the small file that knows its newest state, cannot be read or written. Name a usable place: `ledger: {head: PATH}`.",
    "LW2010": "The disk of the ledger does not support durable writes. Put the ledger on a local disk.",
}
