"""From documents to the portfolio: everything that needs more than one value to decide.

Belongs here: merging the files of a project, names that must exist (packages, vendors, columns,
needs), identity of homes across sources, conditions and insertions over typed columns, and turning
documents into the values of `model`.
Never here: which keys exist and how one value reads (`config.schema`), what the portfolio means for
orders (`engine`), rules of a vendor (`vendors`).
"""
