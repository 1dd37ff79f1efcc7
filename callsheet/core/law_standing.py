"""What comes before any do-not-call list: the owner's own word, the listing, the campaign, and what is not known."""

from datetime import timedelta

from callsheet.core.law_case import Case
from callsheet.core.law_decision import Check, Reason
from callsheet.core.law_places import zone
from callsheet.core.law_words import both
from callsheet.core.words import clock as spoken
from callsheet.core.words import count, short_date

CALLABLE = frozenset({"Expired", "Canceled"})
"""The listing contract is over. Anything else may still bind the owner to a broker (NAR Code of Ethics, art. 16)."""

UNDER_CONTRACT = "NAR Code of Ethics art. 16, SoP 16-4"
POLICY = "our policy"


def dnc_internal(case: Case) -> Reason | None:
    if not case.facts.internal_do_not_call:
        return None
    because = "This owner or number asked your brokerage not to call, and that binds everybody in it."
    return Reason("DNC_INTERNAL", because, case.rules.federal.internal_citation, is_law=True)


def revoked(case: Case) -> Reason | None:
    if not case.facts.revoked:
        return None
    because = "The owner took back the permission to be contacted."
    return Reason("REVOKED", because, case.rules.federal.revocation_citation, is_law=True)


def listed(case: Case) -> Reason | None:
    if case.facts.listing_status in CALLABLE:
        return None
    because = case.facts.listing_because or _why_listed(case.facts.listing_status)
    return Reason("LISTED", because, UNDER_CONTRACT, is_law=False)


def _why_listed(status: str | None) -> str:
    if status is None:
        return "It is not known whether the home is listed with a broker."
    if status in ("Withdrawn", "Hold"):
        return f"The listing is off the market ({status}), but the contract with its broker may still run."
    if status == "Closed":
        return "The home was sold, so its former listing gives no reason to call."
    if status in ("Active", "Active Under Contract", "Pending", "Coming Soon"):
        return f"The home is listed with a broker ({status}), whose client may not be solicited."
    return f"The listing's status is {status}; only Expired and Canceled ones may be called."


def status_stale(case: Case) -> Reason | None:
    seen, at, fresh = case.facts.listing_seen_at, case.facts.at, case.facts.listing_fresh_hours
    if seen is None or at is None or at - seen <= timedelta(hours=fresh):
        return None
    because = f"The listing status was read more than {count(fresh, 'hour')} ago, {_when(case)}; read the MLS again."
    return Reason("STATUS_STALE", because, POLICY, is_law=False)


def unknown_input(case: Case) -> Reason | None:
    """Of an e-mail only its moment is asked: what cannot be read is about the telephone."""
    missing = [] if case.facts.at else ["the moment"]
    missing += [] if case.is_email else _unreadable(case)
    if not missing:
        return None
    verb = "is" if len(missing) == 1 else "are"
    because = f"{both(missing).capitalize()} {verb} missing or cannot be read, and what is not known is refused."
    return Reason("UNKNOWN_INPUT", because, POLICY, is_law=False)


def _unreadable(case: Case) -> list[str]:
    names = [] if case.facts.channel else ["the channel"]
    names += [name.replace("_", " ") for name in case.facts.unreadable]
    if case.facts.caller_zone is not None and zone(case.facts.caller_zone) is None:
        names.append("caller zone")
    return names


def jurisdiction_unknown(case: Case) -> Reason | None:
    unknown = case.territory.unknown
    if not unknown:
        return None
    because = f"{unknown[0][0].upper()}{both(unknown)[1:]}, so it is not known whose law applies."
    return Reason("JURISDICTION_UNKNOWN", because, POLICY, is_law=False)


def caller_id(case: Case) -> Reason | None:
    if case.facts.caller_id:
        return None
    because = "The call would not show a number that can be called back."
    return Reason("CALLER_ID", because, "47 CFR 64.1601(e); 16 CFR 310.4(a)(8)", is_law=True)


def abandon(case: Case) -> Reason | None:
    """More than 3 in 100 live-answered calls, counted exactly."""
    campaign, federal = case.facts.abandonment, case.rules.federal
    if campaign is None or campaign.abandoned * 100 <= federal.abandon_percent * campaign.answered:
        return None
    because = (
        f"The campaign abandoned {campaign.abandoned:,} of {campaign.answered:,} answered calls, "
        f"and at most {federal.abandon_percent} % may be."
    )
    return Reason("ABANDON", because, federal.abandon_citation, is_law=True)


def email_optout(case: Case) -> Reason | None:
    if not (case.is_email and case.facts.email and case.facts.email.opted_out):
        return None
    because = "The owner opted out of e-mail from your brokerage."
    return Reason("EMAIL_OPTOUT", because, case.rules.federal.email_citation, is_law=True)


def email_form(case: Case) -> Reason | None:
    if not case.is_email or (case.facts.email and case.facts.email.postal_address):
        return None
    because = "The e-mail does not carry your brokerage's postal address."
    return Reason("EMAIL_FORM", because, "15 U.S.C. 7704(a)(5)", is_law=True)


# ---------------------------------------------------------------- what the page of checks shows


def check_listing(case: Case, reasons: list[Reason]) -> Check:
    status, seen = case.facts.listing_status, case.facts.listing_seen_at
    if reasons:
        return Check("Listing status", "refuses", reasons[0].because, "the MLS", reasons[0].citation)
    read = f"; read {_when(case)}" if seen else ""
    what = case.facts.listing_because.removesuffix(".") or status
    return Check("Listing status", "allows", f"{what}{read}", "the MLS")


def _when(case: Case) -> str:
    """`Nov 24 at 6:10 am` on the owner's clock."""
    seen = case.facts.listing_seen_at
    if seen is None:
        return ""
    local = seen.astimezone(case.territory.clocks[0].zone) if case.territory.clocks else seen
    return f"{short_date(local.date())} at {spoken(local)}"


def check_asked(case: Case, reasons: list[Reason]) -> Check:
    if reasons:
        return Check("Asked not to be called", "refuses", reasons[0].because, "your brokerage", reasons[0].citation)
    saw = "No request from this owner or on this number"
    return Check("Asked not to be called", "allows", saw, "your brokerage")
