"""What a person may type into the list of leads."""

import re

from django import forms

from callsheet.leads.pages import SHOWN

LONGEST = 120  # letters that are looked for


class SearchForm(forms.Form):
    """What to look for and what to show: without a choice the open leads, or all that answers to what was typed."""

    q = forms.CharField(required=False)
    show = forms.CharField(required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def clean_q(self) -> str:
        said = " ".join(self.cleaned_data["q"].split())
        return said[:LONGEST] if re.search(r"\w", said) else ""

    def clean_show(self) -> str:
        chosen = self.cleaned_data["show"]
        return chosen if chosen in SHOWN else "all" if self.cleaned_data.get("q") else "open"


class HomeForm(forms.Form):
    """Where to go from a home: to its lead, to the call screen, to its letter."""

    then = forms.ChoiceField(required=False, choices=[("call", "call"), ("letter", "letter")])


class RequestForm(forms.Form):
    """What the owner said or wrote to ask for no more calls."""

    words = forms.CharField(
        max_length=2000, error_messages={"required": "Write what the owner said or wrote, in the owner’s words."}
    )


class DoneForm(forms.Form):
    """The leads whose letters went out, or whose doors were knocked at."""

    def leads(self) -> list[int]:
        """The leads that were ticked; what is no number is nobody's."""
        return [int(pk) for pk in self.data.getlist("lead") if pk.isascii() and pk.isdecimal() and len(pk) < 19]


class AfterForm(forms.Form):
    """The pair of addresses that was decided or put off: the one behind it comes next."""

    after = forms.IntegerField(min_value=0, max_value=2**53)
