"""What a person may send from the proof of a number."""

from django import forms

from callsheet.compliance.models import NATION
from callsheet.compliance.tables import rules


class NumberLookupForm(forms.Form):
    """What a list's own site said of one number: the nation's, or that of a state that keeps one."""

    listed = forms.TypedChoiceField(choices=[("no", "no"), ("yes", "yes")], coerce=lambda said: said == "yes")
    list = forms.CharField(required=False, empty_value=NATION)
    home = forms.IntegerField(required=False)

    def clean_list(self) -> str:
        code = self.cleaned_data["list"]
        state = rules().states.get(code)
        if code == NATION or (state and state.own_list):
            return code
        raise forms.ValidationError("That state keeps no list of its own.")


class HomeForm(forms.Form):
    """Which home of the owner is asked about."""

    home = forms.IntegerField(required=False)
