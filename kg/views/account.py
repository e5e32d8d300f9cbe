"""The account of a text as a page to read and print, and as JSON: the text marked, each sentence beside its claims."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kg.model.account import Account, PassedOver, ReadClaim, SentenceAccount, Sign
from kg.model.claim import Claim, Occurrence, Words
from kg.model.gold import to_json
from kg.model.refs import digest
from kg.model.wording import on_one_line, range_words, visible, when_words
from kg.views.marks import Mark, Piece, merged, pieces

_FOLDER = Path(__file__).with_name("templates")
_PARTS = {
    "header": "Header lines",
    "title": "Title",
    "caption": "Caption",
    "dateline": "Dateline",
    "address": "Address",
    "": "Other",
}
_STANCES = {
    "asserts": "asserts",
    "accuses": "accuses",
    "denies": "denies",
    "confirms": "confirms",
    "demands": "demands",
    "threatens": "threatens",
    "claims-responsibility": "claims responsibility",
}
_MODALITIES = {"planned": "to come", "presupposed": "taken for granted"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: what it is, the words read, what they were taken for, and where they stand if not in the sentence."""

    name: str
    words: str
    meaning: str = ""
    elsewhere: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A claim beside its sentence."""

    number: int
    type: str
    chips: tuple[str, ...]
    speaker: str
    lines: tuple[Line, ...]
    locator: str
    confidence: float | None
    whole: float | None
    signs: tuple[Sign, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of the text: a sentence with its cards, or a part that was not read."""

    label: str
    pieces: tuple[Piece, ...]
    number: int | None = None
    cards: tuple[Card, ...] = ()
    silence: str | None = None
    passed: tuple[tuple[PassedOver, int | None], ...] = ()


def page_head() -> str:
    """Give the beginning of a page."""
    return str(_template().module.head(_CSS.read_text(encoding="utf-8")))  # type: ignore[attr-defined]  # a macro of the template


def page_foot() -> str:
    """Give the end of a page."""
    return str(_template().module.foot())  # type: ignore[attr-defined]  # as above


def page_section(account: Account) -> str:
    """Give one text's account as a section of a page; what the text holds can never become markup."""
    sheet = _Sheet.of(account)
    section = _template().module.section  # type: ignore[attr-defined]  # as above
    return str(section(account, "t" + digest(account.id)[:8], list(sheet.rows()), visible))


def account_json(account: Account) -> dict[str, Any]:
    """Give one text's account as an object for JSON (docs/account.md says what its keys mean)."""
    sheet = _Sheet.of(account)
    given = sum(1 for sentence in account.sentences if sentence.read)
    return {
        "id": account.id,
        "date": account.day.isoformat(),
        "source": account.source.ref,
        "title": account.source.label,
        "text_sha256": account.source.sha256,
        "summary": {
            "sentences": len(account.sentences),
            "with_claims": given,
            "without_claims": dict(account.silences),
            "claims": len(account.kept),
            "dropped": len(account.dropped),
            "least_confidence": account.least,
        },
        "parts": [{"kind": p.kind, "start": p.start, "end": p.end, "read": p.read} for p in account.parts],
        "sentences": [_sentence_json(sentence, sheet.numbers) for sentence in account.sentences],
        "claims": [
            _claim_json(read, account, sheet.numbers[read.id]) for sentence in account.sentences for read in sentence.read
        ],
    }


def _sentence_json(sentence: SentenceAccount, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "claims": [numbers[id_] for id_ in sentence.claims],
        "reason": sentence.reason,
        "passed": [
            {**_span(p.words), "event_type": p.type, "reason": p.reason, "earlier": numbers.get(p.earlier or "")}
            for p in sentence.passed
        ],
    }


def _claim_json(read: ReadClaim, account: Account, number: int) -> dict[str, Any]:
    claim = _claim_of(read, account)
    signs = [{"name": s.name, "words": s.words, "weight": s.weight} for s in read.signs]
    (entry,) = to_json([claim], account.id)["claims"]
    told = {"number": number, "kept": read.id in account.kept, **entry}
    return {**told, "trigger": _span(read.trigger), "confidence_in_every_field": read.whole, "signs": signs}


def _span(words: Words) -> dict[str, Any]:
    return {"text": words.text, "start": words.start, "end": words.end}


def _claim_of(read: ReadClaim, account: Account) -> Claim:
    return account.kept.get(read.id) or account.dropped[read.id]


_CSS = _FOLDER / "account.css"


@cache
def _template() -> Template:
    jinja = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return jinja.get_template("account.html")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """An account laid out: the number of each claim, in the order of the text."""

    account: Account
    numbers: dict[str, int]

    @classmethod
    def of(cls, account: Account) -> _Sheet:
        ids = dict.fromkeys(id_ for sentence in account.sentences for id_ in sentence.claims)
        return cls(account, {id_: number for number, id_ in enumerate(ids, 1)})

    def rows(self) -> Iterator[Row]:
        """Yield the whole text in order: every character stands in exactly one row."""
        text, at, number = self.account.text, 0, 0
        spans = {s.start: s for s in self.account.sentences}
        parts = [(p.start, p.end, _PARTS[p.kind]) for p in self.account.parts if not p.read]
        stretches = sorted([*parts, *((s.start, s.end, "") for s in spans.values())])
        for start, end, label in stretches:
            if end <= at:
                continue
            start = max(start, at)
            yield from self._unread(at, start, _PARTS[""])
            sentence = spans.get(start) if not label else None
            if sentence is None:
                yield from self._unread(start, end, label or _PARTS[""])
            else:
                number += 1
                yield self._row(sentence, number)
            at = end
        yield from self._unread(at, len(text), _PARTS[""])

    def _unread(self, start: int, end: int, label: str) -> Iterator[Row]:
        """Yield a stretch that was not read, and the white space around it."""
        text = self.account.text
        inner = text[start:end].strip()
        first = start + (len(text[start:end]) - len(text[start:end].lstrip()) if inner else end - start)
        last = first + len(inner)
        for low, high, name in ((start, first, ""), (first, last, label), (last, end, "")):
            if low < high:
                yield Row(name, tuple(pieces(text, low, high, ())))

    def _row(self, sentence: SentenceAccount, number: int) -> Row:
        marks = [mark for read in sentence.read for mark in self._marks(read, sentence)]
        marks += [Mark("passed", p.words.start or 0, p.words.end or 0, "no claim") for p in sentence.passed]
        passed = tuple((p, self.numbers.get(p.earlier or "")) for p in sentence.passed)
        return Row(
            "",
            tuple(pieces(self.account.text, sentence.start, sentence.end, merged(marks))),
            number,
            tuple(self._card(read, sentence) for read in sentence.read),
            None if sentence.read or sentence.passed else sentence.silence,
            passed,
        )

    def _marks(self, read: ReadClaim, sentence: SentenceAccount) -> Iterator[Mark]:
        """Yield the marks of a claim that stand in its sentence."""
        claim, numbers = _claim_of(read, self.account), (self.numbers[read.id],)
        found: list[tuple[str, str, Words | None]] = [("trigger", claim_type(claim), read.trigger)]
        found.append(("claimant", "claimant", claim.claimant_words))
        if isinstance(claim.content, Occurrence):
            found += [(p.role, p.role, p.words) for p in claim.content.participants]
            found += [("place", f"place ({p.relation})", p.words) for p in claim.content.places]
            when = claim.content.when
            found.append(("time", "time", self._found(when.as_written if when else None, read, claim, sentence)))
            found += [
                ("count", f"{c.kind}: number", self._found(c.as_written, read, claim, sentence)) for c in claim.content.counts
            ]
        for kind, word, words in found:
            if words and words.start is not None and words.end is not None and _within(words, sentence):
                yield Mark(kind, words.start, words.end, word, numbers)

    def _found(self, words: str | None, read: ReadClaim, claim: Claim, sentence: SentenceAccount) -> Words | None:
        """Give where words of a claim stand: in its quotation, else in its sentence, as near to its event as can be."""
        first, _, last = (claim.locator or "").removeprefix("char=").partition(",")
        near = read.trigger.start or 0
        for low, high in ((int(first), int(last)) if last else (0, 0), (sentence.start, sentence.end)):
            at = list(_occurrences(self.account.text, words or "", low, high))
            if words and at:
                start = min(at, key=lambda a: abs(a - near))
                return Words(words, start, start + len(words))
        return None

    def _card(self, read: ReadClaim, sentence: SentenceAccount) -> Card:
        claim, kept = _claim_of(read, self.account), read.id in self.account.kept
        chips = [] if claim.stance == "asserts" else [_STANCES[claim.stance]]
        chips += ["does not happen"] if claim.negated else []
        if isinstance(claim.content, Occurrence) and (modality := _MODALITIES.get(claim.content.modality)):
            chips.append(modality)
        return Card(
            number=self.numbers[read.id],
            type=claim_type(claim),
            chips=tuple(chips),
            speaker="the narrator" if claim.narrator else self._label(claim.claimant),
            lines=tuple(self._lines(claim, sentence)),
            locator=(claim.locator or "").replace("=", " ").replace(",", "–"),
            confidence=claim.confidence,
            whole=read.whole,
            signs=read.signs,
            kept=kept,
        )

    def _lines(self, claim: Claim, sentence: SentenceAccount) -> Iterator[Line]:
        if not isinstance(claim.content, Occurrence):
            return
        for part in claim.content.participants:
            yield self._line(part.role, part.words, part.actor, sentence)
        for place in claim.content.places:
            yield self._line(place.relation, place.words, place.place, sentence)
        for count in claim.content.counts:
            yield Line(
                count.kind, on_one_line(count.as_written or ""), " ".join((range_words(count), on_one_line(count.of or "")))
            )
        when = claim.content.when
        if when:
            why = f": {on_one_line(when.reason)}" if when.reason else ""
            yield Line("when", on_one_line(when.as_written or ""), when_words(when) + why)
        if claim.said:
            yield Line("said", on_one_line(claim.said.as_written or ""), when_words(claim.said))
        if claim.claimant_words:
            behalf = f", for {self._label(claim.on_behalf_of)}" if claim.on_behalf_of else ""
            line = self._line("claimant", claim.claimant_words, claim.claimant, sentence)
            yield Line(line.name, line.words, line.meaning + behalf, line.elsewhere)

    def _line(self, name: str, words: Words | None, ref: str, sentence: SentenceAccount) -> Line:
        read, label = on_one_line(words.text) if words else "", self._label(ref)
        far = words is not None and words.start is not None and not _within(words, sentence)
        elsewhere = self._sentence_at(words.start) if words and words.start is not None and far else None
        return Line(name, read, "" if label == read else label, elsewhere)

    def _sentence_at(self, offset: int) -> int | None:
        number = bisect_right(self.account.sentences, offset, key=lambda s: s.start)
        return number if number and offset < self.account.sentences[number - 1].end else None

    def _label(self, ref: str) -> str:
        return visible(self.account.labels.get(ref, ref.partition(":")[2]))


def claim_type(claim: Claim) -> str:
    """Give a claim's event type, or its kind."""
    return claim.content.type if isinstance(claim.content, Occurrence) else claim.content.kind


def _within(words: Words, sentence: SentenceAccount) -> bool:
    return words.start is not None and words.end is not None and sentence.start <= words.start and words.end <= sentence.end


def _occurrences(text: str, words: str, low: int, high: int) -> Iterable[int]:
    at = text.find(words, low, high) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1, high)
