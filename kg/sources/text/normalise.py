"""Make a text easy to parse by swapping characters one for one, so that every offset stays the raw text's own."""

from __future__ import annotations

import unicodedata

_SWAPS = {
    **dict.fromkeys("\n\r\t\v\f\x85\u2028\u2029", " "),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
}


class _Table(dict[int, str]):
    """A translation table that also knows every Unicode space and control character, each looked up once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = unicodedata.category(character)
        self[code] = " " if kind in ("Zs", "Cc") else character
        return self[code]


_TABLE = _Table({ord(old): new for old, new in _SWAPS.items()})


def normalise(raw: str) -> str:
    r"""Give the text with line breaks, odd spaces and curly quotes made plain, of the same length.

    >>> normalise("Mali\u2019s\u00a0army\nleft")
    "Mali's army left"
    """
    return raw.translate(_TABLE)


def recase(text: str, names: frozenset[str] = frozenset()) -> str:
    """Give text that is all capitals in sentence case, of the same length; known names (lower case) keep a capital.

    >>> recase("THE ARMY LEFT KIDAL. IT WENT.", frozenset({"kidal"}))
    'The army left Kidal. It went.'
    """
    small = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    out = list(small)
    fresh = True
    for start, end in _word_spans(small):
        fresh = fresh or small[max(0, start - 2) : start].strip() in (".", "!", "?")
        if fresh or small[start:end] in names:
            out[start] = text[start]
        fresh = False
    return "".join(out)


def _word_spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], None
    for i, c in enumerate(text + " "):
        if c.isalnum() and start is None:
            start = i
        elif not c.isalnum() and start is not None:
            spans.append((start, i))
            start = None
    return spans


def is_shouted(text: str) -> bool:
    """Tell whether a text of some length is written in capitals throughout.

    >>> is_shouted("THE ARMY LEFT THE TOWN ON SUNDAY."), is_shouted("UN")
    (True, False)
    """
    upper, lower = (sum(1 for c in text[:2000] if test(c)) for test in (str.isupper, str.islower))
    return upper > 20 and lower * 10 < upper
