"""The project's files: from text on disk to typed, validated documents with positions.

Belongs here: reading the YAML (`yaml`), finding the files of a project (`sources`), the schema of
every key, references to secrets, inventory sources. Every finding is a `Diagnostic`, all at once.
Never here: what the documents mean for orders (that is `engine`), printing (`render`), exit codes
(`cli`), network calls to vendors (`vendors`).
"""
