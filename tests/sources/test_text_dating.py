"""Which time dates which event: sentences of our own, with the bounds that each of their events has. All are invented."""

from __future__ import annotations

import pytest

from kg.model.claim import Claim, Occurrence
from kg.model.dates import read_edtf
from kg.sources.article import parse
from kg.sources.text.document import Article

# sentence | event type bounds, in order; seen from Monday 14 August 2023
SENTENCES = """
Gunmen attacked a bus on Sunday. | attack 2023-08-13
On Sunday, gunmen attacked a bus. | attack 2023-08-13
The army said on Sunday that gunmen attacked a bus. | attack /2023-08-14
The army said that gunmen attacked a bus on Sunday. | attack 2023-08-13
Gunmen attacked a bus on Sunday, officials said on Monday. | attack 2023-08-13
Police said Monday that a bomb exploded in the market on Saturday. | bombing 2023-08-12
Rebels stormed the town on Friday, abducting six farmers. | attack 2023-08-11, abduction 2023-08-11
On Friday rebels attacked a bus and kidnapped six farmers. | attack 2023-08-11, abduction 2023-08-11
In June, soldiers shelled the town, and jets bombed the port. | shelling 2023-06, air-strike 2023-06
The attack on Thursday killed nine soldiers. | attack 2023-08-10
Thursday's attack killed nine soldiers. | attack 2023-08-10
The attack, which took place on Thursday, killed nine soldiers. | attack 2023-08-10
The farmers, who were kidnapped in March, lived in the town. | abduction 2023-03
The driver who was kidnapped six days ago sells fish. | abduction 2023-08-08
The army withdrew its troops after last week's coup. | withdrawal /2023-08-14, coup 2023-08-07/2023-08-13
A day after gunmen attacked a bus, the army shelled the town. | attack /2023-08-14, shelling /2023-08-14
Gunmen attacked a bus on 3 May 2021. The next day soldiers shelled the town. | attack 2021-05-03, shelling 2021-05-04
Gunmen attacked a bus between Friday and Sunday. | attack 2023-08-11/2023-08-13
The army will withdraw its troops on Friday. | withdrawal 2023-08-18
The army will withdraw its troops by the end of March. | withdrawal 2023-08-14/2024-03-31
The minister said on Sunday that the army will withdraw its troops. | withdrawal 2023-08-13/
The army will withdraw its troops in the coming weeks. | withdrawal 2023-08-14/
The army will withdraw its troops next week. | withdrawal 2023-08-21/2023-08-27
The army will withdraw its troops from 1 January. | withdrawal 2024-01-01/
Gunmen have attacked the town since June. | attack 2023-06-01/2023-08-14
In 2012 rebels rose up, their insurgency eventually spreading across the border. | uprising 2012, insurgency 2012-01-01/2023-08-14
Gunmen attacked the base on 3 May and again on 9 June. | attack 2023-05-03/2023-06-09
A bomb exploded in the market on Friday morning. | bombing 2023-08-11
Protesters have blocked the road every Friday since April. | protest 2023-04-01/2023-08-14
Gunmen killed two men in a bar at 11 p.m. on Saturday, 12 August. | killing 2023-08-12
The minister accused the rebels on Friday of shelling the town in May. | accusation 2023-08-11, shelling 2023-05
Rebels who seized the town in June attacked a bus on Saturday. | capture 2023-06, attack 2023-08-12
The rebels said in a statement on Sunday that they had attacked the base. | statement 2023-08-13, attack /2023-08-14
Gunmen attacked a bus. | attack /2023-08-14
"""


def read(table: str) -> list[tuple[str, list[str]]]:
    lines = (line.split("|") for line in table.strip().splitlines())
    return [(text.strip(), [event.strip() for event in events.split(",")]) for text, events in lines]


def told(text: str, day: str = "2023-08-14") -> list[tuple[str, Occurrence]]:
    claims = [r.content for r in parse(Article("x", text, read_edtf(day))) if isinstance(r, Claim)]
    return [(c.type, c) for c in claims if isinstance(c, Occurrence)]


@pytest.mark.parametrize(("text", "events"), read(SENTENCES))
def test_a_time_dates_the_event_of_its_clause(text: str, events: list[str]) -> None:
    assert sorted(f"{type_} {c.when.edtf if c.when else ''}" for type_, c in told(text)) == sorted(events)


def test_the_next_day_is_counted_from_the_paragraph_before() -> None:
    whens = [c.when for _, c in told("Gunmen attacked a bus on 3 May 2021.\n\nThe next day soldiers shelled the town.")]
    assert [(w.edtf, w.reason) for w in whens if w] == [
        ("2021-05-03", None),
        ("2021-05-04", "counted from 2021-05-03, told before in the text"),
    ]


def test_an_inferred_year_has_its_reason_and_a_written_one_none() -> None:
    whens = [c.when for _, c in told("Gunmen attacked a bus on 3 May. Rebels bombed a mill in 2012.")]
    assert [(w.basis, w.reason) for w in whens if w] == [
        ("inferred", "no year written: the nearest such day before publication"),
        ("stated", None),
    ]


def test_the_publication_date_is_never_the_day_of_an_event() -> None:
    assert all(c.when and c.when.earliest is None for _, c in told("Gunmen attack a bus. Rebels seize the town."))


def test_a_weekday_that_disagrees_is_told_with_the_event() -> None:
    ((_, event),) = told("Gunmen attacked a bus on Sunday, 4 August 2023.")
    assert event.when
    assert event.when.edtf == "2023-08-04"
    assert event.when.reason == "the text says Sunday, but 2023-08-04 is a Friday: the date is kept"
