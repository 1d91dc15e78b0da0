"""Where code is reviewed: one comment of a plan on a pull request of GitHub or a merge request.

Belongs here: the hidden tag by which a comment is found again, deciding what is written, the two
APIs (`github`, `gitlab`), their refusals in our words, the labels.
Never here: what the comment says (that is `render`), httpx (that is `http`), reading the
environment or files (`compose`), printing (`cli`).
A comment is written only if its author is the token's own user: anybody may copy the tag.
"""
