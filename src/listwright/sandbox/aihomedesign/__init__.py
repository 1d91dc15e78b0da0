"""AI HomeDesign as the sandbox plays it: its first API and its third, over one store.

Belongs here: uploads, submits, projects and processes, the catalogue, the progress of a job as a
pure function of the sandbox clock, links to results, and `aihomedesign.toml`, the one file with the
vendor's literals.
Never here: drawing (`sandbox.pictures`), sockets and options (`sandbox`), another vendor (its own
package beside this one), anything of `listwright.vendors`.
Only `routes` imports the web framework, and nothing here draws: the store stays cheap to open.
"""
