"""The forms in which `kg parse` gives what it read: each turns one reading into text; to add a form, add it to FORMS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from kg.cli.problems import plural
from kg.cli.wording import content_words, speaker_words
from kg.graph.encode import encode
from kg.graph.export import graph_bytes
from kg.graph.store import prefixes
from kg.model.claim import Claim
from kg.model.gold import gold_only, to_json
from kg.model.reference import Actor, EventNode, Place
from kg.parsing.form import Form, Labels
from kg.sources.article import Reading
from kg.sources.text.account import account_of
from kg.sources.text.review import review_of
from kg.views.account import account_json, page_foot, page_head, page_section

_UNSEEN = dict.fromkeys((*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "·")


def as_json(reading: Reading, labels: Labels) -> str:
    """Give one JSON object, with all that the claims hold."""
    return json.dumps(to_json(reading.claims, reading.article.id, reading.article.day), ensure_ascii=False) + "\n"


def as_gold(reading: Reading, labels: Labels) -> str:
    """Give one JSON object, with the keys of the gold guidelines only."""
    return json.dumps(gold_only(json.loads(as_json(reading, labels))), ensure_ascii=False) + "\n"


def as_turtle(reading: Reading, labels: Labels) -> str:
    """Give the claims, and what they refer to, as Turtle without its prefixes."""
    written = graph_bytes(encode(reading.records), "turtle").decode()
    return "".join(line for line in written.splitlines(keepends=True) if not line.startswith("@prefix"))


def as_lines(reading: Reading, labels: Labels) -> str:
    """Give two lines a claim: where it stands and who says what; and the passage."""
    named = [record for record in reading.records if isinstance(record, (Actor, EventNode, Place))]
    known = {**labels, **{record.ref: record.label for record in named}}
    lines = [line for claim in reading.claims for line in _lines(claim, known)]
    return "".join(f"{line}\n" for line in (*lines, f"({reading.article.id}: {plural(len(reading.claims), 'claim')})"))


def _lines(claim: Claim, labels: Labels) -> Iterator[str]:
    def label(ref: str) -> str:
        return labels.get(ref, ref)

    sure = f"; confidence {claim.confidence}" if claim.confidence is not None else ""
    yield shown(f"{claim.locator}: {speaker_words(claim, label)}: {content_words(claim.content, label)}{sure}")
    yield f"    “{shown(claim.quote or '')}”"


def as_account(reading: Reading, labels: Labels) -> str:
    """Give a line a sentence: the number of its claims, or the reason why it gave none."""
    lines = []
    for sentence in reading.sentences:
        why = f" ({sentence.reason})" if sentence.reason else ""
        given = plural(len(sentence.claims), "claim")
        lines.append(f"char={sentence.start},{sentence.end}: {given}{why}: {shown(sentence.text)}\n")
    return "".join(lines)


def shown(text: str) -> str:
    r"""Give a text on one line, with a dot for what would command the terminal or turn the direction of writing.

    >>> shown("the\n army\x1b[2J left")
    'the army·[2J left'
    """
    return " ".join(text.split()).translate(_UNSEEN)


def as_account_page(reading: Reading, labels: Labels) -> str:
    """Give a section of a page: the text marked, and each sentence beside its claims or the reason why there are none."""
    return page_section(account_of(reading, labels))


def as_account_json(reading: Reading, labels: Labels) -> str:
    """Give the account as one JSON object."""
    return json.dumps(account_json(account_of(reading, labels)), ensure_ascii=False) + "\n"


def as_text(reading: Reading, labels: Labels) -> str:
    """Give the text itself, over whose characters locators count."""
    return reading.article.text


@dataclass(frozen=True, slots=True)
class Review:
    """Gives the claims as a file of facts to correct and keep, of which `reviewer` is the coder."""

    reviewer: str

    def __call__(self, reading: Reading, labels: Labels) -> str:
        """Give the file."""
        return review_of(reading, self.reviewer)


def turtle_head() -> str:
    """Give the prefixes that a file of Turtle begins with."""
    return "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in prefixes().items()) + "\n"


TEXT = Form(".txt", as_text)
FORMS: dict[str, Form] = {
    "table": Form(".txt", as_lines),
    "gold": Form(".jsonl", as_gold),
    "json": Form(".jsonl", as_json),
    "ttl": Form(".ttl", as_turtle, turtle_head),
    "account": Form(".txt", as_account),
    "account-html": Form(".html", as_account_page, page_head, page_foot),
    "account-json": Form(".jsonl", as_account_json),
}


def account_form(path: str) -> Form:
    """Give the form of an account by the ending of its file's name: a page, or JSON."""
    return FORMS["account-json" if path.lower().endswith((".json", ".jsonl")) else "account-html"]


def review_form(reviewer: str) -> Form:
    """Give the form of review files."""
    return Form(".yaml", Review(reviewer), alone=True)
