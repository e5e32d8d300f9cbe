"""How fast `kg parse` reads, as a share of spaCy alone on the same texts in the same run: `python -m benchmarks.extraction`.

The two are run in turn, several times; each share is of one pair, in seconds of CPU of this process. Ours is what a process of
`kg parse` does, from lines of JSON to claims written as JSON, in batches; spaCy's is its pipeline over the same texts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from kg.cli.making import gazetteer
from kg.cli.parsed import FORMS
from kg.model.reference import Actor, Place
from kg.parsing.crew import BATCH_ITEMS
from kg.parsing.work import Reader, Wish
from kg.sources.article import Article, read_articles
from kg.sources.documents.items import Item
from kg.sources.text.engine import load_engine
from kg.sources.text.extract import BATCH

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "articles" / "en" / "gold.jsonl"
NEWS = ROOT.parent / "shared" / "data" / "news" / "current_events_2020_2021.jsonl"
GOAL = 0.7


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeat", type=int, default=5, help="pairs of runs")
    options.add_argument("--words", type=int, default=12_000, help="words of each set of texts")
    given = options.parse_args()
    actors, places = gazetteer(None)
    print(f"\nExtraction with spaCy {version('spacy')}; words a second of CPU, one process; goal: a share of {GOAL} or more.\n")
    print("| texts | words | spaCy alone | kg parse | share (lowest to highest) |\n|---|---:|---:|---:|---:|")
    for name, path in (("own articles, repeated", OWN), ("news items", NEWS)):
        if path.exists():
            articles = some(path, given.words)
            print(row(name, articles, given.repeat, actors, places), flush=True)
        else:
            print(f"| {name}: not beside this checkout | | | | |")


def some(path: Path, words: int) -> list[Article]:
    """Give articles of a file, repeated under other ids, until they hold so many words."""
    read = [article for article in read_articles(path) if isinstance(article, Article)]
    found: list[Article] = []
    while sum(len(article.text.split()) for article in found) < words:
        article = read[len(found) % len(read)]
        found.append(Article(f"{article.id}-{len(found)}", article.text, article.published))
    return found


def row(name: str, articles: Sequence[Article], repeat: int, actors: Sequence[Actor], places: Sequence[Place]) -> str:
    """Measure in turn, and give the row of a table."""
    reader = Reader(Wish({}, tuple(actors), tuple(places), (FORMS["json"],)))
    items = [Item("a.jsonl", n, article.id, line_of(article)) for n, article in enumerate(articles, start=1)]
    words = sum(len(article.text.split()) for article in articles)

    def alone() -> None:
        for _ in load_engine().pipe((article.text for article in articles), batch_size=BATCH):
            pass

    def ours() -> None:
        for at in range(0, len(items), BATCH_ITEMS):
            for done in reader.read(items[at : at + BATCH_ITEMS]):
                assert done.texts, done.problems

    reader.warm_up()
    seconds(alone), seconds(ours)  # both are warm
    pairs = [(seconds(alone), seconds(ours)) for _ in range(repeat)]
    shares = sorted(spacy / kg for spacy, kg in pairs)
    speeds = [words / statistics.median(times) for times in zip(*pairs, strict=True)]
    spread = f"{statistics.median(shares):.2f} ({shares[0]:.2f} to {shares[-1]:.2f})"
    return f"| {name} | {words:,} | {speeds[0]:,.0f} | {speeds[1]:,.0f} | {spread} |"


def line_of(article: Article) -> bytes:
    """Give an article as a line of JSON."""
    return json.dumps({"id": article.id, "date": article.day.isoformat(), "text": article.text}).encode()


def seconds(work: Callable[[], None]) -> float:
    """Give the seconds of CPU that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
