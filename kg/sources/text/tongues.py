"""What reads the numbers and the times of each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kg.sources.text import french_numbers, french_times, numbers, times
from kg.sources.text.numbers import Number
from kg.sources.text.times import Time


@dataclass(frozen=True, slots=True)
class Readers:
    """The functions that read numbers and times in a text of one language."""

    numbers: Callable[[str], Iterable[Number]]
    times: Callable[[str, date, date | None], Sequence[Time]]


READERS = {
    "en": Readers(numbers.read_numbers, times.read_times),
    "fr": Readers(french_numbers.read_numbers, french_times.read_times),
}
