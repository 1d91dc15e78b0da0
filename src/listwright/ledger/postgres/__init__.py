"""The ledger in a PostgreSQL database, for several machines: the same rows, another server.

Belongs here: the connection that survives a server's restart, the schema in PostgreSQL's words, the
lease that stands in for a file's lock, and what goes wrong with a server.
Never here: statements on the ledger's rows (they are shared, one folder up), or any import of the
driver by a module that a project with a ledger in a file would load.
"""
