"""The quantiles against published tables and against laws that hold for every shape."""

from math import exp, isclose, log, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.quantiles import beta_quantile, beta_share, gamma_quantile, gamma_share

shapes = st.floats(0.3, 5_000)
shares = st.floats(0.001, 0.999)

# Percentage points of chi-squared: Abramowitz and Stegun, table 26.8. (share below, degrees of freedom, value)
CHI_SQUARED = [
    (0.95, 1, 3.84146),
    (0.05, 10, 3.94030),
    (0.95, 10, 18.3070),
    (0.99, 30, 50.8922),
    (0.01, 5, 0.554300),
    (0.95, 100, 124.342),
    (0.005, 100, 67.3276),
]
# Percentage points of F: table 26.9. (share below, first and second degrees of freedom, value)
F_DISTRIBUTION = [(0.95, 10, 20, 2.35), (0.95, 5, 2, 19.30), (0.99, 4, 12, 5.41), (0.975, 1, 10, 6.94)]


@pytest.mark.parametrize(("share", "freedom", "value"), CHI_SQUARED)
def test_gamma_agrees_with_the_chi_squared_table(share, freedom, value):
    assert 2 * gamma_quantile(share, freedom / 2) == pytest.approx(value, rel=5e-6)


@pytest.mark.parametrize(("share", "first", "second", "value"), F_DISTRIBUTION)
def test_beta_agrees_with_the_f_table(share, first, second, value):
    x = beta_quantile(share, first / 2, second / 2)
    assert second * x / (first * (1 - x)) == pytest.approx(value, abs=0.005)


def test_beta_agrees_with_the_exact_interval_of_no_event_in_ten():
    """Clopper and Pearson's upper limit for 0 of 10 has a closed form."""
    assert beta_quantile(0.975, 1, 10) == pytest.approx(1 - 0.025 ** (1 / 10), rel=1e-12)


@given(shares, st.floats(0.5, 500))
def test_closed_forms(share, b):
    assert beta_quantile(share, 1, b) == pytest.approx(-exp(log(1 - share) / b) + 1, rel=1e-9, abs=1e-15)
    assert gamma_quantile(share, 1, b) == pytest.approx(-log(1 - share) / b, rel=1e-9)


@given(shares, shapes, shapes)
def test_a_quantile_has_its_share_below_it(share, a, b):
    assert isclose(beta_share(beta_quantile(share, a, b), a, b), share, rel_tol=1e-7)
    assert isclose(gamma_share(gamma_quantile(share, a), a), share, rel_tol=1e-7)


@given(shares, shapes, shapes)
def test_the_two_sides_of_a_beta_mirror_each_other(share, a, b):
    assert beta_quantile(share, a, b) == pytest.approx(1 - beta_quantile(1 - share, b, a), rel=1e-6, abs=1e-9)


@given(shapes, shapes)
def test_quantiles_rise_and_stay_inside(a, b):
    found = [beta_quantile(share, a, b) for share in (0.01, 0.05, 0.5, 0.95, 0.99)]
    assert found == sorted(found)
    assert 0 < found[0] <= found[-1] <= 1


def test_a_wide_gamma_is_nearly_normal():
    shape = 1e6
    expected = shape + sqrt(shape) * NormalDist().inv_cdf(0.95)
    assert gamma_quantile(0.95, shape) == pytest.approx(expected, rel=1e-5)


def test_a_rate_only_divides():
    assert gamma_quantile(0.3, 4, 200) == pytest.approx(gamma_quantile(0.3, 4) / 200, rel=1e-14)


def test_nothing_lies_outside():
    assert (beta_share(-1, 2, 3), beta_share(2, 2, 3), gamma_share(-1, 2)) == (0, 1, 0)


@pytest.mark.parametrize("share", [0, 1, -0.5, 7])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        beta_quantile(share, 2, 3)
    with pytest.raises(ValueError, match="between 0 and 1"):
        gamma_quantile(share, 2)


@pytest.mark.parametrize("shape", [0, -2, float("inf"), float("nan")])
def test_an_impossible_shape_is_refused(shape):
    with pytest.raises(ValueError, match="above 0"):
        beta_quantile(0.5, shape, 3)
    with pytest.raises(ValueError, match="above 0"):
        gamma_quantile(0.5, 4, shape)
