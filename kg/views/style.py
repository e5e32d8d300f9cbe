"""How things look: colours, what doubt looks like, and dates and names in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kg.views.labels import FONT

# Okabe and Ito's colours, its orange and sky darkened to a contrast of 3:1 on white.
INK: Final = "#1a1a1a"
GREY: Final = "#595959"
MID: Final = "#8a8a8a"
FAINT: Final = "#dcdcdc"
WASH: Final = "#f4f3ef"
PAPER: Final = "#ffffff"
BLUE: Final = "#0072b2"
SKY: Final = "#2f86bd"
GREEN: Final = "#00805e"
AMBER: Final = "#a87400"
RED: Final = "#c24e00"
PINK: Final = "#b0568a"

RC: Final[dict[str, object]] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": [FONT, "Verdana", "sans-serif"],
    "svg.fonttype": "none",
    "svg.hashsalt": "conflict-kg",
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.7,
    "path.simplify": False,
    "lines.dash_capstyle": "butt",
}


@dataclass(frozen=True, slots=True)
class Family:
    """A family of event types: its name, colour and marker; colour is never alone."""

    name: str
    colour: str
    marker: str


VIOLENCE: Final = Family("violence", RED, "D")
POWER: Final = Family("uprising, coup, rule", PINK, "s")
FORCES: Final = Family("forces present, moved", BLUE, "^")
ACCORD: Final = Family("accord, talks, aid", GREEN, "P")
WORDS: Final = Family("words: accusation, demand, …", AMBER, "o")
OTHER: Final = Family("other", GREY, "h")
FAMILIES: Final = (VIOLENCE, POWER, FORCES, ACCORD, WORDS, OTHER)
_MEMBERS: Final = {
    VIOLENCE: "clash attack bombing air-strike shelling killing abduction arrest violation riot",
    POWER: "uprising insurgency coup political-change",
    FORCES: "withdrawal deployment presence capture",
    ACCORD: "ceasefire agreement talks aid",
    WORDS: "accusation denial demand appeal threat statement protest sanction",
}
_FAMILY_OF: Final = {type_: family for family, types in _MEMBERS.items() for type_ in types.split()}


def family_of(type_: str | None) -> Family:
    """Give the family of an event type's notation or IRI; a type not listed is "other"."""
    return _FAMILY_OF.get(local(type_), OTHER)


@dataclass(frozen=True, slots=True)
class Sure:
    """What a status looks like: how strongly filled (1, 0.35, 0), the outline's dashes, whether crossed, and its words."""

    words: str
    fill: float = 0.0
    dashes: str | tuple[int, tuple[float, ...]] = "solid"
    crossed: bool = False
    hatch: str = ""


DASHED: Final = (0, (3.2, 1.8))
DOTTED: Final = (0, (1.0, 1.6))
SURE: Final = {
    "Corroborated": Sure("corroborated: independent origins agree", 1.0),
    "SingleOrigin": Sure("one origin only", 0.35),
    "AttributedOnly": Sure("said only by a party or an anonymous voice"),
    "Alleged": Sure("only alleged: every claim accuses", dashes=DASHED),
    "Anticipated": Sure("demanded, threatened or planned", dashes=DOTTED),
    "Presupposed": Sure("taken for granted, not stated", dashes=DOTTED, hatch="|||"),
    "MachineCoded": Sure("read by machine only", hatch="/////"),
    "SaidNotToHaveHappened": Sure("said not to have happened", crossed=True),
}


ASPECTS: Final = {
    "OnOccurrence": "whether",
    "OnAgent": "by whom",
    "OnTarget": "against whom",
    "OnWhen": "when",
    "OnWhere": "where",
    "OnCount": "how many",
}


def sure_of(status: str | None) -> Sure:
    """Give the look of a status; one not known looks like an allegation, never like a fact."""
    return SURE.get(local(status), SURE["Alleged"])


def local(iri: str | None) -> str:
    """Give the last part of an IRI.

    >>> local("https://w3id.org/conflict-kg/type/air-strike")
    'air-strike'
    """
    return (iri or "").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def spaced(iri: str | None) -> str:
    """Give the last part of an IRI in words.

    >>> spaced("https://w3id.org/conflict-kg/ontology#SaidNotToHaveHappened"), spaced("air-strike")
    ('said not to have happened', 'air strike')
    """
    words = "".join(" " + c.lower() if c.isupper() else c for c in local(iri))
    return words.replace("-", " ").strip()


MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date, upper: bool = False, parts: int = 3) -> str:
    """Give a bound no more precise than it need be: 1 January and 31 December as a year, a month's ends as a month.

    >>> day_words(date(2013, 1, 1)), day_words(date(2023, 8, 31), upper=True), day_words(date(2023, 8, 14))
    ('2013', 'Aug 2023', '14 Aug 2023')
    """
    first, edge = (12, day + timedelta(1)) if upper else (1, day)
    if edge.day == 1 and parts == 3:
        return str(day.year) if day.month == first else f"{MONTHS[day.month - 1]} {day.year}"
    return " ".join([str(day.day), MONTHS[day.month - 1], str(day.year)][:parts])


def time_words(earliest: date | None, latest: date | None) -> str:
    """Give a time in words; an open side is said, never filled in.

    >>> time_words(None, date(2023, 8, 14))
    'by 14 Aug 2023'
    >>> time_words(date(2023, 8, 13), date(2023, 8, 14))
    '13 – 14 Aug 2023'
    >>> time_words(date(2015, 1, 1), date(2015, 12, 31)), time_words(date(2023, 6, 1), date(2023, 12, 31))
    ('2015', 'Jun – Dec 2023')
    """
    if earliest is None and latest is None:
        return "not dated"
    if latest is None:
        return f"from {day_words(earliest)}" if earliest else "not dated"
    if earliest is None:
        words = day_words(latest, upper=True)
        return f"by {words}" if words[0].isdigit() and " " in words else f"by the end of {words}"
    if earliest == latest:
        return " ".join([str(latest.day), MONTHS[latest.month - 1], str(latest.year)])
    return _between_words(earliest, latest)


def _between_words(earliest: date, latest: date) -> str:
    """Give two bounds; the last of December is a year's end only beside the first of January, else a month's."""
    first, last = day_words(earliest), day_words(latest, upper=True)
    if last.isdigit() and not first.isdigit():
        last = f"Dec {last}"
    if first == last:
        return first
    same_month = (earliest.year, earliest.month) == (latest.year, latest.month)
    if same_month:
        return f"{earliest.day} – {latest.day} {MONTHS[latest.month - 1]} {latest.year}"
    first = first.removesuffix(f" {latest.year}") if len(last.split()) == len(first.split()) == 2 else first
    return f"{first} – {last}"


def counted(amount: int, thing: str) -> str:
    """Give a number of things.

    >>> counted(1, "source"), counted(2, "source")
    ('1 source', '2 sources')
    """
    return f"{amount} {thing}" + ("s" if amount != 1 else "")


def amount_words(low: int | None, best: int | None, high: int | None) -> str:
    """Give a number with its bounds; an open side is said.

    >>> amount_words(7, None, None), amount_words(6, 6, 6), amount_words(6, None, 7), amount_words(None, None, None)
    ('at least 7', '6', '6 to 7', 'some')
    """
    if low is not None and high is not None:
        exact = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        return exact if best in (None, low, high) else f"{exact}, best {best:,}"
    if best is not None:
        return f"about {best:,}"
    if low is not None:
        return f"at least {low:,}"
    return "some" if high is None else f"up to {high:,}"
