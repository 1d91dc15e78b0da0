"""Values -> one self-contained HTML page: nothing fetched, everything escaped, no foreign script.

Belongs here: templates (`*.html.j2`, with autoescape) and the small functions that fill them.
Never here: making pictures smaller (that is `assets`), writing files, deciding what to show.
jinja2 is loaded by the first page, not by the import.
"""
