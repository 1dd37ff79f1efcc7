"""Does a note or a message say "do not call me again"? Found in words and proposed to a person; not decided here.

An owner may revoke in any reasonable way, and seven words always count: stop, quit, end, revoke, opt out, cancel,
unsubscribe (47 CFR 64.1200(a)(10)). In an agent's note those words mostly mean something else ("end of the month",
"cancel the showing"): a bare one counts where it is all that is said, as in a reply to a text, and elsewhere where it
is about calls. What is asked for a time only ("not before noon") is no revocation, nor what somebody did not say.
"""

import re

# What counts when it is all that was said, between full stops or quotation marks; the first ones also between commas.
BARE = r"stopp?(?: ?all| it| this| that| now)?|quit|revoked?|opt(?: me)?[ -]?out|unsub(?:scribed?)?"
BARE_ALONE = rf"{BARE}|end|cancel|dnc|do not call|no solicit(?:ing|ation)s?|never again|alto"

# ---------------------------------------------------------------- the pieces of a phrase

# "don't text, call": another way is asked for, not an end.
CALL_INSTEAD = r"(?: \w+)?,? (?:(?:but|just|please|she|he|they|rather|instead|prefers?|to) )*(?:calls?|phone)\b"
WRITE = rf"(?:text|message|e-?mail|write(?: to)?)(?!{CALL_INSTEAD})"
REACH = rf"(?:call|contact|phone|ring|dial|bother|solicit|harass|pester|reach out to|{WRITE})"
REACHING = (
    r"(?:(?:call|contact|phon|ring|dial|text|messag|e-?mail|writ|bother|solicit|harass|pester|bugg|hound|spamm)ing"
    r"|reaching out)"
)
REACHED = r"(?:called|contacted|phoned|texted|bothered|e-?mailed|solicited)"
CALLS = (
    r"(?:(?:all|any|more|these|those|the|your|our|my|her|his|their|further|future|sales|marketing|phone|cold) )*"
    r"(?:calls?|contact|texts?|messages?|e-?mails?|letters|mailings?|voicemails?|solicitations?|communications?"
    r"|consent|permission)"
)
ME = (
    r"(?:me|us|here|(?:this|my|our) "
    r"(?:number|phone|cell|mobile|house|home|wife|husband|mother|father|parents|family))"
)
THEM = r"(?:her|him|them|back)"
NUMBER = r"(?:me|us|(?:my|our|this|the|her|his|their) (?:phone )?(?:number|name|info|information|details|data))"
AGAIN = r"(?:again|any ?more|ever(?: again)?|at all|please|for any reason)"
NOT = (
    r"(?:(?:do not|don't|dont)(?: you)?(?: ever| dare| please)*|(?:not|never)(?: ever)? to|(?:to|we|you) no longer|not)"
)
NO_WISH = r"(?:(?:do|does|did|would)(?: not|n't)|dont|doesnt|no longer|not)(?: ever)?"
SAID = (
    r"(?:sa(?:id|ys|ying|y)|(?:told|tells|asked|asks) (?:me|us)|asked|asks|wants?|wanted|replied|texted|wrote|yelled"
    r"|shouted|demanded)"
)
OFF = r"(?:take|get|keep|remove|strike|scratch|cross|wipe|leave)"
LIST = r"(?:(?:your|our|the|this|that|any|every|all) )?(?:\w+ )?(?:lists?|files?|system|database|records)"
DO_NOT_CALL = r"(?:do[ -]not[ -]call|don't[ -]call|no[ -]call|dnc)"

# "before noon", "on Sundays", "until spring": asked for a time only. Stands after a phrase and undoes it.
DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
FOR_A_TIME = (
    rf"(?: (?:{AGAIN}|{THEM}|{ME}))*,? (?:before|after|until|till?|between|during|while|early|earlier|late|later|yet"
    r"|past|(?:so|too) (?:early|late|soon)|today|tonight|tomorrow|unless|if|when|(?:right |just )?now(?! on)"
    r"|for (?:a|an|the next|another|one|two|three|a few|\d+)|(?:this|next|over the|at the)"
    r" (?:morning|afternoon|evening|week(?:end)?|month|year|spring|summer|fall|winter|office)"
    rf"|(?:on |this |next )?(?:the )?(?:{DAY}|week(?:end|day)s?|holidays?|sabbath)"
    r"|in (?:the )?(?:morning|afternoon|evening|middle)s?|at (?:work|night|dinner|lunch|school|noon|\d+))\b"
)

# ---------------------------------------------------------------- what people say

STOPS = (
    rf"(?:stop|quit|cease|discontinue) (?:{REACHING}|(?:with |sending (?:\w+ )?)?{CALLS})(?!{FOR_A_TIME})",
    rf"(?:end|cancel|revok(?:e[sd]?|ing)|withdr(?:aws?|ew)|(?:take|took) back) {CALLS}",
    r"cease and desist",
    r"(?:calls|texts|messages|e-?mails|calling|texting|letters) (?:to|must|should|(?:has|have|needs?) to)"
    r" (?:stop|end|cease)",
    rf"{SAID} (?:(?:me|us|you) )?(?:to )?(?:please |just )?(?:stop|quit)"
    r"(?= (?:and|then|now|please|it|this|at once)\b|\W*$)",
    r"opt(?:s|ed|ing)?(?: me| us| her| him| them)?[ -]?out"
    r"(?! (?:of|from) (?:(?:the|a|an|his|her|their|my) )?"
    r"(?:hoa|solar|insurance|contract|lease|deal|listing|sale|offer))",
    r"unsubscribe[sd]?(?: me)?(?! (?:from|to) (?!us|our|you|me|all|the))",
)
LISTS = (
    rf"{OFF} {NUMBER} (?:off|from|out)(?: of)?(?: {LIST})?",
    rf"{OFF} (?:(?:her|him|them|it) )?(?:off|from)(?: of)? {LIST}",
    rf"wants? off(?: of)?(?: {LIST}|(?=\W*$))",
    rf"(?:be|come|taken|removed|off|get) (?:off|from|of) (?:of )?{LIST}(?! price)",
    rf"(?:remove|delete|erase|lose|forget|block) {NUMBER}"
    r"(?! (?:as|from (?:the )?(?:deed|title|sign|mls|listing)|of|to|in)\b)",
    rf"(?:put|add|place|want(?:s|ed)?(?: to be)?) (?:(?:{NUMBER}|her|him|them|this|it) )?(?:on|to)"
    rf"(?: (?:your|our|the|a|my))? (?:internal )?{DO_NOT_CALL}(?: list)?",
    r"(?:wants?|wanted|asked for|requests|requested|said|mark(?:ed)?)(?: (?:to be|as|her|him|them|it))*"
    rf" {DO_NOT_CALL}(?! (?:list|registry))",
    rf"(?:i'?m|i am|we'?re|we are) on the (?:(?:national|federal|state) )?{DO_NOT_CALL}(?: list| registry)?",
)
NOT_AGAIN = (
    rf"{NOT} {REACH} {ME}\b(?! (?:mother|father|brother|sister|son|tenants?|lawyer|attorney|agent|work|job)\b)"
    rf"(?!{FOR_A_TIME})(?: {AGAIN})?",
    rf"{NOT} {REACH}(?: {THEM})? {AGAIN}(?!{FOR_A_TIME})",
    rf"{NOT} {REACH}(?: {THEM})?(?=\W*$| ?[,)\"”–—-]| (?:and|or|because|about)\b)(?!{FOR_A_TIME})",
    r"(?<!would )(?<!will )(?<!'ll )(?<!did )(?<!they )(?<!gents )(?<!agent )(?<!you )(?<!he )(?<!\bi )(?<!we )"
    rf"(?<!who )never (?:ever )?{REACH} (?:(?:{ME}|{THEM})\b(?: {AGAIN})?|{AGAIN})(?!{FOR_A_TIME})",
    rf"{NO_WISH} (?:want|wish|like|care|need)s? to (?:be {REACHED}(?! (?:an?|names|with (?!calls))\b)"
    rf"|hear from (?:you|us|me|agents|any agent|anyone|anybody))(?: {AGAIN})?(?!{FOR_A_TIME})",
    rf"{NO_WISH} wants? (?:us|me|you|agents|realtors|any(?:one|body|more)?(?: agents?)?)(?: to)? (?:{REACHING}|{REACH})"
    rf"(?: (?:{ME}|{THEM}))?\b(?: {AGAIN})?(?!{FOR_A_TIME})",
    rf"not (?:to )?be {REACHED}(?: {AGAIN})?(?!{FOR_A_TIME})",
    r"(?:never wants? to|wants? (?:to never|never to)) hear from (?:you|us|me|agents|any agent)(?: again)?",
)
NO_CALLS = (
    rf"{NO_WISH} wants? (?:(?:any|more|your|our|these) )*"
    r"(?:calls|texts|messages|e-?mails|letters|contact|solicitations?)"
    rf"(?! (?:back|from))(?!{FOR_A_TIME})",
    r"no (?:more|further|future) (?:\w+ )?"
    r"(?:calls?|contact|texts?|messages?|e-?mails?|letters?|mail|voicemails?|solicitations?)"
    rf"(?! (?:back|from (?!you|us|me|any|agents)|came|since|to (?:return|make)))(?!{FOR_A_TIME})",
    r"(?:wants?|wanted|asked for|said|says|demands?|please),? no (?:calls|contact|texts|solicitation)\b"
    rf"(?! (?:back|from|yet|about))(?!{FOR_A_TIME})",
    rf"no (?:calls|contact|texts) {AGAIN}(?!{FOR_A_TIME})",
    r"leave (?:me|us|her|him|them|my (?:wife|husband|family)) (?:alone|in peace)",
    r"(?:report|sue) (?:you|us|me) (?:to the (?:ftc|fcc|attorney general)|for (?:harassment|calling))",
)
SPANISH = (
    r"no (?:me|nos|la|lo|le) (?:vuelvan? a )?(?:llam(?:en?|es|ar)|contacten?|escriban?|molesten?)(?: m[aá]s)?"
    r"(?! (?:antes|hasta|hoy|mañana|después|despues))",
    r"no llam(?:en?|es) m[aá]s",
    r"(?:deje|dejen|deja|pare|paren) de (?:llamar|molestar|escribir|mandar)(?:me|nos)?",
    r"(?:qu[ií]ten?|b[oó]rren?|s[aá]quen?|eliminen?)(?:me|nos)(?: de (?:su|la|esa|tu) lista)?",
)

# ---------------------------------------------------------------- and what undoes it

# "did not ask me to ...", "does not mind if we ...": the other way round. Stands before a phrase.
DENIED = (
    r"\b(?:(?:did|does|do|has|have|had|was|is)(?: not|n't)|never|nobody|no one|without)(?: \w+){0,2}?"
    r" (?:say|said|saying|ask(?:ed|ing)?|tell|told|telling|request(?:ed)?|demand(?:ed)?|mind(?:s|ed)?)"
    r"(?: \w+){0,4}? ?[\"“]?$"
)
# "won't stop ...", "don't quit ...": somebody goes on. Stands before a phrase.
GOES_ON = r"\b(?:do not|don't|does not|doesn't|did not|didn't|won't|will not|can't|cannot|never|not)(?: ever| to)? $"

_PHRASES = (*STOPS, *LISTS, *NOT_AGAIN, *NO_CALLS, *SPANISH)
_PHRASE = re.compile(rf"(?<![\w'-])(?:{'|'.join(f'(?:{phrase})' for phrase in _PHRASES)})(?!\w)", re.IGNORECASE)
_UNDONE = re.compile(rf"(?:{DENIED})|(?:{GOES_ON})", re.IGNORECASE)
_POLITE = r"(?:please |just |ok |no |yes )?(?:{})(?: please| now| thanks| thank you)?"
_BARE = re.compile(_POLITE.format(BARE), re.IGNORECASE)
_BARE_ALONE = re.compile(_POLITE.format(BARE_ALONE), re.IGNORECASE)
_SENTENCES, _QUOTED, _PARTS = re.compile(r"[.!?;\n]+"), re.compile(r"[\"“”:]"), re.compile(r"[,()/–—]| - ")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "\xa0": " ", "\u2011": "-"})


def revocation_in(text: str) -> str | None:
    """The words of a note or a message that ask for no more calls, as they stand in it; None when none do."""
    sentences = (" ".join(sentence.split()) for sentence in _SENTENCES.split(text.translate(_STRAIGHT)))
    return next((words for sentence in sentences if (words := _phrase(sentence) or _bare(sentence))), None)


def _phrase(sentence: str) -> str | None:
    found = (one for one in _PHRASE.finditer(sentence) if not _UNDONE.search(sentence[: one.start()]))
    return next((one.group().strip() for one in found), None)


def _bare(sentence: str) -> str | None:
    """A word that is all somebody said: `Stop`, `Reply: END`, `She said "cancel"`."""
    for said in _QUOTED.split(sentence):
        if _BARE_ALONE.fullmatch(said.strip()):
            return said.strip()
        for part in _PARTS.split(said):
            if _BARE.fullmatch(part.strip()):
                return part.strip()
    return None
