"""Exports that an MLS makes on a schedule: files that appear in a folder, or come to a mailbox."""
