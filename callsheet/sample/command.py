"""This room's sub-commands."""


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
