"""The verbs of listwright as pure functions: values in, values out.

Belongs here: every decision of a plan (resolve, match, decide, bundle, window, limits, names,
digests) and the fold over attempts. `now` is an argument; equal inputs give equal outputs.
Never here: input or output, a clock, the environment, a vendor's name. Acting belongs to `app`,
wording for a terminal to `render`, what a vendor's API looks like to `vendors`.
"""
