"""Cells as a spreadsheet shows them: what people wrote is never taken for a formula."""

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_SIGNED_NUMBER = re.compile(r"[+-]\d+(\.\d+)?", re.ASCII)


def harmless(cell: object) -> object:
    """Text that would begin a formula gets an apostrophe before it; a number, `+14105550142` too, stays as it is."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA) or _SIGNED_NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"
