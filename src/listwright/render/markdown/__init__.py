"""A plan or an audit as Markdown: the comment of a pull request, and the summary of a CI step.

Belongs here: the sections of that page and the ladder that makes it fit; every function is pure.
Never here: finding, writing or labelling comments (that is `forge`), what one site shows and the
other prints as rubbish.
Text of users and vendors goes through `escape.for_markdown` or `for_markdown_code`, nothing else.
"""

from listwright.render.markdown.page import COMMENT_LIMIT, SUMMARY_LIMIT, render_markdown
from listwright.render.markdown.words import Flavour

__all__ = ["COMMENT_LIMIT", "SUMMARY_LIMIT", "Flavour", "render_markdown"]
