"""A review as one HTML page that a leasing or finance person opens from an e-mail.

Belongs here: the page's words and tables (`*.py`), its templates (`*.html.j2`), its one style sheet
and its one script. What is needed to judge a plan is in the HTML itself, so that it can be read and
printed without the script; the script adds search, filters and explanations.
Never here: deciding, counting what the engine counted, fetching anything, private facts of a home.
"""

from listwright.render.html.report.page import render_html_report

__all__ = ["render_html_report"]
