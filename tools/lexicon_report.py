"""Tell how often each entry of the lexicon is found in texts: `python tools/lexicon_report.py [NEWS.jsonl]`.

Reads JSON Lines with a `text`, by default the news of ../shared; prints every entry that was found with the number of times, the
most frequent first, then those that never were, by type, then the frequent verbs and nouns that no entry has: candidates.
`--page` instead writes the table of docs/lexicon.md anew.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.sources.text.engine import load_engine
from kg.sources.text.frames import find_drafts
from kg.sources.text.lexicon import Lexicon, load_lexicon
from kg.sources.text.normalise import normalise
from kg.sources.text.triggers import Sight

ROOT = Path(__file__).resolve().parent.parent
NEWS = ROOT.parent / "shared" / "data" / "news" / "current_events_2020_2021.jsonl"
PAGE = ROOT / "docs" / "lexicon.md"
BEGIN, END = "<!-- counted by tools/lexicon_report.py --page -->\n", "<!-- end of what is counted -->\n"
CANDIDATES = 60


@dataclass(slots=True)
class Found:
    """How often each entry was found, and each content word that belongs to none."""

    entries: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)


def count(texts: Iterable[str], lexicon: Lexicon) -> Found:
    """Count the entries found in texts, and the verbs and nouns in the sentences that no entry was found in."""
    found, sight = Found(), Sight(lexicon)
    for doc in load_engine().pipe(map(normalise, texts), batch_size=64):
        for sentence in doc.sents:
            drafts = find_drafts(sentence, sight)
            found.entries.update(draft.entry.name for draft in drafts)
            if not drafts:
                found.others.update(f"{t.lemma_.lower()} ({t.pos_.lower()})" for t in sentence if t.pos_ in ("VERB", "NOUN"))
    return found


def report(found: Found, lexicon: Lexicon) -> Iterator[str]:
    """Yield the lines of the report."""
    names = [entry.name for entry in lexicon.entries()]
    yield f"{len(names)} entries, {len(found.entries)} of them found"
    yield from (f"{times:6} {name}" for name, times in found.entries.most_common())
    yield "\nnever found:"
    silent: dict[str, list[str]] = {}
    for name in names:
        if name not in found.entries:
            type_, _, rest = name.partition("/")
            silent.setdefault(type_, []).append(rest)
    yield from (f"{type_}: {', '.join(rests)}" for type_, rests in sorted(silent.items()))
    yield "\nfrequent in sentences without any:"
    yield ", ".join(f"{word} {times}" for word, times in found.others.most_common(CANDIDATES))


def table(lexicon: Lexicon) -> str:
    """Give the numbers of entries by event type, as Markdown."""
    counts = {pos: Counter(e.type for e in lexicon.entries() if e.pos == pos) for pos in ("verbs", "nouns")}
    lines = ["| event type | verbs | nouns |", "| --- | ---: | ---: |"]
    lines += [f"| {type_} | {counts['verbs'][type_]} | {counts['nouns'][type_]} |" for type_ in sorted(counts["verbs"])]
    lines.append(f"| all | {counts['verbs'].total()} | {counts['nouns'].total()} |")
    return "\n".join(lines) + "\n"


def page(before: str, lexicon: Lexicon) -> str:
    """Give the page with its table counted anew."""
    head, _, rest = before.partition(BEGIN)
    return head + BEGIN + table(lexicon) + END + rest.partition(END)[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", nargs="?", type=Path, default=NEWS)
    parser.add_argument("--page", action="store_true", help="write the table of docs/lexicon.md anew")
    asked = parser.parse_args()
    lexicon = load_lexicon()
    if asked.page:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), lexicon), encoding="utf-8")
        return
    with asked.news.open(encoding="utf-8") as lines:
        print(*report(count((json.loads(line)["text"] for line in lines), lexicon), lexicon), sep="\n")


if __name__ == "__main__":
    main()
