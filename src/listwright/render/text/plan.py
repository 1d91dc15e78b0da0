"""A plan as text: what needs a person first, then the changes, then the sum."""

from listwright.model.review import Review
from listwright.render.text.against import against_section
from listwright.render.text.beside import drift_section, standing_section, unmanaged_section
from listwright.render.text.changes import change_sections
from listwright.render.text.closing import effort_section, refusal_section, sum_section
from listwright.render.text.forecast import due_section, forecast_section
from listwright.render.text.header import ground_section, header_section
from listwright.render.text.layout import joined
from listwright.render.text.money import cost_section, learned_section
from listwright.render.text.rules import rules_section
from listwright.render.text.style import Style
from listwright.render.text.waiting import blocked_section, deferred_section, unknown_section


def render_plan(review: Review, style: Style) -> str:
    """The plan, or forecast, for a terminal or a log.

    Without `per_minute` nothing is said about how long an apply takes. Warnings are findings:
    `render_diagnostics` shows them.
    """
    plan = review.plan
    return joined(
        [
            header_section(plan, style),
            unknown_section(plan, style),
            ground_section(plan, style),
            due_section(plan, style),
            rules_section(review.shares, style, currency=plan.cost.currency),
            against_section(plan, review.against, style),
            *change_sections(plan, style),
            deferred_section(plan, style),
            blocked_section(plan, style),
            standing_section(plan, style),
            drift_section(plan, style),
            unmanaged_section(plan, style),
            [*sum_section(plan, style), *cost_section(plan, style)],
            learned_section(plan, style),
            refusal_section(plan, style),
            effort_section(plan, style, per_minute=review.per_minute),
            forecast_section(plan, style),
        ]
    )
