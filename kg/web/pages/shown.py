"""Terms as a page shows them: short, with a link where there is something behind, and never as markup."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.answer import Term
from kg.model.refs import VOCABULARIES, ref_of
from kg.model.wording import visible
from kg.web.pages.addresses import Addresses, is_web
from kg.web.pages.asking import Labels

_SELF_EVIDENT = frozenset(VOCABULARIES["xsd"] + name for name in ("string", "integer", "decimal", "double", "boolean", "date"))
"""Datatypes that a reader sees at the value itself: told only to whoever points at it."""
_NUMBERS = frozenset(VOCABULARIES["xsd"] + name for name in ("integer", "decimal", "double", "float", "int", "long"))
LONG = 240
"""Texts longer than this are folded."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A term: its text, a link to its page, a title for whoever points at it, its language or datatype, its own address."""

    text: str
    href: str = ""
    title: str = ""
    note: str = ""
    language: str = ""
    outside: str = ""
    is_number: bool = False

    @property
    def is_long(self) -> bool:
        """Tell whether it is to be folded."""
        return len(self.text) > LONG


@dataclass(frozen=True, slots=True)
class Showing:
    """How terms are shown: with the service's addresses and labels that were learnt."""

    addresses: Addresses
    labels: Labels

    def named(self, iri: str) -> Shown:
        """Give an IRI by its label."""
        return Shown(visible(self.labels(iri)), self.addresses.page(iri), iri)

    def by_name(self, term: Term) -> Shown:
        """Give a term: an IRI by its label, with its own address where it is of elsewhere."""
        if not isinstance(term, NamedNode):
            return self.plain(term)
        outside = term.value if self.is_outside(term.value) else ""
        return Shown(visible(self.labels(term.value)), self.addresses.page(term.value), term.value, outside=outside)

    def by_reference(self, term: Term) -> Shown:
        """Give a term: an IRI by its short reference, its label in the title."""
        if not isinstance(term, NamedNode):
            return self.plain(term)
        label = self.labels.known(term.value)
        title = f"{visible(label)}\n{term.value}" if label else term.value
        return Shown(visible(ref_of(term.value, self.addresses.base)), self.addresses.page(term.value), title)

    def plain(self, term: Term) -> Shown:
        """Give a literal with its language or datatype, or a node without a name."""
        if not isinstance(term, Literal):
            return Shown(visible(str(term)))
        kind = term.datatype.value
        datatype = ref_of(kind, self.addresses.base)
        note = term.language or ("" if kind in _SELF_EVIDENT else datatype)
        title = "" if note else datatype
        return Shown(visible(term.value), title=title, note=note, language=term.language or "", is_number=kind in _NUMBERS)

    def is_outside(self, iri: str) -> bool:
        """Tell whether an IRI is a web address that is neither ours nor of a vocabulary."""
        known = (self.addresses.base, *VOCABULARIES.values())
        return is_web(iri) and not iri.startswith(known)
