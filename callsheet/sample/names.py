"""The invented names of Alder County: its towns and streets, its people, its brokers. None of them is anybody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Town:
    """A town with its streets; `price` is what a middling house there sells for, in whole dollars."""

    name: str
    postal_code: str
    price: int
    streets: tuple[str, ...]


TOWNS = (
    Town(
        "Fallow Creek",
        "21014",
        465_000,
        (
            "Larkspur Ln",
            "Orchard View Dr",
            "Dogwood Ter",
            "Windrow Rd",
            "Bayberry Ln",
            "Hayrick Ct",
            "Fallow Mill Rd",
            "Thistledown Dr",
            "Tannery Way",
            "Clover Hill Cir",
            "Pearmain Ct",
            "Harrow Ln",
        ),
    ),
    Town(
        "Millbrook",
        "21047",
        345_000,
        (
            "Quarry Rd",
            "Old Mill Pike",
            "Saddler St",
            "Coopers Green",
            "Millrace Ave",
            "Weir St",
            "Grist Ct",
            "Bobbin Ln",
            "N Wheelwright St",
            "S Wheelwright St",
            "Sluice Rd",
            "Tollgate Ter",
        ),
    ),
    Town(
        "Port Alder",
        "21078",
        385_000,
        (
            "Chapel St",
            "Marsh Rd",
            "Tidewater Ave",
            "Kestrel Way",
            "Rope Walk",
            "Chandler St",
            "Lantern Ct",
            "Heron Ct",
            "Customs House Ln",
            "Oyster Shell Dr",
            "E Alder Ave",
            "W Alder Ave",
            "5th St",
            "11th St",
        ),
    ),
    Town(
        "St. Brides",
        "21130",
        545_000,
        (
            "Ferry Landing",
            "Signal Hill Ct",
            "Plover Ct",
            "Abbey Row",
            "Bellwether Dr",
            "Saltgrass Way",
            "St Brides Rd",
            "Cloister Ln",
            "Gannet Point Rd",
            "Vesper Cir",
        ),
    ),
    Town(
        "Ashby Landing",
        "21028",
        425_000,
        (
            "Skiff Ln",
            "Ashby Ferry Rd",
            "Boatwright St",
            "Cattail Cv",
            "Dory Ct",
            "Landing Loop",
            "Mooring Pl",
            "Teal Run",
            "Spindrift Dr",
        ),
    ),
    Town(
        "Heron Point",
        "21903",
        310_000,
        (
            "Egret St",
            "Granite Ave",
            "Kiln Ln",
            "Ledge Rd",
            "Stonecutter Dr",
            "Upper Point Rd",
            "Lower Point Rd",
            "Whistle Stop Ln",
            "Mount Aster Rd",
        ),
    ),
)

CONDOS = (
    ("Heron Ct", "Port Alder", ("2201", "2205", "2207")),
    ("Lantern Ct", "Port Alder", ("9", "11")),
    ("Weir St", "Millbrook", ("300", "310")),
    ("Landing Loop", "Ashby Landing", ("40", "44")),
)
"""Streets with buildings of units: the street, its town, the buildings' numbers."""

FIRST_NAMES = tuple(
    """
    Agnes Anders Anita Arjun Beatriz Benedict Bao Bernice Calvin Camila Carl Cecily Chidi Clement Colette Cornelia
    Damian Deepa Delphine Dennis Desmond Dolores Dwight Edith Eamon Elena Elias Elsa Emeka Enrique Esther Evelyn
    Farah Felix Fergus Fiona Florence Gareth Gideon Gloria Grace Greta Hakim Harriet Hazel Hector Helen Hiroshi Hugh
    Ida Imani Ines Irene Isaac Ivan Jasper Joanne Josefina Judith Kamal Karin Kenji Keziah Lars Latoya Leila Leonard
    Lin Lucia Lydia Magnus Malik Marcus Margit Marisol Maeve Mehmet Miriam Nadia Naomi Nikhil Nora Octavia Olga Oren
    Oscar Paloma Patrick Percy Peter Philippa Priya Quentin Rafael Ramona Raymond Rosalind Ruth Samuel Sanjay Selma
    Silas Simone Solveig Stefan Tabitha Tamar Thaddeus Theodora Thomas Ulrich Uma Valeria Vernon Vera Viktor Walter
    Wanda Wei Wilhelmina Winston Xavier Yasmin Yolanda Yusuf Zelda Zora
    """.split()  # noqa: SIM905, as literals they would fill four pages
)

LAST_NAMES = tuple(
    """
    Abernethy Adeyemi Aldous Alvarado Anand Arkwright Balogun Banerjee Bell Blake Boone Brackenridge Byrd Calloway
    Castellano Chaudhry Cho Crabtree Dashwood Delacroix Demir Dimitrov Doyle Drummond Duval Ekwueme Ellingsen
    Esposito Fairweather Farrow Fenwick Figueroa Fitzroy Fontaine Galbraith Garrick Ghosh Goldfinch Granger
    Greenhalgh Grimaldi Gutierrez Haddad Halloran Hartigan Hawthorn Holloway Holm Huang Ibarra Iqbal Iwasaki Jardine
    Jensen Joshi Kaczmarek Kapoor Keane Kingsolver Kowalczyk Krishnan Lachance Larsen Leclair Lindholm Lockhart
    Lovelace Macready Madrigal Marchetti Markovic Mbeki McAllister McDonagh Merriweather Montague Moreau Nakagawa
    Nasser Navarro Nightingale Novak Nwosu O'Dell O'Rourke Obuya Okafor Olowe Ortega Osei Ott Paddock Papadakis
    Pascoe Pemberton Petrov Pfeiffer Pilgrim Popescu Quill Quinn Rahimi Raman Rasmussen Ravenscroft Redfern Rivas
    Rosenthal Rowntree Sadler Salazar Santangelo Sato Schaefer Sedgwick Serrano Shapiro Sinclair Sorensen Sotomayor
    Stannard Sutherland Suzuki Takahashi Tamm Tennant Thackeray Thorne Tran Trevelyan Ueda Underhill Vail Vandermeer
    Vasquez Villanueva Voss Wainwright Weatherby Whitfield Whitlock Winterbourne Wojcik Yamada Yeboah Zielinski Zhou
    """.split()  # noqa: SIM905, as literals they would fill four pages
)

OFFICES = (
    ("Tern & Tide Realty", ("Joss Marsh", "Perpetua Lowe", "Dov Ashkenazi", "Carys Hembree")),
    ("Blue Gate Homes", ("Rhys Calder", "Amina Sorley", "Tobias Wren")),
    ("Hollis Crane Properties", ("Hollis Crane", "Mireille Haskins", "Ned Truax", "Oona Petty")),
    ("Millrace Real Estate", ("Gus Fairlie", "Portia Ames", "Lorcan Dade")),
    ("Kittiwake & Co.", ("Sunniva Rook", "Basil Onslow", "Tess Arbour")),
    ("Lamplight Realty Group", ("Ambrose Kell", "Djuna Pryor", "Hart Ellery", "Wynn Castor")),
    ("Old County Brokers", ("Ezra Tolliver", "Minerva Stead")),
    ("Northbank Residential", ("Calista Bourne", "Jory Penhale", "Sefton Grice")),
    ("First Acre Realty", ("Romilly Vance", "Odell Finch", "Ines Harker")),
    ("Quayside Homes & Land", ("Barnaby Swale", "Thea Mostyn", "Kit Larrabee")),
)
OUR_OFFICE = ("Saltmarsh Realty", ("Maya Lindqvist", "Abel Thornbury"))

COMPANIES = (
    "Bayside Holdings LLC",
    "Larch & Lintel LLC",
    "Two Herons Property LLC",
    "Alder Rental Partners LP",
    "Cooper Street Ventures LLC",
    "Gannet Investments Inc",
    "Windrow Land Company LLC",
    "Rope Walk Ventures LLC",
)
BANKS = ("Alder Savings Bank", "Chesapeake Mutual Bank NA", "Fallow Creek Federal Savings Bank")
BUILDERS = ("Hearthline Homes Inc", "Stonecutter Builders LLC", "Larkspur Homes LLC")

AWAY = (
    ("940 Juniper Flat Rd", "Bend", "OR", "97701"),
    ("62 Prairie Smoke Ave", "Boise", "ID", "83702"),
    ("3300 Ocotillo Bend", "Tucson", "AZ", "85719"),
    ("17 Lakemoor Ct", "Madison", "WI", "53703"),
    ("208 Palmetto Row", "Charleston", "SC", "29401"),
    ("1450 Gulfwind Dr", "Tampa", "FL", "33602"),
    ("71 Quince Hill Rd", "Lancaster", "PA", "17601"),
    ("505 Old Dominion Way", "Alexandria", "VA", "22314"),
    ("29 Canal Basin St", "Wilmington", "DE", "19801"),
    ("818 Bluestem Cir", "Austin", "TX", "78701"),
)
"""Where owners live who do not live in their homes: street, city, state, ZIP."""

NOTES = {
    "call_back": (
        "On the way to work, asked for a call.",
        "Wants her husband on the call.",
        "At the doctor, call again.",
    ),
    "not_now": (
        "Tired of showings, spring maybe.",
        "Would sell if the roof were not a problem.",
        "Wants to sell, not before school ends.",
    ),
    "lead": (
        "Wants a number for the house as it stands.",
        "Moving near the grandchildren, no date yet.",
        "Asked what I would do differently. Send the three homes.",
    ),
    "appointment": (
        "Both of them will be there.",
        "Wants to see the plan on paper.",
        "Will have the last contract ready.",
    ),
    "not_selling": ("They finish the kitchen and stay.", "Job offer fell through, staying."),
    "do_not_call": ("Asked to be taken off the list.", "“Never again, please.”"),
    "left_voicemail": ("Calling about the house, will try again.", "Left name and number."),
}
"""What Maya wrote down, by outcome."""
