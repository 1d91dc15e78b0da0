"""What both forges can do, as the rest of this room sees them."""

from typing import Protocol

from listwright.errors import ListwrightError
from listwright.forge.sticky import Comment


class UnsettledError(Exception):
    """A write did not happen, or nobody knows: look again after `pause` seconds.

    `problem` is what to say when there is no patience left. `lost`: it may have been carried out.
    """

    def __init__(self, problem: ListwrightError, *, pause: float, lost: bool = False) -> None:
        """`pause` in seconds."""
        super().__init__(problem.message)
        self.problem = problem
        self.pause = pause
        self.lost = lost


class Forge(Protocol):
    """One pull or merge request. Every method raises ForgeError, ForgeAuthError, UnsettledError.

    `place` names the request, such as `owner/name#7`; `most` is how many characters a comment may
    have there.
    """

    place: str
    most: int

    def is_sure(self) -> bool:
        """Whether it is known who we are; if not, `Comment.mine` is a guess."""

    def comments(self) -> tuple[Comment, ...]:
        """Every comment, through all pages."""

    def comment(self, comment: Comment) -> Comment | None:
        """That comment as it is now; None when it is gone."""

    def create(self, body: str) -> Comment:
        """A new comment."""

    def update(self, comment: Comment, body: str) -> Comment:
        """That comment with another body."""

    def delete(self, comment: Comment) -> None:
        """That comment gone, whoever deleted it."""

    def labels(self) -> tuple[str, ...]:
        """The labels of the request."""

    def relabel(self, *, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Add and remove labels; those that do not exist yet are made."""
