"""What an MLS's own status word means in RESO's StandardStatus, and so whether its contract with the broker is over.

The words of the RESO lookup are the display forms of Data Dictionary 2.1. `Expired` and `Canceled` mean the listing
contract is over; `Withdrawn` and `Hold` mean the home is off the market while the contract still runs.

A word is looked up in four places, and the first that knows it decides: what the user answered for this MLS, what
this MLS is known to mean by it, RESO's own names, and the words that mean the same everywhere. What is ambiguous
everywhere (`C` is Closed, Canceled and Contingent; `Off Market` may be sold, withdrawn or expired) is left out on
purpose: an unknown word is a question for the user and opens no lead.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

ACTIVE = "Active"
UNDER_CONTRACT = "Active Under Contract"
CANCELED = "Canceled"
CLOSED = "Closed"
COMING_SOON = "Coming Soon"
DELETE = "Delete"
EXPIRED = "Expired"
HOLD = "Hold"
INCOMPLETE = "Incomplete"
PENDING = "Pending"
WITHDRAWN = "Withdrawn"

STANDARD_STATUSES = (
    ACTIVE,
    UNDER_CONTRACT,
    CANCELED,
    CLOSED,
    COMING_SOON,
    DELETE,
    EXPIRED,
    HOLD,
    INCOMPLETE,
    PENDING,
    WITHDRAWN,
)
CONTRACT_OVER = frozenset({EXPIRED, CANCELED})


def standard_status(word: str, mls: str, answers: Mapping[str, str]) -> str | None:
    """The StandardStatus an MLS means by a word, or None when nobody knows: then it is a question for the user.

    `answers` maps casefolded words of this MLS to the StandardStatus the user chose; an answer beats every table.
    """
    answer = answers.get(answer_key(word)) if answers else None
    return answer or _known(squeeze(word), squeeze(mls))


def answer_key(word: str) -> str:
    """The form under which a word is asked about and answered: casefolded, inner space single."""
    return " ".join(word.casefold().split())


def same_word(one: str, other: str) -> bool:
    """Whether two status words are one word in two spellings: `EXP` and `Expired`, but not `A-ER` and `A-EA`."""
    one, other = squeeze(one), squeeze(other)
    if one == other:
        return True
    meaning = COMMON.get(one)
    return meaning is not None and meaning == COMMON.get(other)


@lru_cache(maxsize=4096)
def squeeze(word: str) -> str:
    """Words apart, case and punctuation gone: `ActiveUnderContract`, `Active-Under Contract` are one."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)
    return " ".join(re.sub(r"[^0-9a-z]+", " ", apart.casefold()).split())


@lru_cache(maxsize=4096)
def _known(word: str, mls: str) -> str | None:
    """What this MLS, else everybody, means by a word; `eXpIrEd` is one word, though its case says three."""
    own = VOCABULARIES.get(MLS_NAMES.get(mls, ""), {})
    whole = word.replace(" ", "")
    return own.get(word) or COMMON.get(word) or own.get(whole) or COMMON.get(whole)


def _vocabulary(**words: str) -> dict[str, str]:
    """Lines of `STANDARD="word, word"` turned into word -> StandardStatus; each word also without its spaces."""
    meanings = {squeeze(status): status for status in STANDARD_STATUSES}
    spaced = {
        squeeze(word): meanings[status.lower().replace("_", " ")]
        for status, line in words.items()
        for word in line.split(",")
    }
    return {word.replace(" ", ""): meaning for word, meaning in spaced.items()} | spaced


# The same in every MLS we know. Single letters only where every system that uses them agrees.
COMMON = _vocabulary(
    ACTIVE="Active, A, ACT, ACTV, Active Listing, Available, For Sale, New, New Listing, NEW, Price Change, "
    "Price Changed, Price Reduced, Price Decrease, Price Increase, PCHG, Back on Market, Back On Mkt, BOM, BOMK, "
    "Reactivated, Relisted, RACT, RAC, Active Price Change, Active Exclusive Right, Active Exclusive Agency, "
    "Active Auction, Auction, Sale Fail Release",
    ACTIVE_UNDER_CONTRACT="Active Under Contract, AUC, A/UC, Active With Contract, AWC, Active Contingent, "
    "Contingent, CTG, CONT, CTGO, Contingent Show, Contingent No Show, Continue to Show, "
    "Contingent Continue to Show, Accepting Backup Offers, Accepting Backups, Backup Offer, Backup, "
    "Under Contract Backups, Under Contract Taking Backups, Under Contract Show, Under Contract Showing, UCS, "
    "Active With Accepted Offer, Active With Offer, Active Option Contract, Active Option, Active Kick Out, Kick Out, "
    "First Right, Active First Right, Active First Right of Refusal, Active T/C, Sold Conditional, "
    "Sold Conditionally, Conditionally Sold, Sold Conditional Escape, SC, SCE, Option Pending, "
    "Pending Continue to Show, Pending Taking Backups, Pending Bring Backup",
    PENDING="Pending, P, PND, PEND, PEN, Pending Sale, Sale Pending, Under Contract, U/C, UC, U/P, Under Agreement, "
    "UAG, Under Contract No Show, UCNS, Pending Do Not Show, Pending No Show, Pending Inspection, "
    "Pending Feasibility, Pending Short Sale, Short Sale Pending, Pending BU Requested, Pending Over 4 Months, "
    "In Escrow, Offer Accepted, Accepted Offer, Leased Conditional, LC, Pending Lease",
    CLOSED="Closed, Sold, S, SLD, SOLD, CLSD, CLS, CLO, Closed Sale, Closed Sold, Settled, Comp Sold, Sold Comp, "
    "Sold Before Print, Sold Inner Office, Leased, LSD, Rented, RNT, RNTD, RTD, Closed Leased, Closed Rented",
    EXPIRED="Expired, EXP, EXPD, Expired Listing, Listing Expired",
    CANCELED="Canceled, Cancelled, CAN, CANC, CNCL, CXL, Canceled Listing, Cancelled Listing, Terminated, TER, TERM, "
    "Terminated Listing, Listing Terminated, Contract Terminated, Unconditionally Withdrawn, "
    "Withdrawn Unconditional, Withdrawn Unconditionally, Unconditional Withdrawal, Unconditional Withdrawn",
    WITHDRAWN="Withdrawn, WDN, WTH, WITH, WDRN, W/D, WD, Withdrawn Conditional, Withdrawn Conditionally, "
    "Conditionally Withdrawn, Conditional Withdrawal, Conditional Withdrawn, Withdrawn Temporary, "
    "Temporarily Withdrawn, Withdrawn Sublisting",
    HOLD="Hold, HLD, On Hold, Held, Hold Do Not Show, Temp Off Market, Temporarily Off Market, Temporary Off Market, "
    "Temporary Off the Market, Temp Off Mrkt, Temporarily Off the Market, Temp Off, TOM, TMP, TEMP, Suspended, SUS, "
    "SUSP, TNAS, Temporarily Not Available for Showing, Not Available for Showing",
    COMING_SOON="Coming Soon, CS, CSN, CSO, Delayed, Delayed Showings, Pre Market, Active Coming Soon, "
    "Coming Soon No Show",
    DELETE="Delete, Deleted, DEL, Kill, Zap",
    INCOMPLETE="Incomplete, INC, Draft, DFT, Partially Completed",
)

# What one MLS means by a word, where it is not what most mean, or where a letter is its own.
VOCABULARIES: dict[str, dict[str, str]] = {
    # Las Vegas REALTORS (GLVAR) Matrix. ER, EA, AU: exclusive right, exclusive agency, auction.
    "las vegas": _vocabulary(
        ACTIVE="A-ER, A-EA, A-AU",
        ACTIVE_UNDER_CONTRACT="C-ER, C-EA, C-AU, UCS",
        PENDING="P-ER, P-EA, P-AU, UCNS",
        WITHDRAWN="W-C",
        HOLD="T",
    ),
    # MLS Property Information Network, Massachusetts. EXT is an extended listing, still on the market.
    "mls pin": _vocabulary(
        ACTIVE="EXT, Extended, PCG, RAC, Reactivated",
        ACTIVE_UNDER_CONTRACT="CTG",
        PENDING="UAG, Under Agreement",
        WITHDRAWN="WDN, TWD, Temporarily Withdrawn",
        CANCELED="CAN",
    ),
    # TRREB's codes as Repliers and HouseSigma hand them on; U (unavailable) says too little.
    "trreb": _vocabulary(
        ACTIVE="EXT, Extension, PC, Price Change",
        ACTIVE_UNDER_CONTRACT="SC, SCE",
        PENDING="LC, LCE",
        CLOSED="LSD, SLD",
        CANCELED="T, TER, Terminated",
        HOLD="SUS, Suspended",
    ),
    # Flexmls as ARMLS and Spark speak it: UCB under contract with backups, CCBS contract contingent on buyer's sale.
    "flexmls": _vocabulary(
        ACTIVE_UNDER_CONTRACT="UCB, CCBS, UCB (Under Contract-Backups), CCBS (Contract Contingent on Buyer Sale)",
        CLOSED="C",
        CANCELED="Cancelled",
        EXPIRED="E",
        HOLD="T",
    ),
    # California Regional MLS, Matrix and Trestle: K is cancelled, X expired, U active under contract.
    "crmls": _vocabulary(
        ACTIVE_UNDER_CONTRACT="U, B",
        HOLD="H",
        WITHDRAWN="W",
        CANCELED="K",
        EXPIRED="X",
        COMING_SOON="CS",
    ),
    "stellar": _vocabulary(ACTIVE="ACT", WITHDRAWN="WDN", CANCELED="CAN", HOLD="TOM", ACTIVE_UNDER_CONTRACT="AWC"),
    "bright": _vocabulary(WITHDRAWN="Withdrawn, WDN", CANCELED="Canceled, CAN", HOLD="TOM, Temp Off Market"),
    # ACTRIS (Unlock MLS, Austin): PB pending taking backups, PO pending over four months, T temporarily off, X expired.
    "unlock": _vocabulary(
        ACTIVE_UNDER_CONTRACT="AC, PB", PENDING="PO", HOLD="T", WITHDRAWN="W", EXPIRED="X", COMING_SOON="CS"
    ),
    # Canopy MLS rules, August 2019: Withdrawn = the contract was ended early; TEMP = it still runs.
    "canopy": _vocabulary(CANCELED="Withdrawn, WITH, WDN, WTH", HOLD="TEMP, Temporarily Off Market"),
    # BAREIS MLS: WTH, "Withdrawn/Cancelled", means the contract is no longer in effect; TMP that it is.
    "bareis": _vocabulary(CANCELED="WTH, Withdrawn/Cancelled, Withdrawn Cancelled, Withdrawn", HOLD="TMP"),
    # MetroList, Sacramento: the contingent pair; Expired Pending is still sold to somebody.
    "metrolist": _vocabulary(
        ACTIVE_UNDER_CONTRACT="Contingent - Show, Contingent - No Show",
        PENDING="Expired Pending",
        DELETE="Dup. Canceled",
    ),
}

# The names under which an MLS's files and users call it -> its vocabulary.
MLS_NAMES: dict[str, str] = {
    squeeze(name): vocabulary
    for vocabulary, names in {
        "las vegas": "Las Vegas REALTORS, LVR, GLVAR, Greater Las Vegas Association of Realtors, Las Vegas",
        "mls pin": "MLS PIN, MLSPIN, MLS Property Information Network, PIN",
        "trreb": "TRREB, Toronto, Toronto Regional Real Estate Board, HouseSigma, Repliers",
        "flexmls": "Flexmls, ARMLS, Arizona Regional MLS, Spark, Arizona Regional Multiple Listing Service",
        "crmls": "CRMLS, California Regional MLS, California Regional Multiple Listing Service",
        "stellar": "Stellar MLS, Stellar, My Florida Regional MLS, MFRMLS",
        "bright": "Bright MLS, Bright, BRIGHT, MRIS",
        "unlock": "Unlock MLS, ACTRIS, ABoR, Austin Board of Realtors",
        "canopy": "Canopy MLS, Canopy, Carolina MLS, CMLS Charlotte",
        "bareis": "BAREIS MLS, BAREIS, Bay Area Real Estate Information Services",
        "metrolist": "MetroList, MetroList MLS, MetroList Services",
    }.items()
    for name in names.split(",")
}
