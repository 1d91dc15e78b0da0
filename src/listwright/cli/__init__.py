"""The command line: one file per command, each a few lines around a use case.

Belongs here: options, what is printed where, prompts, signals, progress, and `exits`, where every
error becomes an exit code.
Never here: decisions (`engine`), use cases (`app`), the wording of a plan (`render`), the shape of
a JSON document (`planfile`).
"""
