"""Queries are answered over all graphs together; what would crash, write or call out is refused before the parser sees it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kg.graph.guard import DEEPEST, LONGEST, MOST_CLAUSES, MOST_OPERATORS, check_query
from kg.graph.query import NamedQuery, find_query, named_queries, read_query, run_query
from kg.graph.store import Store, load_lines, open_store
from kg.model.errors import BadReference, NotFound, UnreadableInput, UsageError

BASE = "https://w3id.org/conflict-kg/"
XSD = "http://www.w3.org/2001/XMLSchema#"
LINES = [
    f'<{BASE}event:a> <{BASE}ontology#note> "=1+1"@en .',
    f'<{BASE}event/a> <{BASE}ontology#low> "6"^^<{XSD}integer> <http://g/1> .',
    f'<{BASE}event/a> <{BASE}ontology#low> "-6"^^<{XSD}integer> <http://g/2> .',
    f'<{BASE}event/a> <{BASE}ontology#latest> "2023-08-14"^^<{XSD}date> .',
    f'<{BASE}event/a> <{BASE}ontology#negated> "false"^^<{XSD}boolean> .',
    f'<{BASE}event/a> <{BASE}ontology#score> "0.5"^^<{XSD}decimal> .',
    f"<{BASE}event/a> <http://xmlns.com/foaf/0.1/page> <https://example.org/?a=1&b=2> .",
]


@pytest.fixture
def store() -> Store:
    made = open_store()
    load_lines(made, LINES)
    return made


def test_our_prefixes_need_no_declaration_and_all_graphs_are_one(store: Store) -> None:
    answer = run_query(store, "SELECT ?n { event:a kg:low ?n } ORDER BY ?n")
    assert answer.variables == ("n",)
    assert answer.rows == [("-6",), ("6",)]
    assert answer.records == list(answer) == [{"n": "-6"}, {"n": "6"}]


def test_an_unbound_variable_is_none(store: Store) -> None:
    assert run_query(store, "SELECT ?a ?b { BIND (1 AS ?a) OPTIONAL { ?a kg:none ?b } }").rows == [("1", None)]


def test_an_ask_has_one_row(store: Store) -> None:
    assert run_query(store, "ASK { ?s kg:low 6 }").rows == [("true",)]
    assert json.loads(run_query(store, "ASK { ?s kg:low 7 }").to_json()) == {"head": {}, "boolean": False}


def test_a_construct_is_a_graph_and_a_select_is_not(store: Store) -> None:
    made = run_query(store, "CONSTRUCT { ?s kg:best ?n } { ?s kg:low ?n }")
    assert made.to_turtle().endswith("\nevent:a kg:best -6 , 6 .\n")
    with pytest.raises(UsageError, match="CONSTRUCT"):
        run_query(store, "SELECT * { ?s ?p ?o }").to_turtle()


def test_json_keeps_types_and_languages(store: Store) -> None:
    found = json.loads(run_query(store, "SELECT ?o { ?s ?p ?o } ORDER BY STR(?o)").to_json())["results"]["bindings"]
    assert {"type": "literal", "value": "=1+1", "xml:lang": "en"} in [row["o"] for row in found]
    assert {"type": "literal", "value": "6", "datatype": XSD + "integer"} in [row["o"] for row in found]
    assert {"type": "uri", "value": "https://example.org/?a=1&b=2"} in [row["o"] for row in found]


def test_csv_guards_formulas_but_not_numbers(store: Store) -> None:
    text = run_query(store, "SELECT ?o { ?s ?p ?o }").to_csv()
    cells = {row[0] for row in csv.reader(io.StringIO(text))}
    assert {"'=1+1", "-6", "o"} <= cells


def test_tsv_loses_nothing(store: Store) -> None:
    text = run_query(store, 'SELECT ?a ?b { BIND ("x\\ty\\nz"@en AS ?a) BIND (6 AS ?b) }').to_tsv()
    assert text == f'?a\t?b\n"x\\ty\\nz"@en\t"6"^^<{XSD}integer>\n'


def test_a_data_frame_holds_python_values(store: Store) -> None:
    frame = run_query(store, "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?p ?o").df()
    values = list(frame["o"])
    assert {6, -6, date(2023, 8, 14), 0.5, "=1+1"} <= set(values)
    assert any(value is False for value in values)
    assert "event:a" in set(frame["s"])


def test_html_is_escaped(store: Store) -> None:
    shown = run_query(store, 'SELECT ("<script>" AS ?x) ?o { ?s foaf:page ?o }')._repr_html_()
    assert "<script>" not in shown
    assert 'href="https://example.org/?a=1&amp;b=2"' in shown


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT * WHERE {\n ?s ?p ?o \n } ORDER",
            "not SPARQL: line 3, column 9: expected GROUP or LIMIT\n  } ORDER\n         ^",
        ),
        ("SELECT * { ?s no:name ?o }", "this prefix is not declared"),
        ("", "not SPARQL: line 1, column 1"),
        ("SELECT * {?s ?p", "not SPARQL: line 1, column 16"),
        ("é é SELECT", "not SPARQL: line 1, column 1"),
    ],
)
def test_a_syntax_error_is_shown_in_its_place(store: Store, query: str, message: str) -> None:
    with pytest.raises(UsageError) as found:
        run_query(store, query)
    assert message in str(found.value)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:> <a:> <a:> }",
        "PREFIX a: <http://a/> DELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "# comment\n drop ALL",
        "WITH <g:> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(store: Store, query: str) -> None:
    with pytest.raises(UsageError, match="a query only reads"):
        run_query(store, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICEx:y{} }",
        "SELECT * { ?s ?p 1e5SERVICE<http://127.0.0.1:9/>{} }",
        "SELECT * { ?s ?p 'a'.SERVICE<http://127.0.0.1:9/>{} }",
        "SELECT * { ?a ?b ?c FILTER(?a<?b)SERVICE?s#>\n{ ?x ?y ?z } }",
        'SELECT * { ?a ?b ?c FILTER(?a<?b)#>"""\nSERVICE <http://127.0.0.1:9/> {} #"""\n}',
        "SELECT * { SERV\\u0049CE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_calls_to_other_machines_are_refused(query: str) -> None:
    with pytest.raises(UsageError, match=r"SERVICE is refused|less-than|backslash"):
        check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("SERVICE <http://x> {" AS ?service) { ?s <http://example.org/SERVICE> "it\'s" }',
        "SELECT * { ?s kg:SERVICE '''INSERT \" LOAD''' } # SERVICE <x>",
        "SELECT ?load { ?s ?p ?load FILTER (?s < ?p && ?load > ?s) }",
        "SELECT * { ?s ?p ?o FILTER(?s<?p&&?o>?p) }",
        "SELECT * { VALUES (?a ?b) { (<http://x/a#b> <http://x/c#d>) } }",
    ],
)
def test_words_in_strings_iris_names_and_comments_are_no_calls(store: Store, query: str) -> None:
    run_query(store, query)


CRASHING = {
    "braces": lambda n: "SELECT * " + "{" * n + "?s ?p ?o" + "}" * n,
    "parentheses": lambda n: "SELECT * {?s ?p ?o FILTER" + "(" * n + "1" + ")" * n + "}",
    "nots": lambda n: "SELECT * {?s ?p ?o FILTER(" + "!" * n + "true)}",
    "ors": lambda n: "SELECT * {?s ?p ?o FILTER(" + "?s||" * n + "?s)}",
    "minus": lambda n: "SELECT * {?s ?p ?o FILTER(" + "1-" * n + "1)}",
    "paths": lambda n: "SELECT * {?s " + "<a:>/" * n + "<a:> ?o}",
    "unions": lambda n: "SELECT * {" + "{}UNION" * n + "{}}",
    "optionals": lambda n: "SELECT * {" + "OPTIONAL{?s ?p ?o}" * n + "}",
    "binds": lambda n: "SELECT * {" + "".join(f"BIND(1 AS ?a{i})" for i in range(n)) + "}",
    "projections": lambda n: "SELECT " + "".join(f"(1 AS ?a{i})" for i in range(n)) + " {}",
    "subselects": lambda n: "SELECT * {" + "{SELECT*{}}" * n + "}",
}


@pytest.mark.parametrize("shape", CRASHING)
def test_what_would_overflow_the_parser_is_refused(shape: str) -> None:
    with pytest.raises(UsageError, match=r"nested|operators|clauses|terms"):
        check_query(CRASHING[shape](4000))


def test_what_is_let_through_does_not_end_the_process() -> None:
    limits = {"braces": DEEPEST - 1, "parentheses": DEEPEST - 2, "unions": MOST_CLAUSES - 1, "optionals": MOST_CLAUSES - 1}
    limits |= {"binds": MOST_CLAUSES // 2 - 1, "projections": MOST_CLAUSES - 1, "subselects": MOST_CLAUSES - 1}
    queries = [make(limits.get(shape, MOST_OPERATORS - 10)) for shape, make in CRASHING.items() if shape != "paths"]
    code = (
        "import json, sys; from kg.graph.query import run_query; from kg.graph.store import open_store\n"
        "for q in json.load(sys.stdin): run_query(open_store(), q)\n"
        "print('alive')"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=json.dumps(queries), capture_output=True, text=True, check=False)
    assert ran.stdout == "alive\n", ran.stderr


def test_a_query_that_is_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="longer than"):
        check_query("#" + "x" * LONGEST)


def test_the_guard_does_not_slow_down_on_hostile_text() -> None:
    for text in ("\"'''" * 24_000, '"""' + '""x' * 30_000, "<" * 90_000, "a:" * 45_000, "\\a" * 10, "@a-" * 30_000):
        try:
            check_query(text)
        except UsageError:
            continue


NAMED = """# Events at a place
# question: 1
# param: place  the place
# param: since  first day
# param: most  how many
SELECT ?e { VALUES ?place { place:ber } VALUES ?since { "2023-06-01"^^xsd:date } VALUES ?most { 3 } ?e kg:in ?place }
"""


def test_a_named_query_tells_its_help_question_and_parameters() -> None:
    query = NamedQuery("at-place", NAMED)
    assert (query.help, query.question) == ("Events at a place", 1)
    assert [(p.name, p.help, p.default) for p in query.parameters.values()] == [
        ("place", "the place", "place:ber"),
        ("since", "first day", '"2023-06-01"^^xsd:date'),
        ("most", "how many", "3"),
    ]


def test_values_are_put_in_as_terms() -> None:
    text = NamedQuery("at-place", NAMED).filled({"place": "léré", "since": "2023-07-01", "most": "5"})
    assert f"VALUES ?place {{ <{BASE}place/l%C3%A9r%C3%A9> }}" in text
    assert f'VALUES ?since {{ "2023-07-01"^^<{XSD}date> }}' in text
    assert f'VALUES ?most {{ "5"^^<{XSD}integer> }}' in text
    run_query(open_store(), text)


@pytest.mark.parametrize(
    ("values", "error", "what"),
    [
        ({"plac": "ber"}, UsageError, "did you mean place"),
        ({"place": "ber> } DROP ALL #"}, BadReference, "not a reference"),
        ({"place": "javascript:x"}, BadReference, "not a reference"),
        ({"since": "2023-02-30"}, UsageError, "not a day"),
        ({"since": "June"}, UsageError, "not a day"),
        ({"most": "5 } #"}, UsageError, "not a whole number"),
    ],
)
def test_other_values_are_refused(values: dict[str, str], error: type[Exception], what: str) -> None:
    with pytest.raises(error, match=what):
        NamedQuery("at-place", NAMED).filled(values)


def test_a_query_is_found_by_name_and_by_number_of_its_question() -> None:
    assert find_query("contradictions").question == 5
    assert find_query("5").name == "contradictions"


def test_an_unknown_query_gets_the_nearest_name() -> None:
    with pytest.raises(NotFound, match="did you mean contradictions"):
        find_query("contradiction")
    with pytest.raises(NotFound, match="there are "):
        find_query("99")


def test_a_query_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_query(tmp_path / "none.rq")
    (tmp_path / "bad.rq").write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableInput):
        read_query(tmp_path / "bad.rq")


def test_every_query_that_ships_has_help_and_working_parameters() -> None:
    for query in named_queries().values():
        assert query.help, query.name
        assert all(parameter.help for parameter in query.parameters.values()), query.name
        check_query(query.text)
