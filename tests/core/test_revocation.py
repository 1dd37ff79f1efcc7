"""Words that ask for no more calls, and words that only look like it: no cry of wolf, no request overheard."""

import pytest

from callsheet.core.revocation import revocation_in

# note or message -> the words that are found in it
MEANT = {
    # the seven words, alone, as in a reply to a text
    "STOP": "STOP",
    "Stop.": "Stop",
    "stop please": "stop please",
    "Please stop!": "Please stop",
    "Stop, I am not interested.": "Stop",
    "Text back: STOP": "STOP",
    "quit": "quit",
    "END": "END",
    'He only said "end" and hung up.': "end",
    "Cancel.": "Cancel",
    "Revoke": "Revoke",
    "UNSUBSCRIBE": "UNSUBSCRIBE",
    "opt out": "opt out",
    "Opt-out, please": "Opt-out",
    "Stop it.": "Stop it",
    # the same words, about calls
    "She asked me to stop calling.": "stop calling",
    "Stop calling me!!": "Stop calling",
    "Told me to quit calling their house": "quit calling",
    "wants us to stop the calls": "stop the calls",
    "Says the calls have to stop.": "calls have to stop",
    "end all contact, he says": "end all contact",
    "She revoked her permission in writing.": "revoked her permission",
    "Cancel your texts": "Cancel your texts",
    "He said stop and hung up.": "said stop",
    "Told me to stop": "Told me to stop",
    "He opted out of calls.": "opted out",
    "Opt me out of this": "Opt me out",
    "please unsubscribe me": "unsubscribe me",
    "cease and desist letter from her lawyer": "cease and desist",
    "stop texting my wife": "stop texting",
    "Will you stop bothering us, she said": "stop bothering",
    "Calling to revoke consent to be called": "revoke consent",
    # off the list
    "Take me off your list.": "Take me off your list",
    'Angry. "Take me off your list!"': "Take me off your list",
    "take us off the list please": "take us off the list",
    "Take my number off your calling list": "Take my number off your calling list",
    "Asked to be removed from our list.": "removed from our list",
    "Remove me": "Remove me",
    "remove my number, she said": "remove my number",
    "Delete my number.": "Delete my number",
    "Lose my number": "Lose my number",
    "He said to lose his number.": "lose his number",
    "Put me on your do not call list": "Put me on your do not call list",
    "Wants to be on the do-not-call list.": "Wants to be on the do-not-call list",
    "put her on DNC": "put her on DNC",
    "wants DNC": "wants DNC",
    "DNC": "DNC",
    "Do not call!": "Do not call",
    "Says: I am on the do not call registry, you know": "I am on the do not call registry",
    "get my name off your system": "get my name off your system",
    # do not call
    "Don't call me again.": "Don't call me again",
    "Don’t call me again.": "Don't call me again",
    "dont call here anymore": "dont call here anymore",
    "do not ever call this number": "do not ever call this number",
    "Please do not contact us.": "do not contact us",
    "She asked us not to call again": "not to call again",
    "Asked me not to call": "not to call",
    "Do not call her anymore, says the daughter.": "Do not call her anymore",
    "never call me again": "never call me again",
    "He told me to never call back.": "never call back",
    "Does not want to be called.": "Does not want to be called",
    "Doesn't want to be contacted again": "Doesn't want to be contacted again",
    "asked not to be called": "not to be called",
    "Doesn't want any more calls": "Doesn't want any more calls",
    "do not want to hear from you": "do not want to hear from you",
    "Do not text me": "Do not text me",
    "don't email us any more": "don't email us any more",
    # the rest of what people say
    "No more calls.": "No more calls",
    "no more calls please, she is ill": "no more calls",
    "No further contact.": "No further contact",
    "Wants no calls.": "Wants no calls",
    "no calls please": "no calls please",
    "Leave me alone": "Leave me alone",
    "leave us alone, the both of you": "leave us alone",
    "Will report us to the attorney general": "report us to the attorney general",
    "Never again.": "Never again",
    # more ways, as they were heard
    "He doesn't wish to be contacted": "doesn't wish to be contacted",
    "she wants off the list": "wants off the list",
    "take him off the call list": "take him off the call list",
    "Told me never to call again": "never to call again",
    "asks us to no longer call": "to no longer call",
    "please discontinue all contact": "discontinue all contact",
    "stop sending me letters": "stop sending me letters",
    "Requested no further contact from agents": "no further contact",
    "does not want us to call again": "does not want us to call again",
    "doesn't want agents calling": "doesn't want agents calling",
    "STOPALL": "STOPALL",
    # Spanish
    "No me llame más": "No me llame más",
    "no nos llamen": "no nos llamen",
    "Deje de llamar": "Deje de llamar",
    "Quíteme de su lista": "Quíteme de su lista",
}

NOT_MEANT = (
    "",
    "Left a voicemail.",
    # the seven words, meaning something else
    "Call back at the end of the month.",
    "Call me at the end of the week",
    "The listing ended in October.",
    "End unit, brick, faces the park.",
    "the weekend is better",
    "She will stop by Tuesday.",
    "Asked me to stop by on Friday at 5.",
    "Told me to stop in when I am near.",
    "One stop from the station.",
    "Nonstop traffic behind the house",
    "He said stop by any time",
    "Wants to cancel the listing.",
    "She will cancel the contract with her broker next week.",
    "Had to cancel the showing, call tomorrow",
    "Cancelled our appointment, wants a new one.",
    "I quit my job, so we are moving",
    "He quit smoking and sold the boat",
    "Quit claim deed from 2011.",
    "Revoke the power of attorney first, says the son.",
    "The trust is revocable.",
    "Opted out of the HOA.",
    "They want to opt out of the solar lease",
    "the price is the end of it",
    "Could not get a word in, she would not stop talking about the kitchen.",
    "Stop loss sale, the bank decides.",
    "the street is a dead end",
    "wants to end the year with a sale",
    # calls, but not that
    "Call again in spring.",
    "Please call back.",
    "Don't stop calling, she said and laughed.",
    "Other agents won't stop calling her.",
    "She never asked me to stop calling.",
    "He did not say don't call.",
    "Does not mind if we call again.",
    "She does not want to be called before noon.",
    "Don't call before 10.",
    "Do not call me on Sundays.",
    "don't call at work",
    "Don't call until January",
    "Do not call tomorrow, they are away",
    "Don't call again until spring.",
    "No more calls today, they are at dinner.",
    "No calls after 6 pm",
    "not to call during the week",
    "Don't call the tenant, call her instead.",
    "Her last agent would never call me back.",
    "agents never call back",
    "They never call her, she says",
    "No calls from buyers in six months",
    "no more calls from the last broker since June",
    "Checked the do not call list: not on it.",
    "Number is not on the DNC list.",
    "On the do not call registry since 2019.",
    # another way is asked for, or something else is not wanted
    "don't text, she prefers calls",
    "Don't email me, call me.",
    "She doesn't want to be called a flipper.",
    "does not want to be bothered with showings",
    "unsubscribed from Zillow",
    "She said she would never hear from you guys after signing.",
    "No soliciting sign at the door",
    # lists, numbers and removals of other things
    "Took the home off the market.",
    "Take it off the market in December.",
    "Remove the carpet before showing.",
    "They will remove the sign",
    "Leave the key under the mat",
    "Leave me a voicemail next time",
    "list price too high",
    "off the list price by 10 %",
    "She would never list with them again",
    "I lost my number for him, ask Dana.",
    "Not interested right now.",
    "Not selling.",
    "wrong number",
    "Don't call it a fixer, he said",
    "No more showings.",
    "no further questions",
    "Said no, calls me when ready",
    "No me llame antes de las nueve",
)


@pytest.mark.parametrize(("said", "words"), MEANT.items(), ids=range(len(MEANT)))
def test_what_asks_for_no_more_calls_is_found(said, words):
    assert revocation_in(said) == words


@pytest.mark.parametrize("said", NOT_MEANT, ids=range(len(NOT_MEANT)))
def test_what_means_something_else_is_not(said):
    assert revocation_in(said) is None


def test_a_long_note_is_read_to_its_end():
    note = "Spoke with Harriet.\nKitchen is new; price was too high.\nAt the end: take me off  your list. Polite."
    assert revocation_in(note) == "take me off your list"


def test_two_lines_are_two_sentences():
    assert revocation_in("Left a note. Their agent says\nstop\nby Tuesday") == "stop"


def test_of_two_wishes_the_meant_one_is_told():
    said = "She did not ask me to stop calling, but her son did: do not call her again."
    assert revocation_in(said) == "do not call her again"


def test_a_very_long_text_is_read_in_no_time():
    """Every phrase begins with fixed words, so that no text makes the reading explode."""
    assert revocation_in("do not never ask take remove " * 4_000) is None
