"""The parsers of sentences: spaCy with one small model a language, each loaded once, in the frames' own terms."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import groupby
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.model.errors import NotFound
from kg.sources.text import french, mend
from kg.sources.text.languages import INSTALL, MODELS, names

Context = TypeVar("Context")
LAST_STEP = {"en": mend.NAME, "fr": french.NAME}


@cache
def load_engine(language: str = "en") -> Language:
    """Give the parser of a language; raise NotFound, with what to install, where its model is not there."""
    engine = spacy.load(model_name(language))
    if language == "fr":
        engine.tokenizer.infix_finditer = french.cut_words  # type: ignore[union-attr]  # spaCy's own tokenizer has it
    engine.add_pipe(LAST_STEP[language])
    return engine


def parse_texts(texts: Iterable[tuple[str, str, Context]], batch_size: int) -> Iterator[tuple[Doc, Context]]:
    """Yield (parsed text, context) of (language, text, context), in order; neighbours of one language share its parser."""
    for name, group in groupby(texts, key=lambda item: item[0]):
        pairs = ((text, context) for _, text, context in group)
        yield from load_engine(name).pipe(pairs, as_tuples=True, batch_size=batch_size)


@cache
def model_name(language: str = "en") -> str:
    """Give the name of the first model of a language's list that is installed."""
    for name in MODELS[language]:
        if importlib.util.find_spec(name):
            return name
    raise NotFound(f"no model of {names()[language]} for spaCy: {INSTALL[language]}")


@cache
def model_version(language: str = "en") -> str:
    """Give the model's name and version, as a coding run states them."""
    return f"{model_name(language)} {version(model_name(language))}"
