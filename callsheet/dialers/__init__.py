"""Ways of dialing, one folder each: how a number gets to whatever rings it, and how its results are read.

A dialer is handed what the gate has cleared. It never asks whether it may.
"""
