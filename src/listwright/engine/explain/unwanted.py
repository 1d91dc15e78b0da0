"""Why a need is not wanted: dropped, its home gone, nothing to work on, or no rule asks for it."""

from listwright.engine.explain.case import NeedCase
from listwright.engine.explain.rules_seen import rules_seen, rules_that_add
from listwright.engine.sources import source_slug
from listwright.model.names import NeedKey
from listwright.model.need import Because, NeedSpec
from listwright.model.rules import DEFAULT_SOURCE


def why_unwanted(case: NeedCase) -> str:
    """One sentence; for a need that the plan neither orders nor says anything of."""
    home = case.at.home
    if home is None:
        return "the home is in no file and in no row of an inventory any more"
    if home.override is not None and home.override.absent:
        return f"the files end the home with `absent: true` ({home.override.span.at})"
    staging = case.orphan or case.spec
    if staging is not None:
        return f"it works on {_source_of(case, staging)}, which the home neither wants nor has"
    return _dropped(case.trail.dropped, case.key) or _not_asked(case)


def _source_of(case: NeedCase, staging: NeedSpec) -> str:
    if staging.source is not None and staging.source.key is not None:
        return f"`{staging.source.key}`"
    slug = source_slug(case.work.view, staging) if case.work is not None else None
    return f"`{slug or DEFAULT_SOURCE}`"


def _dropped(by: Because | None, key: NeedKey) -> str:
    return f"`{by.rule}` drops it with `{key}: none` ({by.at})" if by is not None else ""


def _not_asked(case: NeedCase) -> str:
    if case.trail.passed_over:
        names = " and ".join(f"`{one.rule}` ({one.at})" for one in case.trail.passed_over)
        return f"{names} would only change it, and no rule that matches the home adds it"
    adding = rules_that_add(case)
    missed = [one for one in rules_seen(case) if not one.matched and (one.rule, one.at) in adding]
    if len(missed) == 1:
        (rule,) = missed
        return f"the rule `{rule.rule}` ({rule.at}) does not match: {rule.because}"
    if missed:
        return f"none of the {len(missed)} rules that ask for it matches the home"
    return "no rule of the files asks for it"
