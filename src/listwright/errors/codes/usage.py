"""Codes of command lines, interruptions and bugs of ours."""

CODES: dict[str, str] = {
    "LW5001": "The command line cannot be carried out as written.",
    "LW5002": "What was to be printed could not be: the disk that stdout goes to is full, or its file cannot be written. An apply that had sent something says so with exit code 3.",
    "LW5010": "The list of `--csv`, or an invoice, cannot be read, is not CSV in UTF-8, or has no rows. Nothing was done.",
    "LW5011": "The header of the list lacks a column, has one twice, or has one with almost the name of a column that is read.",
    "LW5012": "A row of the list has more or fewer cells than the header. Put cells with commas in double quotes.",
    "LW5013": "A row of the list names a home or a need that neither the files nor the ledger know.",
    "LW5014": "A cell of the list is empty that must not be, or does not hold what its column is read as. Order ids are text: a spreadsheet may have made numbers of them.",
    "LW5015": "Two rows of the list are about the same home, need or order.",
    "LW5016": "The files of the commit that `--against` names cannot be planned, so no change is attributed to the edit. The plan itself is whole; this is a warning.",
    "LW5017": "The header of an invoice has no column for the amount or for the order, or two for the same. The message lists the names that are taken.",
    "LW5018": "Something in the file of `ledger ingest` is no event of a vendor of the project, or fits two accounts. The rest was taken; the message names the first line.",
    "LW9001": "Something that should be impossible happened. Please report it with the command you ran.",
    "LW9003": "The time of --max-duration was over before the first request. Nothing was ordered or cancelled.",
    "LW9002": "A signal stopped the run. What was in flight was recorded.",
}
