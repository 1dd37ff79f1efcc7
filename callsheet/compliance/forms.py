"""What a person may send from the proof of a number."""

from django import forms


class NumberLookupForm(forms.Form):
    """What the registry's own site said of one number."""

    listed = forms.TypedChoiceField(choices=[("no", "no"), ("yes", "yes")], coerce=lambda said: said == "yes")
    home = forms.IntegerField(required=False)


class HomeForm(forms.Form):
    """Which home of the owner is asked about."""

    home = forms.IntegerField(required=False)
