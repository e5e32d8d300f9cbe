"""Storyline: a row for each actor, a column for each event; filled where the role is settled, hollow where it is only claimed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kg.views.labels import Box, shortened, text_width
from kg.views.legends import claimed_key, family_entries, letter_entries, lettered, shape_entry, sure_entries
from kg.views.picture import (
    BOUNDARIES,
    MARGIN,
    Entry,
    Picture,
    Rows,
    Sheet,
    hidden_note,
    machine_note,
    sources_note,
    styled,
    twice_note,
)
from kg.views.roles import ROLES, Role, roles_of
from kg.views.rows import Part, chosen, marks_of, once, parts_of
from kg.views.spans import draw_cross, draw_point, tint
from kg.views.style import DASHED, FAINT, GREY, OTHER, PAPER, Family, counted, family_of, local, spaced, sure_of, time_words

_NAMES = 212.0
_STEP = 25.0
_ROW = 27.0
_SLANT = 52
_HEADS = 236.0  # longest event name, in points
_RISE, _RUN = 0.788, 0.616  # sine and cosine of the slant
SHAPES = {"agent": "o", "target": "s", "party": "D", "supporter": "^", "beneficiary": "v"}
KINDS = (
    "State Government StateForce PeacekeepingMission InternationalOrganisation "
    "ArmedAlliance ArmedGroup PrivateMilitaryCompany People Civilians Group"
).split()


@styled
def draw(rows: Rows, *, title: str = "Who took part in what", subtitle: str | None = None, limit: int = 40) -> Picture:
    """Draw the rows of `view-roles.rq`: at most `limit` events, those first that most is claimed about."""
    parts = parts_of(rows)
    every = [part for part in parts if part.first("what") == "event"]
    events = once(every)
    cast = {event.iri: roles_of(event) for event in events}
    shown = list(chosen([event for event in events if cast[event.iri]], limit))
    actors = _ordered({part.iri: part for part in parts}, [role.actor for event in shown for role in cast[event.iri]])
    letters = lettered(cast[event.iri] for event in shown)
    sheet = Sheet(max(2 * MARGIN + _NAMES + _STEP * len(shown) + _HEADS * _RUN, 760))
    y = sheet.header(title, subtitle or _summary(shown, actors))
    y = _legends(sheet, y + 4, shown, letters)
    top = y + max([_head_height(event) for event in shown], default=0.0) + 24
    bottom = top + _ROW * len(actors)
    lines = {actor.iri: top + _ROW * (n + 0.5) for n, actor in enumerate(actors)}
    _actor_rows(sheet, actors, lines, _NAMES + MARGIN + _STEP * len(shown) + 6)
    for n, event in enumerate(shown):
        _column(sheet, MARGIN + _NAMES + _STEP * (n + 0.5), top, bottom, event, cast[event.iri], lines, letters)
    alone = sum(not cast[event.iri] for event in events)
    notes = [
        *hidden_note(len(events) - alone - len(shown)),
        *machine_note(rows),
        *twice_note(len(every) - len(events)),
        *([f"{counted(alone, 'event')} without any actor: no column."] if alone else []),
    ]
    y = sheet.footer(bottom + 104, [_READING, *notes, sources_note(rows), BOUNDARIES])
    return sheet.finish(y + MARGIN / 2, title, _alt(title, shown, cast, {actor.iri: actor for actor in actors}), marks_of(rows))


_READING = (
    "How to read: a filled mark is a role that the claims settle under the lens; a hollow dashed one is a role that "
    "somebody ascribes, with the letter of each who does (“a+3”: a and three more, named "
    "where a pointer rests), so an accused actor is not shown to have taken part. Columns "
    "stand in the order of possible time, not at equal distances in time."
)


def _ordered(parts: dict[str, Part], seen: list[str]) -> list[Part]:
    """Give the actors by kind, those of one kind in the order in which they come in."""
    first = {actor: n for n, actor in reversed(list(enumerate(seen)))}
    known = [parts[actor] for actor in first if actor in parts]
    return sorted(known, key=lambda actor: (_kind_order(actor), first[actor.iri]))


def _kind_order(actor: Part) -> int:
    kind = local(actor.first("kind"))
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _head_height(event: Part) -> float:
    return min(_HEADS, text_width(event.label, 9)) * _RISE + 8


def _actor_rows(sheet: Sheet, actors: Sequence[Part], lines: dict[str, float], right: float) -> None:
    for actor in actors:
        y = lines[actor.iri]
        unknown = actor.first("identified") == "false" or actor.first("anonymous") == "true"
        kind = (
            ("not identified" if actor.first("identified") == "false" else "anonymous")
            if unknown
            else spaced(actor.first("kind"))
        )
        sheet.line([(MARGIN + _NAMES, y), (right, y)], FAINT, 0.8, z=1)
        gid = sheet.mark(actor.iri, f"{actor.label} ({kind})")
        name = shortened(actor.label, _NAMES - 16, 9.5)
        sheet.text(MARGIN + _NAMES - 10, y - 4, name, 9.5, italic=unknown, ha="right", gid=gid)
        sheet.text(MARGIN + _NAMES - 10, y + 7, kind, 7, colour=GREY, ha="right")


def _column(
    sheet: Sheet,
    x: float,
    top: float,
    bottom: float,
    event: Part,
    cast: list[Role],
    lines: dict[str, float],
    letters: dict[str, str],
) -> None:
    family, sure = family_of(event.type), sure_of(event.first("status"))
    words = time_words(event.earliest, event.latest)
    gid = sheet.mark(event.iri, f"{event.label}: {sure.words}; {words}")
    draw_point(sheet, x, top - 12, family, sure, gid, 9.5)
    sheet.text(x + 2, top - 24, shortened(event.label, _HEADS, 9), 9, turn=_SLANT)
    _joined(sheet, x, top - 6, [lines[role.actor] for role in cast if role.actor in lines], family, False)
    _joined(sheet, x, top, [lines[role.actor] for role in cast if role.settled and role.actor in lines], family, True)
    for actor, y in lines.items():
        roles = [role for role in cast if role.actor == actor]
        for n, role in enumerate(roles):
            _cell(
                sheet,
                x + (n - (len(roles) - 1) / 2) * 11,
                y,
                role,
                family,
                letters,
                15 if len(roles) == 1 else 11,
                f"{event.iri}#{role.role}/{local(role.actor)}",
            )
    sheet.text(x + 3, bottom + 8, words, 7.5, colour=GREY, ha="right", turn=90)


def _joined(sheet: Sheet, x: float, top: float, rows: list[float], family: Family, settled: bool) -> None:
    if settled and len(rows) > 1:
        sheet.line([(x, min(rows)), (x, max(rows))], family.colour, 2.4, z=2)
    elif rows and not settled:
        sheet.line([(x, top), (x, max(rows))], "#9a9a9a", 0.8, dashes=(0, (1.5, 2)), z=1.5)


def _cell(sheet: Sheet, x: float, y: float, role: Role, family: Family, letters: dict[str, str], size: float, gid: str) -> None:
    room = _STEP - 3 if size > 11 else 10.5
    shape = SHAPES.get(role.role, "h")
    size *= 0.82 if shape in "sD" else 1.0
    if role.settled:
        sheet.marker(x, y, shape, size, family.colour, family.colour, width=1.2, z=4, gid=gid)
        return
    sheet.marker(x, y, shape, size, tint(family.colour, 0.0), family.colour, width=1.3, dashes=DASHED, z=4, gid=gid)
    if role.denied:
        draw_cross(sheet, x, y, size * 0.7, family.colour)
        return
    keys = sorted((letters[name] for name in role.claimants if name in letters), key=lambda key: (len(key), key))
    sheet.tips[gid] = f"{role.role}, says {', '.join(role.claimants)}"
    if len(keys) < 2:
        sheet.text(x, y, "".join(keys), 7, ha="center", z=6)
        return
    whole = " ".join(keys)
    words = whole if text_width(whole, 6.5) <= room else f"{keys[0]}+{len(keys) - 1}"
    half = text_width(words, 6.5) / 2
    sheet.rectangle(Box(x - half, y + 8.2, x + half, y + 14.8), PAPER, None, z=3)
    sheet.text(x, y + 11.5, words, 6.5, ha="center", z=6)


def _summary(events: Sequence[Part], actors: Sequence[Part]) -> str:
    number = f"{counted(len(actors), 'actor')} in {counted(len(events), 'event')}"
    return f"{number}, in the order of possible time; an allegation makes nobody a participant."


def _legends(sheet: Sheet, y: float, events: Sequence[Part], letters: dict[str, str]) -> float:
    cells = [
        Entry(lambda s, x, y: s.marker(x, y, "o", 12, OTHER.colour, OTHER.colour), "settled", 13),
        Entry(claimed_key, "only claimed, by a", 13),
        Entry(partial(claimed_key, denied=True), "only denied", 13),
    ]
    y = sheet.legend(y, "Role", [*cells, *(shape_entry(SHAPES[role], role) for role in ROLES)])
    if letters:
        y = sheet.legend(y, "Claimed by", letter_entries(letters))
    y = sheet.legend(y, "Event", [*family_entries(events), *sure_entries(events, points=True)])
    return y + 4


def _alt(title: str, events: Sequence[Part], cast: dict[str, list[Role]], names: dict[str, Part]) -> str:
    told = []
    for event in events:
        settled = [f"{names[role.actor].label} ({role.role})" for role in cast[event.iri] if role.settled and role.actor in names]
        claimed = [
            f"{names[role.actor].label} ({role.role}, says {', '.join(role.claimants) or 'nobody'})"
            for role in cast[event.iri]
            if not role.settled and role.actor in names
        ]
        said = f"; only claimed: {', '.join(claimed)}" if claimed else ""
        told.append(f"{event.label}: {', '.join(settled) or 'no role settled'}{said}")
    return f"{title}. {_summary(events, list(names.values()))} {'. '.join(told)}."
