"""Keys that several pictures share: how sure, what kind of event, who is meant by a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from string import ascii_lowercase

from kg.views.picture import Entry, Sheet
from kg.views.roles import Role
from kg.views.rows import Part
from kg.views.spans import draw_bar, draw_cross, draw_point
from kg.views.style import DASHED, FAMILIES, OTHER, SURE, Family, family_of, local


def sure_entries(events: Sequence[Part], points: bool = False) -> list[Entry]:
    """Give the keys of the statuses that the events have, as bars or as points."""
    present = {local(event.first("status")) for event in events}
    return [
        Entry(partial(_sure_key, status=status, points=points), look.words, 12 if points else 26)
        for status, look in SURE.items()
        if status in present
    ]


def family_entries(events: Sequence[Part]) -> list[Entry]:
    """Give the keys of the families of the events' types."""
    present = {family_of(event.type) for event in events}
    return [Entry(partial(_family_key, family=family), family.name, 12) for family in FAMILIES if family in present]


def lettered(casts: Iterable[Sequence[Role]]) -> dict[str, str]:
    """Give a letter to each claimant of an unsettled role, in the order given."""
    names = dict.fromkeys(
        name for cast in casts for role in cast if not role.settled for name in (*role.claimants, *role.deniers)
    )
    letters = [*ascii_lowercase, *("".join(pair) for pair in product(ascii_lowercase, repeat=2))]
    return dict(zip(names, letters, strict=False))


def letter_entries(letters: Mapping[str, str]) -> list[Entry]:
    """Give the keys of the claimants' letters."""
    return [Entry(partial(_letter_key, letter=letter), name, 9) for name, letter in letters.items()]


def shape_entry(shape: str, words: str) -> Entry:
    """Give the key of a plain filled shape."""
    return Entry(lambda sheet, x, y: sheet.marker(x, y, shape, 10, OTHER.colour, OTHER.colour), words, 12)


def claimed_key(sheet: Sheet, x: float, y: float, denied: bool = False) -> None:
    """Draw the key of a role that is only claimed, or only denied."""
    sheet.marker(x, y, "o", 13, None, OTHER.colour, width=1.3, dashes=DASHED)
    if denied:
        draw_cross(sheet, x, y, 9, OTHER.colour)
    else:
        sheet.text(x, y, "a", 7, ha="center")


def _sure_key(sheet: Sheet, x: float, y: float, status: str, points: bool) -> None:
    if points:
        draw_point(sheet, x, y, OTHER, SURE[status])
    else:
        draw_bar(sheet, x - 12, x + 12, y, OTHER, SURE[status])


def _family_key(sheet: Sheet, x: float, y: float, family: Family) -> None:
    draw_point(sheet, x, y, family, SURE["Corroborated"])


def _letter_key(sheet: Sheet, x: float, y: float, letter: str) -> None:
    sheet.text(x, y, letter, 8.5, bold=True, ha="center")
