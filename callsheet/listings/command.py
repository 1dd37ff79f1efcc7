"""This room's sub-commands."""

from callsheet.listings import command_address, command_listings


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    command_address.register(subparsers)
    command_listings.register(subparsers)
