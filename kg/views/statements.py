"""What claims say, in a few words of ours; claims that say the same of one event in one voice stand together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.views.rows import Part, people_words
from kg.views.style import counted, local, spaced, time_words

_VERBS = {
    "Asserts": "says",
    "Accuses": "accuses",
    "Denies": "denies",
    "Confirms": "confirms",
    "Demands": "demands",
    "Threatens": "threatens",
    "ClaimsResponsibility": "claims responsibility",
}
_ROLE_WORDS = {"agent": "by", "target": "against", "party": "between", "supporter": "supported by", "beneficiary": "for"}


@dataclass(frozen=True, slots=True)
class Statement:
    """What some claims (their IRIs) say alike of one event: in their sources' own voice, or as the words of one speaker."""

    event: str
    speaker: str | None
    stance: str
    negated: bool
    machine: bool
    head: str
    details: str
    claims: tuple[str, ...] = ()

    @property
    def against(self) -> bool:
        """Tell whether it says that something was not so."""
        return self.negated or self.stance == "Denies"


def statements_of(claims: Sequence[Part]) -> list[Statement]:
    """Give the statements that the claims make, each with its claims."""
    alike: dict[Statement, list[str]] = defaultdict(list)
    for claim in claims:
        alike[_statement(claim)].append(claim.iri)
    return [
        Statement(s.event, s.speaker, s.stance, s.negated, s.machine, s.head, s.details, tuple(sorted(iris)))
        for s, iris in sorted(alike.items(), key=lambda item: (item[0].event, item[0].head, item[0].details, item[1]))
    ]


def _statement(claim: Part) -> Statement:
    return Statement(
        event=claim.first("event") or "",
        speaker=None if claim.first("voice") else claim.first("speaker"),
        stance=local(claim.first("stance")),
        negated=claim.first("negated") == "true",
        machine=local(claim.first("coding")) == "Machine",
        head=_head(claim),
        details=" · ".join(_details(claim)),
    )


def _head(claim: Part) -> str:
    """Give the verb and what is said: the count as written where there is one, else the type of event or the stated cause."""
    verb = _VERBS.get(local(claim.first("stance")), "says")
    if cause := claim.first("cause"):
        relation = {"contributed": "contributed to by"}.get(spaced(claim.first("causal")), f"{spaced(claim.first('causal'))} by")
        return f"{verb}: {relation} {cause}"
    counts = [people_words(row) for row in claim.where("count")]
    what = ", ".join(counts) if counts else _type(claim)
    return f"{verb}: {'no ' if claim.first('negated') == 'true' else ''}{what}"


def _type(claim: Part) -> str:
    """Give the type of event, and how often where that is said."""
    times = claim.first("times")
    return spaced(claim.first("type")) + (f", {counted(int(times), 'time')}" if times else "")


def _details(claim: Part) -> Iterator[str]:
    if claim.first("times") and claim.where("count"):
        yield _type(claim)
    for role, words in _ROLE_WORDS.items():
        names = sorted({row.get("actor") or "" for row in claim.where("role") if local(row.get("role")) == role})
        if names:
            yield f"{words} {(' and ' if role == 'party' else ', ').join(names)}"
    yield from sorted({f"{local(row.get('relation'))} {row.get('place')}" for row in claim.where("relation")})
    if (claim.earliest or claim.latest) and local(claim.first("basis")) != "PublicationDate":
        yield time_words(claim.earliest, claim.latest)
    if local(claim.first("modality")) == "AsPresupposed":
        yield "taken for granted"
    if quote := claim.first("quote"):
        yield "“{}”".format(quote.replace("“", "‘").replace("”", "’"))
    if answered := claim.all("answers"):
        yield f"in answer to {', '.join(answered)}"
