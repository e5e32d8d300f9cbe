"""Counts bound to kind, group and side: sentences of our own, all invented, with what they count (guidelines, 7)."""

from __future__ import annotations

import pytest

from kg.model.claim import Claim, Occurrence
from kg.model.dates import read_edtf
from kg.sources.article import parse
from kg.sources.text.document import Article

# sentence | counts as "kind low/best/high of", in any order; "-" is not given; "none" is no count at all
SENTENCES = """
Gunmen killed nine soldiers and two drivers. | killed 9/9/9 soldiers; killed 2/2/2 drivers
Fighting killed 3 soldiers and 5 attackers. | killed 3/3/3 soldiers; killed 5/5/5 attackers
Two soldiers and five rebels were killed in a clash. | killed 2/2/2 soldiers; killed 5/5/5 rebels
The clash left 20 dead and 30 injured. | killed 20/20/20 -; injured 30/30/30 -
A bomb killed at least 17 people, including four children. | killed 17/17/- people; killed 4/4/4 children
A bomb killed 17 people (including 4 children). | killed 17/17/17 people; killed 4/4/4 children
A bomb killed ten people, three of them children. | killed 10/10/10 people; killed 3/3/3 children
A bomb killed ten people, among them six children. | killed 10/10/10 people; killed 6/6/6 children
The bomb killed eight, including two of the attackers. | killed 8/8/8 -; killed 2/2/2 attackers
The evacuation of civilians, including 80 reporters, began. | displaced 80/80/80 reporters
The blast killed ten villagers and wounded another two. | killed 10/10/10 villagers; injured 2/2/2 -
The blast killed two soldiers and injured the three others. | killed 2/2/2 soldiers; injured 3/3/3 -
A soldier was killed and three others were injured in an ambush. | killed 1/1/1 soldier; injured 3/3/3 -
At least 30 men were killed and 20 more wounded as gunmen raided a village. | killed 30/30/- men; injured 20/20/20 -
The death toll has risen to 40. | killed 40/40/40 -
Fifteen people were killed or injured when a bomb exploded. | killed 0/-/15 people; injured 0/-/15 people
A bomb exploded at the market. No casualties were reported. | killed 0/0/0 -; injured 0/0/0 -
A bomb exploded at the market without casualties. | killed 0/0/0 -; injured 0/0/0 -
A bomb exploded at the market, but there were no injuries. | injured 0/0/0 -
Gunmen killed a family of five. | killed 5/5/5 family of five
Gunmen abducted a group of 20 students. | abducted 20/20/20 students
Gunmen abducted a couple in the town. | abducted 2/2/2 couple
Gunmen killed a farmer, his wife and two children. | killed 1/1/1 farmer; killed 2/2/2 children
An air strike killed a commander and his two sons. | killed 1/1/1 commander; killed 2/2/2 sons
Gunmen killed a 12-year-old boy. | killed 1/1/1 12-year-old boy
Gunmen killed another soldier. | killed 1/1/1 soldier
Gunmen killed one soldier. | killed 1/1/1 soldier
Police arrested an Islamist. | arrested 1/1/1 Islamist
Police arrested a Nigerian and two Chadians. | arrested 1/1/1 Nigerian; arrested 2/2/2 Chadians
Police detained 40 protesters. | arrested 40/40/40 protesters
A further 12 people were wounded. | injured 12/12/12 people
The attack killed one and injured six. | killed 1/1/1 -; injured 6/6/6 -
Twelve people died in the attack. | killed 12/12/12 people
Gunmen killed up to 30 villagers. | killed 0/-/30 villagers
Gunmen killed nearly 40 villagers. | killed 36/-/39 villagers
Gunmen killed between 20 and 30 villagers. | killed 20/-/30 villagers
Gunmen killed dozens of villagers. | killed 24/-/- villagers
Gunmen killed six of its soldiers. | killed 6/6/6 soldiers
Gunmen killed three dozen villagers. | killed 36/36/36 villagers
The state will reinforce its troops by 1,000. | personnel 1000/1000/1000 troops
The state reduced its force to between 2,500 and 3,000. | personnel 2500/-/3000 force
About 3,000 people fled the town. | displaced 2700/3000/3300 people
Hundreds of thousands of people have been displaced. | displaced 200000/-/- people
Gunmen killed 1.200 people. | killed -/-/- people
Twenty houses were burned and six people killed. | killed 6/6/6 people
Eleven border police officers, including a captain, were killed. | killed 11/11/11 border police officers; killed 1/1/1 captain
A bomber killed four people and wounded six others outside a bar. | killed 4/4/4 people; injured 6/6/6 -
Sixty rebel fighters and 18 soldiers were killed in battles. | killed 60/60/60 rebel fighters; killed 18/18/18 soldiers
Gunmen killed a judge and three guards. | killed 1/1/1 judge; killed 3/3/3 guards
Gunmen killed Ali Sow, 34, in the town. | none
Gunmen killed the mayor. | none
Gunmen killed some villagers. | none
Gunmen killed many villagers. | none
Gunmen attacked a town 30 kilometres from the border. | none
Gunmen attacked a bank and stole $5 million. | none
Gunmen attacked a village at 10:30 on 3 May 2021. | none
Gunmen attacked two villages. | none
"""


def rows(table: str) -> list[tuple[str, list[str]]]:
    lines = (line.split("|") for line in table.strip().splitlines())
    return [(text.strip(), sorted(c.strip() for c in counts.split(";") if c.strip() != "none")) for text, counts in lines]


def occurrences(text: str) -> list[Occurrence]:
    contents = [r.content for r in parse(Article("x", text, read_edtf("2023-08-14"))) if isinstance(r, Claim)]
    return [c for c in contents if isinstance(c, Occurrence)]


def counts(event: Occurrence) -> list[str]:
    def told(n: int | None) -> str:
        return "-" if n is None else str(n)

    return [f"{c.kind} {told(c.low)}/{told(c.best)}/{told(c.high)} {c.of or '-'}" for c in event.counts]


@pytest.mark.parametrize(("text", "expected"), rows(SENTENCES))
def test_a_sentence_counts_what_it_says(text: str, expected: list[str]) -> None:
    assert sorted(count for event in occurrences(text) for count in counts(event)) == expected


def test_the_table_is_broad() -> None:
    assert len(rows(SENTENCES)) >= 50


def test_a_running_toll_is_a_claim_of_its_own_without_place() -> None:
    raid, toll = sorted(occurrences("Gunmen raided a village near Gao, bringing the death toll to 12."), key=lambda e: e.type)
    assert (raid.type, counts(raid)) == ("attack", [])
    assert (toll.type, counts(toll), toll.places) == ("killing", ["killed 12/12/12 -"], ())


def test_the_words_of_a_count_are_kept_as_written() -> None:
    (event,) = occurrences("Gunmen killed at least seventeen soldiers and 1.200 goats' herders.")
    assert event.counts[0].as_written == "at least seventeen"
