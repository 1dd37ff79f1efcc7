"""Recurring work: a row with its next moment, claimed by compare-and-set so that two workers never both run it."""

from django.db import models


class RecurringWork(models.Model):
    name = models.CharField(max_length=60, unique=True)
    every_minutes = models.PositiveIntegerField()
    next_run_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    last_problem = models.TextField(blank=True)
