"""The words of addresses: street suffixes, directions, units, ordinals and states, each with its short form.

Suffixes, directions and unit designators are those of USPS Publication 28 (appendices B and C), with the few Canadian
street types of the Canada Post addressing guidelines that Publication 28 lacks. Tables are `spelling -> short form`.
"""


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _numbered(text: str, start: int) -> dict[str, int]:
    return {word: value for value, word in enumerate(text.split(), start=start)}


# One line per suffix: the short form, the full word, then other spellings people write.
_SUFFIX_LINES = """
ALY ALLEY ALLEE ALLY
ANX ANNEX ANEX ANNX
ARC ARCADE
AVE AVENUE AV AVEN AVENU AVN AVNUE
BYU BAYOU BAYOO
BCH BEACH
BND BEND
BLF BLUFF BLUF
BLFS BLUFFS
BTM BOTTOM BOT BOTTM
BLVD BOULEVARD BOUL BOULV BLV BVD
BR BRANCH BRNCH
BRG BRIDGE BRDGE
BRK BROOK
BRKS BROOKS
BG BURG
BGS BURGS
BYP BYPASS BYPA BYPAS BYPS
CP CAMP CMP
CYN CANYON CANYN CNYN
CPE CAPE
CSWY CAUSEWAY CAUSWA
CTR CENTER CENT CENTR CENTRE CNTER CNTR
CTRS CENTERS
CIR CIRCLE CIRC CIRCL CRCL CRCLE
CIRS CIRCLES
CLF CLIFF
CLFS CLIFFS
CLOSE CLOSE
CLB CLUB
CMN COMMON
CMNS COMMONS
COR CORNER
CORS CORNERS
CRSE COURSE
CT COURT CRT
CTS COURTS
CV COVE
CVS COVES
CRK CREEK
CRES CRESCENT CRSENT CRSNT CRESENT
CRST CREST
XING CROSSING CRSSNG
XRD CROSSROAD
XRDS CROSSROADS
CURV CURVE
DL DALE
DM DAM
DV DIVIDE DIV DVD
DR DRIVE DRIV DRV
DRS DRIVES
EST ESTATE
ESTS ESTATES
EXPY EXPRESSWAY EXP EXPR EXPRESS EXPW
EXT EXTENSION EXTN EXTNSN
EXTS EXTENSIONS
FALL FALL
FLS FALLS
FRY FERRY FRRY
FLD FIELD
FLDS FIELDS
FLT FLAT
FLTS FLATS
FRD FORD
FRDS FORDS
FRST FOREST FORESTS
FRG FORGE FORG
FRGS FORGES
FRK FORK
FRKS FORKS
FT FORT FRT
FWY FREEWAY FREEWY FRWAY FRWY
GDN GARDEN GARDN GRDEN GRDN
GDNS GARDENS GRDNS
GATE GATE
GTWY GATEWAY GATEWY GATWAY GTWAY
GLN GLEN
GLNS GLENS
GRN GREEN
GRNS GREENS
GRV GROVE GROV
GRVS GROVES
HBR HARBOR HARB HARBR HRBOR HARBOUR
HBRS HARBORS
HVN HAVEN
HTS HEIGHTS HT HGTS
HWY HIGHWAY HIGHWY HIWAY HIWY HWAY
HL HILL
HLS HILLS
HOLW HOLLOW HLLW HOLLOWS HOLWS
INLT INLET
IS ISLAND ISLND
ISS ISLANDS ISLNDS
ISLE ISLE ISLES
JCT JUNCTION JCTION JCTN JUNCTN JUNCTON
JCTS JUNCTIONS JCTNS
KY KEY
KYS KEYS
KNL KNOLL KNOL
KNLS KNOLLS
LK LAKE
LKS LAKES
LAND LAND
LNDG LANDING LNDNG
LN LANE
LGT LIGHT
LGTS LIGHTS
LINE LINE
LF LOAF
LCK LOCK
LCKS LOCKS
LDG LODGE LDGE LODG
LOOP LOOP LOOPS
MALL MALL
MNR MANOR
MNRS MANORS
MDW MEADOW
MDWS MEADOWS MEDOWS
MEWS MEWS
ML MILL
MLS MILLS
MSN MISSION MISSN MSSN
MTWY MOTORWAY
MT MOUNT MNT
MTN MOUNTAIN MNTAIN MNTN MOUNTIN MTIN
MTNS MOUNTAINS MNTNS
NCK NECK
ORCH ORCHARD ORCHRD
OVAL OVAL OVL
OPAS OVERPASS
PARK PARK PRK PARKS
PKWY PARKWAY PARKWY PKWAY PKY PARKWAYS PKWYS
PASS PASS
PSGE PASSAGE
PATH PATH PATHS
PIKE PIKE PIKES
PNE PINE
PNES PINES
PL PLACE
PLN PLAIN
PLNS PLAINS
PLZ PLAZA PLZA
PT POINT POINTE
PTS POINTS
PRT PORT
PRTS PORTS
PR PRAIRIE PRR
PVT PRIVATE
RADL RADIAL RAD RADIEL
RAMP RAMP
RNCH RANCH RANCHES RNCHS
RPD RAPID
RPDS RAPIDS
RST REST
RDG RIDGE RDGE
RDGS RIDGES
RISE RISE
RIV RIVER RVR RIVR
RD ROAD
RDS ROADS
RTE ROUTE
ROW ROW
RUE RUE
RUN RUN
SHL SHOAL
SHLS SHOALS
SHR SHORE SHOAR
SHRS SHORES SHOARS
SDRD SIDEROAD
SKWY SKYWAY
SPG SPRING SPNG SPRNG
SPGS SPRINGS SPNGS SPRNGS
SPUR SPUR SPURS
SQ SQUARE SQR SQRE SQU
SQS SQUARES SQRS
STA STATION STATN STN
STRA STRAVENUE STRAV STRAVEN STRAVN STRVN STRVNUE
STRM STREAM STREME
ST STREET STRT STR
STS STREETS
SMT SUMMIT SUMIT SUMITT
TER TERRACE TERR TERRASSE
TRWY THROUGHWAY
TRCE TRACE TRACES
TRAK TRACK TRACKS TRK TRKS
TRFY TRAFFICWAY
TRL TRAIL TRAILS TRLS
TRLR TRAILER TRLRS
TUNL TUNNEL TUNEL TUNLS TUNNELS TUNNL
TPKE TURNPIKE TRNPK TURNPK TPK
UPAS UNDERPASS
UN UNION
UNS UNIONS
VLY VALLEY VALLY VLLY
VLYS VALLEYS
VIA VIADUCT VDCT VIADCT
VW VIEW
VWS VIEWS
VLG VILLAGE VILL VILLAG VILLG VILLIAGE
VLGS VILLAGES
VL VILLE
VIS VISTA VIST VST VSTA
WALK WALK WALKS
WALL WALL
WAY WAY WY
WAYS WAYS
WL WELL
WLS WELLS
"""

SUFFIXES: dict[str, str] = {
    spelling: line.split()[0] for line in _SUFFIX_LINES.strip().splitlines() for spelling in line.split()
}
SUFFIX_WORDS: dict[str, str] = {line.split()[0]: line.split()[1] for line in _SUFFIX_LINES.strip().splitlines()}

# Suffixes that are hardly ever part of a name: in "6 Heron Road Quarry" the street ends at the first of them.
STRONG_SUFFIXES = word_set(
    "ALY AVE BLVD CIR CIRS CRES CSWY CT CTS CV DR DRS EXPY FWY HWY LN LOOP MEWS PKWY PL PLZ RD RDS SQ ST STS STRA"
    " TER TPKE TRCE TRL WAY XING"
)
# What everybody reads in its short form; the others are shown as words ("Oak Ridge", never "Oak Rdg").
SHOWN_SHORT = word_set("ALY AVE BLVD CIR CRES CT DR EXPY FWY HWY LN PKWY PL PLZ RD SQ ST TER TPKE TRL VIA")
# A building's name is parted from one of these when it is glued to it.
GLUED_SUFFIXES = word_set(
    "ST STREET AVE AVENUE RD ROAD DR DRIVE LN LANE CT COURT BLVD BOULEVARD PL PLACE CRES CRESCENT CIR CIRCLE"
    " TERRACE PKWY PARKWAY HWY HIGHWAY WAY SQ SQUARE"
)

DIRECTION_WORDS: dict[str, str] = {
    "N": "NORTH",
    "S": "SOUTH",
    "E": "EAST",
    "W": "WEST",
    "NE": "NORTHEAST",
    "NW": "NORTHWEST",
    "SE": "SOUTHEAST",
    "SW": "SOUTHWEST",
}
DIRECTIONS: dict[str, str] = {
    **{short: short for short in DIRECTION_WORDS},
    **{word: short for short, word in DIRECTION_WORDS.items()},
    **{"SO": "S", "NO": "N", "NTH": "N", "STH": "S", "NORTE": "N"},
    **{f"{a}-{b}": x + y for a, x in (("NORTH", "N"), ("SOUTH", "S")) for b, y in (("EAST", "E"), ("WEST", "W"))},
}

# Designators that need an identifier after them. Those mapped to "" only say "a part of the house" and are dropped, so
# that `Apt 3B`, `Unit 3B`, `Ste 3B` and `# 3B` are one unit.
UNIT_DESIGNATORS: dict[str, str] = {
    **dict.fromkeys(("APT", "APTS", "APARTMENT", "UNIT", "UNITS", "UNT", "STE", "SUITE", "RM", "ROOM", "#"), ""),
    **dict.fromkeys(("TH", "TOWNHOUSE", "CONDO"), ""),
    **dict.fromkeys(("FL", "FLR", "FLOOR"), "FL"),
    **dict.fromkeys(("BLDG", "BUILDING", "BLD"), "BLDG"),
    **dict.fromkeys(("LOT", "LOTS", "HOMESITE"), "LOT"),
    **dict.fromkeys(("TRLR", "TRAILER"), "TRLR"),
    **dict.fromkeys(("SPC", "SPACE"), "SPC"),
    **dict.fromkeys(("DEPT", "DEPARTMENT"), "DEPT"),
    **dict.fromkeys(("HNGR", "HANGAR"), "HNGR"),
    **dict.fromkeys(("PH", "PENTHOUSE"), "PH"),
    **dict.fromkeys(("BSMT", "BASEMENT"), "BSMT"),
    "SLIP": "SLIP",
    "TOWER": "TOWER",
}
# These are recognised wherever they stand behind a street name; the others only behind a suffix or a comma,
# because streets are called Floor, Lot, Space, Tower and Trailer too.
CLEAR_DESIGNATORS = word_set("APT APTS APARTMENT UNIT UNITS UNT STE SUITE RM ROOM # BLDG BUILDING FL FLR FLOOR LOT SPC")
# Designators that stand alone.
UNIT_WORDS: dict[str, str] = {
    **dict.fromkeys(("BSMT", "BASEMENT"), "BSMT"),
    **dict.fromkeys(("FRNT", "FRONT"), "FRNT"),
    **dict.fromkeys(("LBBY", "LOBBY"), "LBBY"),
    **dict.fromkeys(("LOWR", "LOWER", "LWR"), "LOWR"),
    **dict.fromkeys(("OFC", "OFFICE"), "OFC"),
    **dict.fromkeys(("PH", "PENTHOUSE"), "PH"),
    **dict.fromkeys(("UPPR", "UPPER", "UPR"), "UPPR"),
    "REAR": "REAR",
    "SIDE": "SIDE",
}
UNIT_NAMES: dict[str, str] = {
    "FL": "Floor",
    "BLDG": "Building",
    "LOT": "Lot",
    "TRLR": "Trailer",
    "SPC": "Space",
    "DEPT": "Department",
    "HNGR": "Hangar",
    "PH": "Penthouse",
    "BSMT": "Basement",
    "FRNT": "Front",
    "LBBY": "Lobby",
    "LOWR": "Lower",
    "OFC": "Office",
    "UPPR": "Upper",
    "REAR": "Rear",
    "SIDE": "Side",
    "SLIP": "Slip",
    "TOWER": "Tower",
}
# What a file writes where there is no unit.
NO_UNIT = word_set("0 00 N/A NA NONE NULL NAN - -- .") | {""}
# What a file writes where there is no house number: land.
NO_NUMBER = frozenset(
    ("", "0", "00", "000", "0000", "TBD", "TBA", "XX", "XXX", "XXXX", "N/A", "NA", "NONE", "LOT", "LOTS")
)


def ordinal(number: int) -> str:
    """The ordinal in figures: 1ST, 2ND, 11TH, 93RD."""
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{ {1: 'ST', 2: 'ND', 3: 'RD'}.get(last, 'TH') }"


TENS: dict[str, int] = {
    word: 10 * value for word, value in _numbered("TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY", 2).items()
}
ORDINALS: dict[str, int] = _numbered(
    "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH FOURTEENTH FIFTEENTH"
    " SIXTEENTH SEVENTEENTH EIGHTEENTH NINETEENTH",
    1,
) | {word[:-1] + "IETH": value for word, value in TENS.items()}
# House numbers written out: "One Harbor Plaza".
CARDINALS: dict[str, int] = _numbered("ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE", 1)

_STATE_LINES = """
AL ALABAMA ALA|AK ALASKA|AZ ARIZONA ARIZ|AR ARKANSAS ARK|CA CALIFORNIA CALIF|CO COLORADO COLO|CT CONNECTICUT CONN
DE DELAWARE|DC DISTRICT_OF_COLUMBIA D_C|FL FLORIDA FLA|GA GEORGIA|HI HAWAII|ID IDAHO|IL ILLINOIS ILL|IN INDIANA IND
IA IOWA|KS KANSAS KANS|KY KENTUCKY|LA LOUISIANA|ME MAINE|MD MARYLAND|MA MASSACHUSETTS MASS|MI MICHIGAN MICH
MN MINNESOTA MINN|MS MISSISSIPPI MISS|MO MISSOURI|MT MONTANA MONT|NE NEBRASKA NEBR NEB|NV NEVADA NEV
NH NEW_HAMPSHIRE N_H|NJ NEW_JERSEY N_J|NM NEW_MEXICO N_M|NY NEW_YORK N_Y|NC NORTH_CAROLINA N_CAROLINA N_C
ND NORTH_DAKOTA N_DAKOTA N_D|OH OHIO|OK OKLAHOMA OKLA|OR OREGON ORE|PA PENNSYLVANIA PENN PENNA
RI RHODE_ISLAND R_I|SC SOUTH_CAROLINA S_CAROLINA S_C|SD SOUTH_DAKOTA S_DAKOTA S_D|TN TENNESSEE TENN|TX TEXAS TEX
UT UTAH|VT VERMONT|VA VIRGINIA|WA WASHINGTON WASH|WV WEST_VIRGINIA W_VIRGINIA W_VA|WI WISCONSIN WIS WISC|WY WYOMING
PR PUERTO_RICO|VI VIRGIN_ISLANDS|GU GUAM|AS AMERICAN_SAMOA|MP NORTHERN_MARIANA_ISLANDS
"""
_PROVINCE_LINES = """
AB ALBERTA ALTA|BC BRITISH_COLUMBIA B_C|MB MANITOBA MAN|NB NEW_BRUNSWICK|NL NEWFOUNDLAND NEWFOUNDLAND_AND_LABRADOR
NS NOVA_SCOTIA N_S|NT NORTHWEST_TERRITORIES|NU NUNAVUT|ON ONTARIO ONT|PE PRINCE_EDWARD_ISLAND PEI
QC QUEBEC QUE PQ|SK SASKATCHEWAN SASK|YT YUKON
"""


def _by_spelling(lines: str) -> dict[str, str]:
    entries = [entry.split() for line in lines.strip().splitlines() for entry in line.split("|")]
    return {spelling.replace("_", " "): entry[0] for entry in entries for spelling in entry}


PROVINCES = frozenset(_by_spelling(_PROVINCE_LINES).values())
STATES: dict[str, str] = _by_spelling(_STATE_LINES) | _by_spelling(_PROVINCE_LINES)

# The parts of a numbered road's name: `CO RD 12` is COUNTY ROAD 12, `STATE HWY 7` is STATE HIGHWAY 7.
ROAD_OWNERS: dict[str, str] = {
    **dict.fromkeys(("COUNTY", "CO", "CNTY", "CTY"), "COUNTY"),
    **dict.fromkeys(("STATE", "ST"), "STATE"),
    **dict.fromkeys(("US", "USA", "UNITED STATES"), "US"),
    **dict.fromkeys(("TOWNSHIP", "TWP"), "TOWNSHIP"),
    **dict.fromkeys(("PROVINCIAL", "REGIONAL", "FOREST", "FARM", "RANCH"), ""),
}
ROAD_KINDS: dict[str, str] = {
    **dict.fromkeys(("ROAD", "RD"), "ROAD"),
    **dict.fromkeys(("HIGHWAY", "HWY", "HIWAY", "HWAY"), "HIGHWAY"),
    **dict.fromkeys(("ROUTE", "RTE", "RT"), "ROUTE"),
    **dict.fromkeys(("TRUNK", "TRK"), "TRUNK"),
}
# Names that are whole by themselves when a number follows. `SR` may be a state road or a state route: the key does not
# tell them apart.
ROAD_NAMES: dict[str, str] = {
    "CR": "COUNTY ROAD",
    "SR": "STATE ROUTE",
    "SH": "STATE HIGHWAY",
    "US": "US HIGHWAY",
    "HWY": "HIGHWAY",
    "HIGHWAY": "HIGHWAY",
    "RTE": "ROUTE",
    "RT": "ROUTE",
    "ROUTE": "ROUTE",
    "INTERSTATE": "INTERSTATE",
    "I": "INTERSTATE",
    "FM": "FM",
    "RM": "RM",
    "LOOP": "LOOP",
    "SPUR": "SPUR",
    "BELTWAY": "BELTWAY",
}
# What may follow a numbered road's number and belongs to it.
ROAD_BRANCHES: dict[str, str] = {
    **dict.fromkeys(("BUSINESS", "BUS", "BSNSS"), "BUSINESS"),
    **dict.fromkeys(("BYPASS", "BYP"), "BYPASS"),
    **dict.fromkeys(("ALTERNATE", "ALT"), "ALT"),
}
# Short forms spelled out inside a name: "Park Hts Ave" is PARK HEIGHTS AVE.
SPELLED_OUT_IN_NAMES = word_set(
    "AVE BLVD BRK CIR CRK CT CTR GRV HBR HL HLS HTS HWY LK LN MDW MDWS MNR MTN PKWY PL RD RDG SPG SPGS SQ TER VLG VLY"
)
# Cities whose name begins with Saint; it keeps "8809 Oak Park St Louis" from losing its city to the street.
SAINTS = word_set(
    "ALBANS ALBERT ANN AUGUSTINE CATHARINES CHARLES CLAIR CLOUD FRANCIS GEORGE HELENA HELENS JAMES JOHNS JOSEPH"
    " LEONARD LOUIS MARYS MICHAELS PAUL PETER PETERS PETERSBURG SIMONS THOMAS"
)
# Those that no city is called without the Saint.
ONLY_SAINTS = word_set("ALBANS AUGUSTINE CATHARINES CLOUD LOUIS PETERS SIMONS")
