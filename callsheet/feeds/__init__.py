"""Ways in which an MLS's listings arrive by themselves; one self-contained folder a kind.

A feed knows the vendor's names and ours, and nothing of the database: who uses it hands it its place and keeps it.
"""
