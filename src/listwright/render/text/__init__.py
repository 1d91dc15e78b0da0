"""Text for terminals and logs: plans, applies, status, findings.

Belongs here: sections of text and the small layout they need (wrapping, columns, ANSI colours).
Never here: escaping rules (`render.escape`), other surfaces (their own module in `render`).
Text is the same for the same arguments; colour only repeats what a word or a symbol says already.
"""

from listwright.render.text.apply import render_apply
from listwright.render.text.diagnostics import render_diagnostics
from listwright.render.text.plan import render_plan
from listwright.render.text.status import render_status
from listwright.render.text.style import Style

__all__ = ["Style", "render_apply", "render_diagnostics", "render_plan", "render_status"]
