"""The columns of the tables of claims and events: what each means, in which unit, and when it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind of value (see `KINDS`), meaning, unit ("" = none) and when it has no value."""

    name: str
    kind: str
    meaning: str
    empty: str = "never"
    unit: str = ""


KINDS = {
    "text": "text",
    "flag": "true or false",
    "whole": "whole number",
    "fraction": "number",
    "day": "date, YYYY-MM-DD",
    "texts": "list of text",
    "participants": "list of {role, actor, words, start, end}",
    "places": "list of {relation, place, words, start, end}",
    "counts": "list of {kind, low, best, high, of, group, as_written}",
    "ranges": "list of {kind, low, best, high, of, group, claimants}",
    "pairs": "list of {property, value}",
}

_OCCURRENCE = "kind is not occurrence"
_UNKNOWN = "not given"
_SPAN = "code points of the source's text; end excluded"
_SPANS = f"start, end: {_SPAN}"
_DAY = "day of the Gregorian calendar"

CLAIM_COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "The claim's reference: a hash of its source, locator, kind, type and stance."),
    Column("kind", "text", "What is claimed: occurrence, entity, cause or identity; the columns below follow from it."),
    Column("source", "text", "The source that the claim stands in."),
    Column("locator", "text", "Where in the source: char=START,END, entry=KEY or row=ID.", _UNKNOWN),
    Column("quote", "text", "The words of the source, where they may be kept.", "the text is not attached"),
    Column("claimant", "text", "The actor who says it; the publisher's actor where the narrator does."),
    Column("narrator", "flag", "Whether the source's narrator is the claimant."),
    Column("claimant_words", "text", "The words that named the claimant.", _UNKNOWN),
    Column("claimant_start", "whole", "Where these words start.", _UNKNOWN, _SPAN),
    Column("claimant_end", "whole", "Where these words end.", _UNKNOWN, _SPAN),
    Column("on_behalf_of", "text", "The actor that a spokesperson speaks for.", "the claimant speaks for itself"),
    Column("stance", "text", "How it is said: asserts, accuses, denies, confirms, demands, threatens, claims-responsibility."),
    Column("negated", "flag", "Whether the claim is that it did not happen or is not so."),
    Column("responds_to", "text", "The claim that this one answers.", "it answers none"),
    Column("said_earliest", "day", "First day on which it may have been said.", "open, or not given", _DAY),
    Column("said_latest", "day", "Last day on which it may have been said.", "open, or not given", _DAY),
    Column("said_precision", "text", "Precision of the time of saying: day, day-range, month, year, vague.", _UNKNOWN),
    Column("said_basis", "text", "What the time of saying rests on: stated, inferred, publication-date, coder.", _UNKNOWN),
    Column("said_reason", "text", "Why an inferred time of saying is what it is.", _UNKNOWN),
    Column("said_as_written", "text", "The words of the source for the time of saying.", _UNKNOWN),
    Column("coding", "text", "Who coded it: hand or machine."),
    Column("confidence", "fraction", "The coder's confidence.", _UNKNOWN, "0 to 1"),
    Column("run", "text", "The coding run that made the claim."),
    Column("primary_sources", "texts", "Sources that this source names for the claim.", "none named"),
    Column("also", "pairs", "Further properties of the claim, as references and values.", "none"),
    Column("event", "text", "The event that the claim is about.", _OCCURRENCE),
    Column("event_type", "text", "The type of event, a notation of ontology/event-types.ttl.", _OCCURRENCE),
    Column("modality", "text", "happened, planned or presupposed.", _OCCURRENCE),
    Column("participants", "participants", "Actors in their roles, with the words read.", "none named", _SPANS),
    Column(
        "places",
        "places",
        "Places in their relation (in, near, from, to), with the words read.",
        "none named",
        _SPANS,
    ),
    Column("place_precision", "text", "exact, near, district, region, feature, country, international.", _UNKNOWN),
    Column("counts", "counts", "People by kind and group; an absent bound is unknown, not zero.", "none given", "people"),
    Column("earliest", "day", "First day on which what is claimed may have begun.", "open, or not given", _DAY),
    Column("latest", "day", "Last day on which what is claimed may have ended.", "open, or not given", _DAY),
    Column("time_precision", "text", "day, day-range, month, year, vague.", "no time is given"),
    Column("date_basis", "text", "What the bounds rest on: stated, inferred, publication-date, coder.", "no time is given"),
    Column("date_reason", "text", "Why an inferred date is what it is.", _UNKNOWN),
    Column("date_as_written", "text", "The words of the source for the time.", _UNKNOWN),
    Column("subject", "text", "The actor or place that an entity claim is about.", "kind is not entity"),
    Column("property", "text", "The property claimed of it.", "kind is not entity"),
    Column("value", "text", "The property's value, a reference.", "kind is not entity, or the value is a text"),
    Column("value_text", "text", "The property's value, a text.", "kind is not entity, or the value is a reference"),
    Column("value_language", "text", "The language of that text.", _UNKNOWN, "BCP 47 tag"),
    Column("cause", "text", "The event or condition named as cause.", "kind is not cause"),
    Column("effect", "text", "The event named as effect.", "kind is not cause"),
    Column("causal_relation", "text", "caused, contributed, prompted or prevented.", "kind is not cause"),
    Column("first", "text", "The first of the two that are compared.", "kind is not identity"),
    Column("second", "text", "The second of the two that are compared.", "kind is not identity"),
    Column("judgement", "text", "same, possibly-same, different or same-text.", "kind is not identity"),
    Column("score", "fraction", "How sure the judgement is.", _UNKNOWN, "0 to 1"),
    Column("reasons", "texts", "Why it was judged so.", "none given"),
    Column("decided", "day", "The day of the judgement.", _UNKNOWN, _DAY),
    Column("withdrawn", "day", "The day on which the judgement was taken back.", "it stands", _DAY),
)

EVENT_COLUMNS: tuple[Column, ...] = (
    Column("event", "text", "The event's reference."),
    Column("label", "text", "The event's name.", "no curator named it"),
    Column("types", "texts", "The types that the claims counted under the lens use."),
    Column("lens", "text", "The lens under which all further columns are settled from the claims."),
    Column(
        "status",
        "text",
        "corroborated, single-origin, attributed-only, alleged, anticipated, presupposed, machine-coded, "
        "said-not-to-have-happened.",
    ),
    Column(
        "contested_on",
        "texts",
        "On what claims contradict each other: occurrence, agent, target, when, where, count.",
        "on nothing",
    ),
    Column("claims", "whole", "How many claims are about the event.", unit="claims"),
    Column(
        "origins", "whole", "How many independent disinterested origins support it; copies of one text are one.", unit="origins"
    ),
    Column("agents", "texts", "Actors settled as agents; the accused are not among them.", "none settled"),
    Column("targets", "texts", "Actors settled as targets.", "none settled"),
    Column("parties", "texts", "Actors settled as parties.", "none settled"),
    Column("supporters", "texts", "Actors settled as supporters.", "none settled"),
    Column("beneficiaries", "texts", "Actors settled as beneficiaries.", "none settled"),
    Column("places_in", "texts", "Where it happened.", "not settled"),
    Column("places_near", "texts", "Near where it happened.", "not settled"),
    Column("places_from", "texts", "Where it started from.", "not settled"),
    Column("places_to", "texts", "Where it went to.", "not settled"),
    Column("earliest", "day", "First day on which it may have begun.", "open, or no time is given", _DAY),
    Column("latest", "day", "Last day on which it may have ended.", "open, or no time is given", _DAY),
    Column("time_precision", "text", "day, day-range, month, year, vague.", "no time is given"),
    Column("edtf", "text", "The bounds as an EDTF string (ISO 8601-2).", "no time is given"),
    Column(
        "counts",
        "ranges",
        "Lowest low and highest high of each kind and group; claimants: who alone says so, where no disinterested voice does.",
        "none given",
        "people",
    ),
)


def markdown() -> str:
    """Give the page of documentation of both tables, written to docs/tables.md."""
    return "\n".join([_HEAD, *_section("Claims", CLAIM_COLUMNS), *_section("Events", EVENT_COLUMNS)])


def _section(title: str, columns: Sequence[Column]) -> list[str]:
    lines = [f"## {title}", "", "| column | value | meaning | unit | empty when |", "|---|---|---|---|---|"]
    lines += [f"| `{c.name}` | {KINDS[c.kind]} | {c.meaning} | {c.unit or '–'} | {c.empty} |" for c in columns]
    return [*lines, ""]


_HEAD = """# Claims and events as tables

<!-- Generated from kg/model/columns.py by `python -m kg.model.columns`; change it there. -->

One row a claim, or an event, in Parquet (zstd) and in CSV. References are written `folder:name`, as in the facts; values of a
scheme are its notations. Claims come back from both forms unchanged (`kg.model.table`). The Parquet schema carries meaning, unit
and null rule of each column as field metadata.

CSV is RFC 4180 in UTF-8 with a head line. A cell without value is empty; a list is JSON, an empty list an empty cell. A text
that a spreadsheet would run as a formula (first character `=`, `+`, `-`, `@`, tab or return), a text that starts with an
apostrophe and an empty text get one apostrophe before them; take it away when you read the file with something else.

Numbers of people are never summed over claimants: two claims of one event tell of the same people.
"""

if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201  # its output is the page
