"""Values -> text for people: plans, outcomes, status and findings, one room per surface.

Belongs here: wording, layout and escaping; every function is pure and gives a text, or a report's
bytes.
Never here: deciding or counting what the engine decided (that is `engine`), documents for machines
(`planfile`), printing, terminals and their width (`cli`).
Whatever a user or a vendor typed goes through `escape` before it is laid out.
"""
