"""What may go wrong between a feed and us, each with one plain sentence and what to do next."""

from datetime import datetime


class FeedProblem(Exception):
    """Why a feed could not be read to its end. Its text is meant for the person who looks after the feed."""


class LoginRefused(FeedProblem):
    """The server does not take the credentials: asking again would not help."""


class NotServed(FeedProblem):
    """The server answered this very question with a refusal (400, 404, 410, 413): a link that has run out, a field it
    does not have, a page that is gone."""

    def __init__(self, status: int, said: str):
        because = (said or "it did not say why").rstrip(".")
        super().__init__(
            f"The server refused the question ({status}): {because}. "
            "Check the service root, and the originating system or the dataset where it has one."
        )
        self.status, self.said = status, said


class Unreachable(FeedProblem):
    """No usable answer after several tries: the server is down, too slow, or sends what cannot be read."""


class Wait(FeedProblem):
    """The limit of the account is used up, or the server asks for a pause: nothing before `until`."""

    def __init__(self, until: datetime, because: str):
        super().__init__(because)
        self.until = until


class Puzzled(FeedProblem):
    """The server's answers contradict each other, so that going on could lose rows."""
