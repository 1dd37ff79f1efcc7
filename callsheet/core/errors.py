"""The one exception every door understands: what a person gave cannot be used."""


class UnusableInput(ValueError):
    """A file, an argument or a form that cannot be used. Nothing was changed; the message says what to do next.

    The command line prints the message on stderr and exits 2; a page shows it above the form.
    """
