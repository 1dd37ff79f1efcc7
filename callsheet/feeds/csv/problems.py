"""What may go wrong with a folder or a mailbox, in plain words with what to do next."""


class FileProblem(Exception):
    """Why a folder or a mailbox could not be looked at. Its text is meant for the person who looks after the feed."""


class LoginRefused(FileProblem):
    """The mail server does not take the password: asking again would not help, and may lock the account."""
