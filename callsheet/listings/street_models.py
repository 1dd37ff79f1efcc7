"""The streets that homes lie in: a few hundred thousand where there are millions of homes."""

from django.db import models

from callsheet.accounts.models import Team


class Street(models.Model):
    """A street in which a team has a home, once for each postal code and each spelling of its town.

    What is asked of all homes at once, which streets of a name there are and where, is answered here: the homes of one
    name are as many as the state is large. `streets.keep` writes it with every home; parts are as Property has them.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    predirection = models.CharField(max_length=4, blank=True)
    suffix = models.CharField(max_length=20, blank=True)
    postdirection = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name", "postal_code", "city", "state", "predirection", "suffix", "postdirection"],
                name="one_street_of_a_place",
            )
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.predirection, self.name, self.suffix, self.postdirection)))
