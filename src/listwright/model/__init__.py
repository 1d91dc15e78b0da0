"""The nouns of listwright: frozen values that every other room speaks in.

Belongs here: dataclasses, enums and NewTypes that mean something to a user (property, need, order,
attempt, plan) and the small arithmetic that belongs to one value.
Never here: decisions (they go to `engine`), input and output, a clock, pydantic, texts for people.
Import from the submodules; this package re-exports nothing, so that a command loads only what it
uses.
"""
