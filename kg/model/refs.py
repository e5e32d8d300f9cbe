"""References and IRIs: the one place where an IRI or an id is minted.

A *reference* is a short name, `folder:name` (`actor:cma`, `event:ber-withdrawal`, `kg:Asserts`), or a whole
http(s) IRI. Claims hold references; the encoder turns them into IRIs under the graph's base.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote

from kg.model.errors import BadReference

BASE = "https://w3id.org/conflict-kg/"
ONTOLOGY = BASE + "ontology#"
FOLDERS = frozenset(
    "event claim actor place source run lens type condition conflict dataset graph settlement mention membership name".split()
)
VOCABULARIES = {
    "kg": ONTOLOGY,
    "type": BASE + "type/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "schema": "https://schema.org/",
}
_NAME = re.compile(r"[^\s<>\"{}|\\^`%]+")
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_PLAIN = re.compile(r"[A-Za-z0-9._~/-]+")
_SAFE = "-._~!$&'()*+,;=:@/"


@lru_cache(maxsize=16384)
def mint(ref: str, base: str = BASE) -> str:
    """Give the IRI of a reference, ASCII only: NFC, then percent-encoded; raise BadReference for anything else.

    >>> mint("actor:cma")
    'https://w3id.org/conflict-kg/actor/cma'
    >>> mint("place:léré")
    'https://w3id.org/conflict-kg/place/l%C3%A9r%C3%A9'
    >>> mint("javascript:alert(1)")
    Traceback (most recent call last):
    kg.model.errors.BadReference: not a reference: 'javascript:alert(1)' (use folder:name or an http(s) IRI)
    """
    folder, colon, name = ref.partition(":")
    if folder in ("http", "https"):
        if _IRI.fullmatch(ref):
            return quote(unicodedata.normalize("NFC", ref), safe=_SAFE + "#?[]%")
    elif colon and ((plain := _PLAIN.fullmatch(name)) or _NAME.fullmatch(name)):
        path = name if plain else quote(unicodedata.normalize("NFC", name), safe=_SAFE)
        if folder == "type" or folder in FOLDERS:
            return f"{base}{folder}/{path}"
        if folder in VOCABULARIES:
            return VOCABULARIES[folder] + path
    raise BadReference(f"not a reference: {ref!r} (use folder:name or an http(s) IRI)")


def ref_of(iri: str, base: str = BASE) -> str:
    """Give the shortest reference of an IRI; an IRI of nobody we know is its own reference.

    >>> ref_of("https://w3id.org/conflict-kg/actor/cma")
    'actor:cma'
    """
    for prefix, namespace in VOCABULARIES.items():
        if iri.startswith(namespace) and prefix != "type":
            return f"{prefix}:{unquote(iri[len(namespace) :])}"
    if iri.startswith(base):
        folder, slash, name = iri[len(base) :].partition("/")
        if slash and name and folder in FOLDERS:
            return f"{folder}:{unquote(name)}"
    return iri


def digest(*parts: object) -> str:
    """Give 16 hexadecimal digits that depend on all parts and their order, the same on every run."""
    return digest_of("\x1f".join(["" if part is None else str(part) for part in parts]))


def digest_of(text: str) -> str:
    """Give 16 hexadecimal digits that depend on a text and not on how its accents are composed."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return hashlib.sha256(composed.encode()).hexdigest()[:16]


def claim_ref(source: str, key: str, kind: str, type_: str = "", stance: str = "", discriminator: str = "") -> str:
    """Give a claim's reference: a hash of source, locator or entry key or row id, content kind, type, stance, discriminator."""
    return "claim:" + digest(source, key, kind, type_, stance, discriminator)


def parsed_event_ref(source: str, start: int, end: int, type_: str) -> str:
    """Give the reference of an event read from a text: a hash of its source, the span of its trigger and its type."""
    return "event:" + digest(source, start, end, type_)


def slug(words: str) -> str:
    """Give words as a readable part of a reference.

    >>> slug("Mali’s  Army")
    'mali-s-army'
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore" if words.isascii() else "replace").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or digest(words)
