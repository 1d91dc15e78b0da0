"""Inventories: the tables that say which homes exist and what is known about them.

Belongs here: reading one source (CSV today) into a `Table` with rows, checking its form, its ids
and its typed cells, all findings at once. Rows are kept as the text of the file; the readings of a
column are made once per distinct text, because a hundred thousand rows share a few hundred of them.
Never here: YAML (`config.yaml`), what a vendor accepts (the vendor's `check`), which homes want
what (`engine`), raising for what stands in a file (findings are values).
"""
