"""Codes of posting comments: what GitHub and GitLab answer."""

CODES: dict[str, str] = {
    "LW6001": "GitHub or GitLab could not be reached, or its answer could not be used. Run `comment` again: it never makes a second comment.",
    "LW6002": "The token is not accepted: it is wrong, has expired, or was taken back.",
    "LW6003": "The token may not write comments here. Give the job `pull-requests: write` (GitHub), or a token with the scope `api` (GitLab). The token of a fork's pull request may never write: run `validate` only there.",
    "LW6004": "The pull or merge request was not found, or the token may not see it.",
    "LW6005": "The comment was read and refused.",
    "LW6006": "Too many requests were made with this token, and the wait that is asked for is too long. Run again later.",
    "LW6007": "The conversation is locked, so nobody may comment.",
    "LW6008": "The answer is a redirect. It is never followed, because the request carries the token: the project was moved, or the address of the API is wrong.",
    "LW6009": "The comment did not stay as it was written, although it was tried several times. Other runs write it at the same time, or its answers are old.",
}
