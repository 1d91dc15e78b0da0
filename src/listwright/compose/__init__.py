"""The composition root: from settings and environment to concrete vendors, ledger and clock.

Belongs here: the one place that names a concrete vendor, ledger or sandbox, and the two rooms that
read the machine: `clock` and `environment`.
Never here: decisions (`engine`), what a command does (`app`), what it prints (`cli`, `render`).
"""
