"""Characters that show nothing, or reorder what is shown: no output of ours carries them raw."""

HIDDEN = (
    "\x7f-\x9f"  # delete, C1 controls: some terminals still obey them
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, direction
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"  # blanks, variation selectors, marks
    "\U000e0000-\U000e0fff"  # tags: text that only machines see
)
"""The inside of a regular expression's character class; C0 controls are not among them."""
