"""How dialers say that a call ended, and which of our outcomes that is.

Words are compared without case and punctuation. A word that two people would read differently ("Contact", "Not
interested", "Hung up") is in no table: it is asked about once. Whatever says do-not-call is one, however it is dressed.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

NOT_DIALED = "not_dialed"
"""The row says that no call was made, so there is no attempt."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "no_answer": """no answer; noanswer; na; n a; not answered; unanswered; ring no answer; rna; no contact;
            no contact next record; no contact next number; not home; no pick up; no pickup; did not answer;
            answering machine; answering machine no message; machine; am; am hang up; voicemail no message;
            voicemail not left; no voicemail; voicemail full; mailbox full; no response; timeout""",
        "busy": "busy; busy signal; line busy; engaged",
        "left_voicemail": """left voicemail; left a voicemail; left vm; lvm; voicemail; voice mail; vm;
            voicemail left; left message; left a message; message left; lm; drop voicemail; voicemail drop;
            voicemail dropped; dropped voicemail; vm drop; vm dropped; dropped vm; left recorded message""",
        "wrong_number": "wrong number; wrong; wrong person; bad number; wn; wrong contact; not the owner",
        "disconnected": """disconnected; disconnected number; not in service; number not in service; out of service;
            no longer in service; invalid; invalid number; fax; fax machine; fax modem; operator intercept;
            dead number; dead line""",
        "call_back": """call back; callback; call back later; callback later; call back requested; callback requested;
            callback set; callback scheduled; set callback; scheduled callback; call later; asked to call back""",
        "not_now": "not now; not ready; wants to wait; later this year; still wants to sell",
        "lead": "lead; hot lead; warm lead; hot; warm; nurture; interested; qualified; qualified lead; new lead",
        "appointment": """appointment; appointment set; appointment scheduled; set appointment; appt; appt set;
            apt set; appt scheduled; booked; booked appointment""",
        "listed_elsewhere": """listed; already listed; relisted; re listed; listed with another agent;
            listed with other agent; listed elsewhere; has an agent; has agent; active listing""",
        "do_not_call": """do not call; dnc; add to dnc; dnc contact; dnc number; do not contact; dnc request;
            requested dnc; remove; remove me; take off list; opt out; opted out; unsubscribe; stop calling""",
        "not_selling": """not selling; no longer selling; not for sale; decided not to sell; staying;
            not going to sell""",
        "someone_else": "someone else; someone else answered; gatekeeper; third party; spouse; tenant; family member",
        "deceased": "deceased; owner deceased; has died; passed away",
        NOT_DIALED: """skipped; skip; not called; not dialed; not dialled; filtered; blocked; dnc blocked; dnc skipped;
            skipped dnc; not attempted; never called; new; pending; queued""",
    }
)
_DROPS = """drop voicemail; voicemail drop; voicemail dropped; dropped voicemail; vm drop; vm dropped; dropped vm;
    left recorded message"""
_NO_CALLS = re.compile(r"\b(?:dnc|do not (?:call|contact))\b")


def squeezed(said: str) -> str:
    """The word as it is compared: `No Contact – Next Record` is `no contact next record`."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", said.casefold()).split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(squeezed(phrase) for phrase in text.split(";"))


MEANS: Mapping[str, str] = MappingProxyType(
    {phrase: outcome for outcome, text in WORDS.items() for phrase in _phrases(text)}
)
DROPS = _phrases(_DROPS)


def meaning(said: str, known: Mapping[str, str]) -> str | None:
    """The outcome a disposition stands for; None when it has to be asked. `known`: what was answered for others."""
    word = squeezed(said)
    if word in MEANS:
        return MEANS[word]
    if _NO_CALLS.search(word):
        return "do_not_call"
    return known.get(word)


def is_drop(said: str) -> bool:
    """Whether a recording was played into the voicemail, which needs the owner's written consent (FCC 22-85)."""
    return squeezed(said) in DROPS
