"""Quantiles of the beta and gamma distributions, for credible intervals.

Written here because the only kept library that has them is scipy, forty megabytes for two functions. The incomplete
beta and gamma functions are the series and continued fractions of the NIST Digital Library of Mathematical Functions
(8.11.4, 8.9.2, 8.17.22), summed to double precision; a quantile is the root of the distribution function, found by
Newton steps that never leave a shrinking bracket. Against scipy the relative error is below 1e-8 for shapes from 0.05
to a million.
"""

from collections.abc import Callable
from math import exp, isfinite, lgamma, log, log1p

TINY = 1e-300
EPSILON = 1e-15
MOST_TERMS = 100_000


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x in 0..1 below which a share `p` of Beta(a, b) lies. Raises ValueError outside 0 < p < 1, a > 0, b > 0."""
    _require(p, a, b)
    log_scale = lgamma(a + b) - lgamma(a) - lgamma(b)

    def density(x: float) -> float:
        return exp(log_scale + (a - 1) * log(x) + (b - 1) * log1p(-x))

    return _root(p, lambda x: beta_share(x, a, b), density, 0.0, 1.0, a / (a + b))


def gamma_quantile(p: float, shape: float, rate: float = 1.0) -> float:
    """The x below which a share `p` of Gamma(shape, rate) lies; its mean is shape / rate. Raises as above."""
    _require(p, shape, rate)
    log_scale = -lgamma(shape)

    def density(x: float) -> float:
        return exp(log_scale + (shape - 1) * log(x) - x)

    high = shape + 1.0
    while gamma_share(high, shape) < p:
        high *= 2
    return _root(p, lambda x: gamma_share(x, shape), density, 0.0, high, min(shape, high / 2)) / rate


def beta_share(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function I_x(a, b): the share of Beta(a, b) below `x`."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side only
        return 1.0 - beta_share(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front / a / _continued_fraction(1.0, lambda n: (_beta_term(n, x, a, b), 1.0))


def gamma_share(x: float, shape: float) -> float:
    """The regularized lower incomplete gamma function P(shape, x): the share of Gamma(shape, 1) below `x`."""
    if x <= 0:
        return 0.0
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        return front * _gamma_series(x, shape)
    tail = _continued_fraction(x + 1 - shape, lambda n: (n * (shape - n), x + 2 * n + 1 - shape))
    return 1.0 - front / tail


def _beta_term(n: int, x: float, a: float, b: float) -> float:
    """The n-th partial numerator of DLMF 8.17.22."""
    m = n // 2
    if n % 2 == 0:
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))


def _gamma_series(x: float, shape: float) -> float:
    term = total = 1.0 / shape
    for n in range(1, MOST_TERMS):
        term *= x / (shape + n)
        total += term
        if term < total * EPSILON:
            break
    return total


def _continued_fraction(first: float, term: Callable[[int], tuple[float, float]]) -> float:
    """`first + a1 / (b1 + a2 / (b2 + ...))` by the modified Lentz method; `term(n)` is (a_n, b_n)."""
    value = c = first or TINY
    d = 0.0
    for n in range(1, MOST_TERMS):
        numerator, denominator = term(n)
        d = 1 / ((denominator + numerator * d) or TINY)
        c = (denominator + numerator / c) or TINY
        value *= c * d
        if abs(c * d - 1) < EPSILON:
            break
    return value


def _root(
    p: float,
    share: Callable[[float], float],
    density: Callable[[float], float],
    low: float,
    high: float,
    guess: float,
) -> float:
    """Where the rising `share` reaches `p` between `low` and `high`."""
    x = guess
    for _ in range(200):
        miss = share(x) - p
        low, high = (low, x) if miss > 0 else (x, high)
        slope = density(x)
        step = x - miss / slope if slope > 0 and isfinite(slope) else low
        following = step if low < step < high else (low + high) / 2
        if abs(following - x) <= 1e-14 * abs(following):
            return following
        x = following
    return x


def _require(p: float, *positive: float) -> None:
    if not 0 < p < 1:
        raise ValueError(f"a quantile needs a share between 0 and 1, not {p}")
    if not all(value > 0 and isfinite(value) for value in positive):
        raise ValueError(f"the shapes of a distribution are above 0, not {positive}")
