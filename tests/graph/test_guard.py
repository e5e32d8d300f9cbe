"""The guard against pyoxigraph itself: what passes never ends the process and never calls another machine.

`KG_FUZZ=20000 pytest tests/graph/test_guard.py` tries that many random texts a test instead of a few hundred.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kg.graph.guard import DEEPEST, LONGEST, MOST_TERMS, check_query, check_update
from kg.graph.query import named_queries
from kg.model.errors import UsageError
from tests.canary import Canary
from tests.graph.engine_alone import EngineAlone
from tests.graph.shapes import QUERIES, UPDATES

EXAMPLES = int(os.environ.get("KG_FUZZ", "0"))
FUZZ = settings(
    max_examples=EXAMPLES or 400,
    deadline=None,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=list(HealthCheck),
)
CHECKS = {"query": check_query, "update": check_update}
SHAPES = [("query", name, make) for name, make in QUERIES.items()] + [("update", name, make) for name, make in UPDATES.items()]
MOST = 60_000


def passes(kind: str, text: str) -> bool:
    try:
        CHECKS[kind](text)
    except UsageError:
        return False
    return True


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineAlone]:
    with EngineAlone(seconds=1) as alone:
        yield alone


@pytest.mark.parametrize(("kind", "make"), [pytest.param(kind, make, id=f"{kind}-{name}") for kind, name, make in SHAPES])
def test_the_longest_of_a_shape_that_passes_does_not_end_the_process(kind: str, make, engine: EngineAlone) -> None:  # type: ignore[no-untyped-def]
    least, most = 1, MOST
    assert passes(kind, make(least))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if passes(kind, make(middle)) else (least, middle - 1)
    assert engine.run(kind, make(least)) in ("ok", "error", "syntax", "busy")


@pytest.mark.parametrize("name", ["groups", "triples", "objlist", "predlist", "bnodes-wide", "lists-wide", "describe"])
def test_what_ended_the_process_is_refused_in_its_place(name: str, engine: EngineAlone) -> None:
    with pytest.raises(UsageError, match=rf"line 1, column \d+: more than {MOST_TERMS:,} terms[^^]*\^$"):
        check_query(QUERIES[name](9000))


def test_deep_updates_are_refused_in_their_place() -> None:
    for name in ("ins-nest", "ins-bn", "upd-where-nest"):
        with pytest.raises(UsageError, match=rf"line 1, column \d+: brackets are nested more than {DEEPEST} deep[^^]*\^$"):
            check_update(UPDATES[name](3000))


def test_long_lists_of_data_pass() -> None:
    check_query("SELECT * { VALUES ?x {" + " <http://x/a>" * 5000 + " } ?x ?p ?o }")
    check_query("SELECT * { ?s ?p ?o FILTER(?o NOT IN (1" + ", 1" * 9000 + ")) }")
    check_update("INSERT DATA { GRAPH <http://x/g> {" + "<http://x/a> <http://x/p> 1 ." * 3000 + "} }")


def test_a_long_pattern_does_not_hide_in_a_list() -> None:
    with pytest.raises(UsageError, match="terms"):
        check_query("SELECT * { FILTER(1 IN (1, EXISTS {" + "?s ?p ?o ." * 1000 + "})) }")
    with pytest.raises(UsageError, match="terms"):
        check_update("INSERT DATA {} ; DELETE WHERE {" + "?s ?p ?o ." * 1000 + "}")


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:9/>",
        "load silent <file:///etc/passwd> into graph <http://x/g>",
        "CLEAR ALL;LOADSILENT<http://127.0.0.1:9/>",
        "PREFIX x: <http://x/> CLEAR ALL; LOADx:y",
        "BASE<http://x/>LOAD<y>",
        "LO\\u0041D <http://127.0.0.1:9/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "DELETE { ?s ?p 1 } WHERE { { SELECT * { SERVICE SILENT ?x { ?s ?p ?o } } } }",
    ],
)
def test_updates_that_fetch_are_refused_in_their_place(update: str) -> None:
    with pytest.raises(UsageError, match=r"line 1, column \d+: ((LOAD|SERVICE) is refused|a backslash)[^^]*\^$"):
        check_update(update)


@pytest.mark.parametrize(
    "update",
    [
        "CREATE GRAPH <http://x/g>; COPY <http://x/g> TO <b:h>; MOVE <b:h> TO <b:i>; ADD <b:i> TO DEFAULT",
        "DROP SILENT GRAPH <http://x/LOAD>; CLEAR ALL # LOAD <http://x/>",
        "WITH <http://x/g> DELETE { ?s ?p ?load } INSERT { ?s ?p 'LOAD <x> SERVICE' } USING <http://x/h> WHERE { ?s ?p ?load }",
        "PREFIX x: <http://x/> DELETE DATA { x:LOAD x:SERVICE 1 }",
    ],
)
def test_updates_that_stay_here_pass(update: str, engine: EngineAlone) -> None:
    check_update(update)
    assert engine.run("update", update) in ("ok", "error")  # error: no such graph


def test_what_is_too_long_or_no_text_is_refused() -> None:
    for check in CHECKS.values():
        with pytest.raises(UsageError, match="longer than"):
            check("#" + "é" * (LONGEST // 2))
        with pytest.raises(UsageError, match="surrogate"):
            check("ASK { ?s ?p '\ud800' }")


CALL = "SERVICE<CANARY>{?a ?b ?c}"
HIDDEN = [
    "SELECT * { ?s ?p ?o FILTER(1<<http://x/a#>)SERVICE<http://127.0.0.1:9/>{?a ?b ?c}\n}",
    "PREFIX x:<http://x/> SELECT * { ?s ?p x:.SERVICE<http://127.0.0.1:9/>{?a ?b ?c} }",
    'SELECT * { VALUES ?x { """a" } SERVICE<http://127.0.0.1:9/>{?a ?b ?c} #\\q"""\n }',
    'SELECT * { VALUES ?x { """a" } SERVICE<http://127.0.0.1:9/>{?a ?b ?c} #\\uD800"""\n }',
    "BASE <http://x/> SELECT * { ?s ?p ?o FILTER(?s<<'>) SERVICE<http://127.0.0.1:9/>{?a ?b ?c} #'\n }",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_a_call_that_only_the_parser_sees_is_refused(query: str, engine: EngineAlone) -> None:
    assert is_call(query, "query", engine), "the example is none any more: does pyoxigraph read it otherwise?"
    assert not passes("query", query)


def is_call(text: str, kind: str, engine: EngineAlone) -> bool:
    """Tell whether SERVICE or LOAD is a keyword in it: with another word in its place the parser does not understand it."""
    renamed = re.sub("LOAD", "LOAX", re.sub("SERVICE", "SERVIXE", text, flags=re.IGNORECASE), flags=re.IGNORECASE)
    return text != renamed and engine.run(kind, text) != "syntax" and engine.run(kind, renamed) == "syntax"


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    found = Canary()
    yield found
    found.close()


def test_the_canary_sees_a_call(engine: EngineAlone, canary: Canary) -> None:
    before = canary.calls
    engine.run("query", "SELECT * {" + CALL.replace("CANARY", canary.address) + "}")
    engine.run("update", f"LOAD <{canary.address}>")
    assert canary.calls == before + 2


BEFORE = st.sampled_from(
    """?s ?p ?o|?s ?p ?o.|?s ?p true|?s ?p 1e5|?s ?p x:|?s ?p x:a|?s ?p _:b|?s ?p 'a'|?s ?p 'a'@en
    |?s ?p ""|?s ?p ''@en-a|[]?p[]|?s ?p()
    |FILTER(?s<?p)|FILTER(1<<http://x/a#>)|FILTER(1<<http://x/a>)|FILTER(?s<x:a)
    |FILTER(?s<<#>)|FILTER(?s<<'>)|FILTER(-1<-1)|{}|OPTIONAL{?s ?p ?o}
    |VALUES ?x {"a"}|VALUES ?x {'''a'''}|VALUES ?x {<#>}|BIND(1 AS ?b)|BIND(<<(x:a x:b x:c)>> AS ?t)|<<?s?p?o>>?p ?o
    |?s x:p? ?o
    |?s !(x:p|^x:p) ?o|?s ?p <http://x/'>|?s ?p <http://x/#>|?s ?p <#>|?s ?p 'a'^^x:
    |?s ?p 1.|?s ?p 1.0|?s ?p .1|?s ?p x:a\\.b|?s ?p x:%41""".replace("\n    ", "").split("|")
)
GLUE = st.sampled_from(
    [
        "",
        " ",
        ".",
        " .",
        ";",
        "..",
        "#\n",
        "#'\n",
        '#"\n',
        '#"""\n',
        "#'''\n",
        "# \\q\n",
        "#>\n",
        "#)\n",
        "\n",
        "\r",
        "\t",
        "\x0c",
        "\\u0020",
        "\\",
        "'",
        '"',
        "'''",
        '"""',
        "<",
        ">",
        "<<",
        "-",
        "\u2028",
        "\xa0",
        "\x00",
        "ſ",
        "%",
        "@",
        "^^",
        "$",
        "?",
    ]
)
WORD = st.sampled_from(["SERVICE", "service", "SERVICE SILENT", "SERVICE?s", "SERVICESILENT", "\\u0053ERVICE", "ſervice", "LOAD"])
NEEDLE = st.builds(lambda word, gap: f"{word}{gap}<CANARY>{{?a ?b ?c}}", WORD, st.sampled_from(["", " ", "#\n"]))
PIECE = st.one_of(BEFORE, GLUE, GLUE, NEEDLE)
HEAD = st.sampled_from(["SELECT * {", "ASK {", "CONSTRUCT WHERE {", "SELECT (1 AS ?z) {", "CONSTRUCT { ?s ?p ?o } WHERE {"])
SOUP = st.builds(
    lambda head, pieces, needle, tail: (
        f"PREFIX x:<http://x/> BASE <http://b/> {head}{''.join(pieces)}{needle}{''.join(tail)}\n}}"
    ),
    HEAD,
    st.lists(PIECE, max_size=5),
    NEEDLE,
    st.lists(PIECE, max_size=4),
)
SEEDS = [
    *(query.replace("http://127.0.0.1:9/", "CANARY") for query in HIDDEN),
    *(query.text.replace("?claim", CALL, 1) for query in named_queries().values()),
]
ODD = st.sampled_from(
    [*list("\"'<>#\\{}()[]?.;:@^|!-/*\n\r\t x\x00é"), '"""', "'''", "\\q", "\\u0022", "\\uD800", "SERVICE", "x:", "<<", ">>"]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A query in which characters were taken out, doubled or replaced."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        where = draw(st.integers(0, len(text)))
        text = text[:where] + draw(st.one_of(st.just(""), ODD)) + text[where + draw(st.integers(0, 3)) :]
    return text


@FUZZ
@given(text=st.one_of(SOUP, mutated()))
def test_no_call_gets_through_in_a_query(text: str, engine: EngineAlone, canary: Canary) -> None:
    assume(passes("query", text))
    before = canary.calls
    assert not is_call(text.replace("CANARY", canary.address), "query", engine), text
    assert canary.calls == before, text
    assert not engine.died


STEP = st.sampled_from(
    [
        "CLEAR ALL",
        "INSERT DATA { x:a x:b 1 }",
        "INSERT DATA { x:a x:b '''a''' }",
        "DELETE WHERE { ?s ?p <#> }",
        "CREATE SILENT GRAPH x:.a",
        "LOAD <CANARY>",
        "LOADSILENT<CANARY>",
        "LOAD<CANARY>INTO GRAPH x:a",
        "PREFIX y:<http://y/>",
        "BASE<#>",
        "VERSION '1.2'",
        "VERSION'''a'''",
        "INSERT { ?s ?p ?o } WHERE { SERVICE<CANARY>{?s ?p ?o} }",
        'INSERT DATA { x:a x:b """a" }; LOAD <CANARY> #\\q"""\n',
        "DROP ALL",
    ]
)


@FUZZ
@given(steps=st.lists(st.one_of(STEP, st.just(";"), st.just(";"), GLUE), min_size=1, max_size=9))
def test_no_call_gets_through_in_an_update(steps: list[str], engine: EngineAlone, canary: Canary) -> None:
    text = "PREFIX x:<http://x/> BASE <http://b/> " + "".join(steps)
    assume(passes("update", text))
    before = canary.calls
    assert not is_call(text.replace("CANARY", canary.address), "update", engine), text
    assert canary.calls == before, text
    assert not engine.died


@st.composite
def large(draw: st.DrawFn) -> tuple[str, str]:
    """A shape as large as the guard lets through, or two that are one in the other."""
    kind, _, make = draw(st.sampled_from(SHAPES))
    text = make(draw(st.integers(1, 1200)))
    if kind == "query" and draw(st.booleans()):
        other = draw(st.sampled_from(list(QUERIES.values())))
        within = re.search(r"\{(.*)\}$", other(draw(st.integers(1, 300))), re.DOTALL)
        text = text.replace("?o }", "?o . " + (within[1] if within else "") + " }", 1)
    return kind, text


@settings(FUZZ, max_examples=EXAMPLES // 20 or 60)
@given(asked=large())
def test_nothing_large_that_passes_ends_the_process(asked: tuple[str, str], engine: EngineAlone) -> None:
    kind, text = asked
    assume(passes(kind, text))
    assert engine.run(kind, text) != "died"


ORDINARY_TERM = st.sampled_from(
    [
        "?s",
        "?o",
        "$x",
        "kg:claimant",
        "<http://example.org/SERVICE#LOAD>",
        "'SERVICE <http://x> {'",
        '"""it\'s a "LOAD"\n"""',
        "'\\u00e9\\n\\\\'@fr",
        "1",
        "-1.5e3",
        "true",
        "'2012-01-01'^^xsd:date",
        "ex:a\\#b",
        "_:b1",
        "[]",
        "()",
        "(1 2)",
    ]
)
ORDINARY = st.recursive(
    st.one_of(
        st.builds("?s {} {} .".format, st.sampled_from(["a", "?p", "kg:service", "^kg:a/kg:b*", "(kg:a|!kg:b)+"]), ORDINARY_TERM),
        st.sampled_from(
            ["FILTER(?s < ?o && ?o <= 3)", "FILTER(?s<?o)", "FILTER regex(?o, '^a#b')", "BIND(COALESCE(?o, 'x') AS ?%d)"]
        ),
        st.sampled_from(
            ["VALUES (?x ?y) { (<#a> UNDEF) ('SERVICE' 1) }", "FILTER(?o NOT IN (1, 'LOAD', <http://x/#>))", "# SERVICE\n"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(" ".join),
        inner.map("{{ {} }} UNION {{ ?s ?p ?service }}".format),
        inner.map("OPTIONAL {{ {} }}".format),
        inner.map("FILTER NOT EXISTS {{ {} }}".format),
        inner.map("GRAPH ?g {{ {} }}".format),
        inner.map("{{ SELECT (COUNT(DISTINCT ?s) AS ?load) ?s {{ {} }} GROUP BY ?s HAVING(COUNT(*)>1) }}".format),
    ),
    max_leaves=12,
)


@FUZZ
@given(group=ORDINARY)
def test_ordinary_questions_pass(group: str) -> None:
    names = iter(range(1000))
    group = re.sub("%d", lambda _: f"b{next(names)}", group)
    check_query(f"PREFIX ex: <http://e/#>\n# LOAD or SERVICE\nSELECT * FROM <b:service> {{ {group} }} ORDER BY ?s")


def test_every_named_query_passes_and_is_far_from_the_limits() -> None:
    queries = named_queries()
    assert len(queries) >= 15
    for query in queries.values():
        check_query(query.text)
        check_query(query.text + "# " + "x" * 10_000)
