"""The use cases: plan, validate, refresh, apply, status, and the ways out of doubt.

Belongs here: what a command does, written against `ports` only, and the apply protocol as effect
generators (`protocol`) with the one driver that performs them (`driver`).
Never here: a decision about an order (that is `engine`), a concrete vendor or database (`compose`
hands them in), texts for a terminal (`render`), click (`cli`).
"""
