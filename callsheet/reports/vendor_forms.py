"""The price of a vendor as a person writes it."""

from decimal import Decimal, InvalidOperation

from django import forms

from callsheet.owners.prices import WRITE_PRICE

WRITE_DAY = "Write the day from which it costs that, such as 2026-11-01."


class PriceForm(forms.Form):
    """`dollars` may have a dollar sign and commas."""

    dollars = forms.CharField(max_length=20, error_messages={"required": WRITE_PRICE})
    since = forms.DateField(error_messages={"required": WRITE_DAY, "invalid": WRITE_DAY})

    def clean_dollars(self) -> Decimal:
        written = self.cleaned_data["dollars"].strip().removeprefix("$").replace(",", "")
        try:
            amount = Decimal(written)
        except InvalidOperation:
            raise forms.ValidationError(WRITE_PRICE) from None
        if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
            raise forms.ValidationError(WRITE_PRICE)
        return amount
