"""Why a need stands as it does, put together from what the decisions themselves say.

Belongs here: asking the questions of `decide` and of the modules around it once more, for one need,
and keeping every answer; pure functions.
Never here: a rule of its own (a decision that only `explain` knew would be a second opinion),
finding what a typed address means (`app`), text for people (`render`).
"""
