from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kg.web.ahead import Ahead, Room, Spool
from kg.web.pool import Refused

BLOCK = b"x" * 100_000


def test_a_spool_gives_what_was_put_in_order_also_from_its_file() -> None:
    spool = Spool()
    wanted = b"".join(number.to_bytes(4) for number in range(1_000_000))
    given = b""
    for start in range(0, len(wanted), 300_000):
        spool.put(wanted[start : start + 300_000])
        given += spool.take()
    while block := spool.take():
        given += block
    assert given == wanted
    assert spool.held == 0
    spool.close()


def test_a_source_is_not_read_further_ahead_than_there_is_room() -> None:
    async def run() -> int:
        ahead = Ahead(endless := Endless(), Room(500_000, 10_000_000), lambda: None)
        for _ in range(100):
            await asyncio.sleep(0)
        assert endless.given == 6
        await anext(ahead.blocks())
        await ahead.close()
        return ahead.room.held

    assert asyncio.run(run()) == 0


def test_all_answers_share_one_room_beyond_a_megabyte_each() -> None:
    async def run() -> list[int]:
        room = Room(10_000_000, 3_000_000)
        sources = [Endless() for _ in range(4)]
        answers = [Ahead(source, room, lambda: None) for source in sources]
        for _ in range(500):
            await asyncio.sleep(0)
        given = [source.given * len(BLOCK) for source in sources]
        for answer in answers:
            await answer.close()
        return given

    given = asyncio.run(run())
    assert sum(given) < 3_000_000 + 4 * 1_200_000
    assert min(given) > 1_000_000


def test_what_cuts_a_source_comes_after_all_that_it_gave() -> None:
    async def run() -> bytes:
        came = bytearray()
        ahead = Ahead(breaking([b"a", b"b"]), Room(10, 10), lambda: None)
        with pytest.raises(Refused, match="cut"):
            await collect(ahead, came)
        await ahead.close()
        return bytes(came)

    assert asyncio.run(run()) == b"ab"


async def collect(ahead: Ahead, came: bytearray) -> None:
    async for block in ahead.blocks():
        came += block


def test_who_leaves_before_reading_still_lets_go_of_the_worker() -> None:
    async def run() -> list[str]:
        told: list[str] = []
        await Ahead(Endless(), Room(10, 10), lambda: told.append("left")).close()
        await asyncio.sleep(0)
        return told

    assert asyncio.run(run()) == ["left"]


class Endless:
    """A source without end that counts its blocks."""

    def __init__(self) -> None:
        self.given = 0

    async def __call__(self) -> bytes | None:
        self.given += 1
        return BLOCK


def breaking(blocks: list[bytes]) -> Callable[[], Awaitable[bytes | None]]:
    async def read() -> bytes | None:
        if not blocks:
            raise Refused(504, "cut")
        return blocks.pop(0)

    return read
