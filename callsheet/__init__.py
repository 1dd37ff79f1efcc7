"""Callsheet: the open system for real-estate agents who win expired listings."""

__version__ = "0.1.0"
