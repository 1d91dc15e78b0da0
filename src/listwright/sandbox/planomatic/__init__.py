"""PlanOmatic as the sandbox plays it, written from the vendor's pages and never from our client.

Belongs here: the rules of the three order calls, the life cycle of an order as a pure function of
the sandbox clock, the order object, and `planomatic.toml`, the one file with the vendor's literals.
Never here: sockets, threads and options (`sandbox`), another vendor (its own package beside this
one), anything of `listwright.vendors`.
"""
