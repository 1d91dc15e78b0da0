"""A review -> the whole page: its tabs, its pictures, and the lines for its script."""

from listwright.model.review import Review
from listwright.render.html.page import fill
from listwright.render.html.report.attention import concerns_of
from listwright.render.html.report.columns import Json, for_script, line_columns, minutes
from listwright.render.html.report.groups import (
    RULE_HEADS,
    cause_rows,
    funnel_steps,
    month_rows,
    reason_rows,
    rule_rows,
    stage_words,
)
from listwright.render.html.report.lines import Line, lines_of
from listwright.render.html.report.orders import (
    OpenOrder,
    ageing_of,
    life_of,
    open_orders,
    order_columns,
)
from listwright.render.html.report.spend import spend_bars, spend_rows
from listwright.render.html.report.trail import (
    against_words,
    applied_sheet,
    finding_sheet,
    gone_sheet,
    ground_facts,
    price_sheet,
    provenance,
    warning_sheet,
)
from listwright.render.html.report.verdict import numbers_of, time_of, verdict_of
from listwright.render.html.report.words import Kind, amount, minute
from listwright.render.text.words import number

FIRST_ROWS = 200
"""Rows of each list that are there without the script."""


def render_html_report(review: Review) -> str:
    """The page: one file that fetches nothing, and can be read without its script."""
    lines = lines_of(review)
    orders = open_orders(review.orders, review.plan.made_at)
    return fill(
        "report/page.html.j2",
        "report/report.css",
        script="report/report.js",
        plan=review.plan,
        review=review,
        lines=for_script(_document(review, lines, orders), len(lines) + len(orders)),
        total=number(len(lines)),
        first=lines[:FIRST_ROWS],
        hidden=number(max(len(lines) - FIRST_ROWS, 0)),
        amount=amount,
        minute=minute,
        provenance=provenance(review),
        **_overview(review, lines),
        **_money(review),
        **_orders(review, orders),
        **_trail(review),
    )


def _document(review: Review, lines: list[Line], orders: list[OpenOrder]) -> Json:
    """What the script is told."""
    return {
        "project": review.plan.project,
        "made": minutes(review.plan.made_at),
        "currency": review.plan.cost.currency or "",
        "against": review.against is not None,
        "stages": stage_words(),
        "kinds": [[one.code, one.symbol, one.word] for one in Kind],
        "lines": line_columns(lines),
        "orders": order_columns(orders),
    }


def _overview(review: Review, lines: list[Line]) -> dict[str, object]:
    return {
        "verdict": verdict_of(review),
        "time": time_of(review),
        "numbers": numbers_of(review),
        "concerns": concerns_of(review, lines),
        "funnel": funnel_steps(review),
        "rule_heads": RULE_HEADS,
        "rules": rule_rows(review),
        "reasons": reason_rows(lines),
        "causes": cause_rows(review),
        "months": month_rows(review),
    }


def _money(review: Review) -> dict[str, object]:
    return {"bars": spend_bars(review.plan), "spend": spend_rows(review.plan)}


def _orders(review: Review, orders: list[OpenOrder]) -> dict[str, object]:
    return {
        "orders": orders[:FIRST_ROWS],
        "orders_total": number(len(orders)),
        "orders_hidden": number(max(len(orders) - FIRST_ROWS, 0)),
        "ageing": ageing_of(review.orders, review.plan.made_at),
        "life": life_of(orders[0]) if orders else [],
    }


def _trail(review: Review) -> dict[str, object]:
    return {
        "findings": finding_sheet(review),
        "applied": applied_sheet(review),
        "warnings": warning_sheet(review.plan),
        "prices": price_sheet(review.plan),
        "against": against_words(review.against),
        "gone": gone_sheet(review.against),
        "ground": ground_facts(review.plan),
    }
