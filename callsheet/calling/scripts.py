"""What to say: three scripts as data, filled in with the names of the home at hand.

A line names its fields in braces. Where a field is not known the line says its `otherwise` instead, or is left out, so
that no one ever reads a gap aloud. The first question of every script is whether the home is listed with anybody: a
file may be a day old, the owner is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Literal

from callsheet.compliance.tables import rules
from callsheet.core.law_told import say_first

Kind = Literal["say", "tell", "ask"]
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """`say`: the opening, word for word; `tell`: in your own words; `ask`: a question, then silence."""

    kind: Kind
    text: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """What the owner may answer, and a reply that can be read as it stands."""

    key: str
    owner_says: str
    reply: str


@dataclass(frozen=True, slots=True)
class Script:
    slug: str
    name: str
    version: int
    lines: tuple[Line, ...]
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `is_filled` when it was a field, so that the eye finds it."""

    text: str
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class FilledLine:
    kind: Kind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FilledBranch:
    key: str
    owner_says: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FilledScript:
    """A script ready to be read: `required` is what the law of the home's state wants said first."""

    slug: str
    name: str
    version: int
    required: str
    lines: tuple[FilledLine, ...]
    branches: tuple[FilledBranch, ...]


def fill(script: Script, fields: Fields, state: str = "") -> FilledScript:
    """The script with every known field filled in; empty strings count as not known."""
    known = {name: value for name, value in fields.items() if value}
    return FilledScript(
        slug=script.slug,
        name=script.name,
        version=script.version,
        required=say_first(rules(), state),
        lines=tuple(_filled_lines(script.lines, known)),
        branches=tuple(
            FilledBranch(branch.key, branch.owner_says, _pieces(branch.reply, known))
            for branch in script.branches
            if _names(branch.reply) <= known.keys()
        ),
    )


def for_group(group: str) -> Script:
    """The script a lead's group on the sheet calls for."""
    return SCRIPTS[{"follow_up": "follow-up", "appointment": "follow-up", "older": "older"}.get(group, "first-call")]


def _filled_lines(lines: tuple[Line, ...], known: Fields) -> Iterator[FilledLine]:
    for line in lines:
        for text in (line.text, line.otherwise):
            if text and _names(text) <= known.keys():
                yield FilledLine(line.kind, _pieces(text, known))
                break


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _pieces(text: str, known: Fields) -> tuple[Piece, ...]:
    pieces = []
    for plain, name, _, _ in Formatter().parse(text):
        pieces += [Piece(plain)] if plain else []
        pieces += [Piece(known[name], is_filled=True)] if name else []
    return tuple(pieces)


# ---------------------------------------------------------------- the scripts

_NOT_AGAIN = "If you would rather not be called, say so and I take you off our list right now."
_NUMBER = Branch(
    "B",
    "How did you get my number?",
    "From a public owner file. I checked it against the do-not-call registry before I dialed. " + _NOT_AGAIN,
)
_OURSELVES = Branch(
    "E",
    "We will sell it ourselves",
    "Many start there. Would it help if I sent you the homes your buyers will compare yours with? No strings.",
)
_ANOTHER_AGENT_CALLING = Branch(
    "F",
    "You are the tenth agent today",
    "I believe it, and I am sorry for the noise. One question and you are free of me: do you still want it sold?",
)

FIRST_CALL = Script(
    slug="first-call",
    name="First call, new expired",
    version=1,
    lines=(
        Line(
            "say",
            "Hi, is this {owner}? This is {agent} with {brokerage}. I’m calling about selling your home on {street}.",
            "Hi, this is {agent} with {brokerage}. I’m calling about selling your home on {street}.",
        ),
        Line("ask", "Before I say another word: are you listed with anybody now?"),
        Line(
            "tell",
            "It came off the market {off_market_day} after {days}. I would like to hear from you what happened.",
            "It came off the market {off_market_day}. I would like to hear from you what happened.",
        ),
        Line("ask", "When you listed it, where were you hoping to move?"),
        Line("tell", "And if it had sold in time, would that still be the plan today?"),
        Line(
            "ask",
            "May I stop by for fifteen minutes, {slot_one} or {slot_two}, and show you what I would do differently?",
        ),
    ),
    branches=(
        Branch(
            "A",
            "We are taking a break",
            "That makes sense after all of that. If the right buyer came before spring, would you want to hear of it?",
        ),
        _NUMBER,
        Branch(
            "C",
            "We are going with the same agent",
            "Loyalty is rare, good for you. What will be different this time? If nothing comes to mind, it is worth "
            "fifteen minutes to hear a second opinion before you sign.",
        ),
        Branch(
            "D",
            "What would you do differently?",
            "I would start with why it did not sell: the price path, the pictures, how it was shown. I bring all "
            "three on paper, and you keep the paper whatever you decide.",
        ),
        _OURSELVES,
        _ANOTHER_AGENT_CALLING,
    ),
)

FOLLOW_UP = Script(
    slug="follow-up",
    name="Follow-up",
    version=1,
    lines=(
        Line(
            "say",
            "Hi {owner}, this is {agent} with {brokerage}, about your home on {street}. We have been in touch before.",
            "Hi, this is {agent} with {brokerage}, about your home on {street}. We have been in touch before.",
        ),
        Line("ask", "First things first: are you listed with anybody now?"),
        Line("tell", "I said I would call again, so here I am. Nothing to sign, just two questions."),
        Line("ask", "What has changed since we last spoke?"),
        Line("tell", "And when would you like to be in the next place, if everything went your way?"),
        Line("ask", "Shall we sit down for fifteen minutes, {slot_one} or {slot_two}?"),
    ),
    branches=(
        Branch(
            "A",
            "Nothing has changed",
            "Good to know, then I will not press. When should I ask again, so that it is useful and not a nuisance?",
        ),
        _NUMBER,
        Branch(
            "C",
            "We found another agent",
            "Then you are in good hands, and I will leave you alone. Have you signed yet, or are you still talking?",
        ),
        Branch(
            "D",
            "What is it worth now?",
            "A number on the phone would be a guess. Fifteen minutes in the house, and you get one you can use.",
        ),
        _OURSELVES,
        Branch(
            "F",
            "Stop calling",
            "I will. You are off our list as of now, and nobody of our firm calls you again. All the best with it.",
        ),
    ),
)

OLDER_EXPIRED = Script(
    slug="older",
    name="Older expired",
    version=1,
    lines=(
        Line(
            "say",
            "Hi, is this {owner}? This is {agent} with {brokerage}. I’m calling about selling your home on {street}.",
            "Hi, this is {agent} with {brokerage}. I’m calling about selling your home on {street}.",
        ),
        Line("ask", "May I ask first: are you listed with anybody now?"),
        Line(
            "tell",
            "It was for sale until {off_market_month} and did not sell. By now the phones have gone quiet, I suppose.",
            "It was for sale a while ago and did not sell. By now the phones have gone quiet, I suppose.",
        ),
        Line("ask", "Did you decide to stay, or would you still move if it sold for the right price?"),
        Line("tell", "What would have to be true for you to try again?"),
        Line("ask", "May I show you in fifteen minutes what has sold near you since, {slot_one} or {slot_two}?"),
    ),
    branches=(
        Branch(
            "A",
            "We decided to stay",
            "Then I am glad for you. May I call once a year to hear whether that still holds?",
        ),
        _NUMBER,
        Branch(
            "C",
            "We were disappointed by our agent",
            "I am sorry. What did you wait for that never came? I would rather hear it now than promise it again.",
        ),
        Branch(
            "D",
            "The price was not right",
            "Maybe, and maybe it was the first two weeks that were lost. I can show you on paper which of the two.",
        ),
        _OURSELVES,
        _ANOTHER_AGENT_CALLING,
    ),
)

SCRIPTS: Mapping[str, Script] = {script.slug: script for script in (FIRST_CALL, FOLLOW_UP, OLDER_EXPIRED)}
