"""This room's sub-commands; `listings` also tells who owns a home since when, and is registered where that is known."""

from callsheet.listings import command_address


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    command_address.register(subparsers)
