"""The language as declarations: every key, what its value is, and what it is for.

Belongs here: documents (one class per mapping of the language, one field per key), the kinds of
values, and what follows from them alone: unknown, misplaced, missing and not yet supported keys.
The loader reads with these declarations and the JSON Schema is made of them, so they cannot differ.
Never here: what needs more than one value to decide, such as names that must exist elsewhere
(that is `config.build`), and the form of YAML itself (that is `config.yaml`).
"""
