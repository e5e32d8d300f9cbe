"""An entry of a gazetteer: one place with its point, feature and divisions; and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import asin, cos, hypot, radians, sin, sqrt

from kg.model.terms import PlaceKind

THEATRE = "the theatre table"
EARTH = 6371.0  # mean radius in kilometres
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'", "`": "'"})
_JOINTS = re.compile(r"[\s\-–_.]+")
_WORDS = dict(
    pair.split("=")
    for pair in (
        "MRSH=marsh WLL=well WAD=wadi STM=stream STMI=stream LK=lake LKI=lake MT=mountain HLL=hill AIRP=airport CMP=camp "
        "ADM1=region ADM2=district PPLC=capital PPLX=quarter FRM=farm AREA=area RGN=area "
        "CSTL=castle RSV=reservoir WTRH=waterhole DUNE=dune"
    ).split()
)
_CLASSES = {
    "P": "populated place", "A": "division", "H": "water", "T": "relief", "L": "area", "S": "building or site", "R": "road",
    "V": "forest", "U": "undersea feature",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: its GeoNames id ("" where it has none), WGS84 degrees, feature class and code, ISO country, divisions, people.

    `provider` gives the facts, `by` is the table through which they came here, `note` what that table says of the row.
    """

    id: str
    name: str
    lat: float
    lon: float
    feature: str
    code: str
    country: str
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    region: str = ""
    provider: str = "GeoNames"
    by: str = ""
    note: str = ""

    @property
    def kind(self) -> PlaceKind:
        """Give the kind of place that the feature code means."""
        if self.feature == "P":
            return "populated-place"
        if self.feature == "A":
            return "country" if self.code.startswith("PCL") else "region" if self.code in ("ADM1", "ADM1H") else "district"
        return {"S": "facility", "R": "facility", "L": "area"}.get(self.feature, "feature")  # type: ignore[return-value]  # kinds

    @property
    def what(self) -> str:
        """Give the feature in a word: "marsh", "populated place"."""
        return _WORDS.get(self.code) or _CLASSES.get(self.feature, "place")


def key_of(name: str) -> str:
    """Give a name as gazetteers compare it: no accents, one space for hyphens, lower case.

    >>> key_of("Deir ez-Zor"), key_of("Ménaka")
    ('deir ez zor', 'menaka')
    """
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)) if not name.isascii() else name
    kept = "".join(c for c in plain if not unicodedata.combining(c)).lower().translate(_LETTERS)
    return _JOINTS.sub(" ", kept).strip()


def distance(one: Entry, other: Entry) -> float:
    """Give the kilometres between two places, on a sphere (haversine)."""
    north, east = radians(other.lat - one.lat), radians(other.lon - one.lon)
    inner = hypot(sin(north / 2), sqrt(cos(radians(one.lat)) * cos(radians(other.lat))) * sin(east / 2))
    return 2 * EARTH * asin(min(1.0, inner))
