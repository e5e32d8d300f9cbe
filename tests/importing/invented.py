"""Rows that nobody coded, of events that never were, in the layouts of UCDP GED and ACLED; and a table of any size of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

GED = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,"
    "dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,"
    "priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,best,high,low,gwnoa,gwnob"
).split(",")  # 23.1; 24.1 and 25.1 have the same, as those who read them in public list them
ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,"
    "assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,"
    "geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
).split(",")
LIST = '"Invented Wire,2020-03-02,Two sides meet at Berville";"Made-up Post,2020-03-03,Four dead, officials say"'
ROW = {
    "id": "1", "relid": "INV-2020-1-1-0", "year": "2020", "active_year": "1", "code_status": "Clear", "type_of_violence": "1",
    "conflict_dset_id": "11", "conflict_new_id": "11", "conflict_name": "Nowhere: Government", "dyad_dset_id": "21",
    "dyad_new_id": "21", "dyad_name": "Government of Nowhere - Northern Band", "side_a_dset_id": "31", "side_a_new_id": "31",
    "side_a": "Government of Nowhere", "side_b_dset_id": "41", "side_b_new_id": "41", "side_b": "Northern Band",
    "number_of_sources": "2", "source_article": LIST, "source_office": "Invented Wire;Made-up Post",
    "source_date": "2020-03-02;2020-03-03", "source_headline": "two headlines", "source_original": "army statement",
    "where_prec": "1", "where_coordinates": "Berville town", "where_description": "in the market of Berville",
    "adm_1": "North region", "adm_2": "Upper district", "latitude": "16.5", "longitude": "-2.25",
    "geom_wkt": "POINT (-2.25 16.5)", "priogrid_gid": "1",
    "country": "Nowhere", "country_id": "999", "region": "Africa", "event_clarity": "1", "date_prec": "1",
    "date_start": "2020-03-01", "date_end": "2020-03-01", "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "1",
    "deaths_unknown": "0", "best": "4", "high": "5", "low": "3", "gwnoa": "999", "gwnob": "",
}  # fmt: skip
ACLED_ROW = {
    "event_id_cnty": "INV1", "event_date": "2023-08-11", "year": "2023", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Nowhere (2021-)", "assoc_actor_1": "Unidentified Helpers (Nowhere)", "inter1": "1",
    "actor2": "Southern Band", "assoc_actor_2": "Invented Allies", "inter2": "2", "interaction": "12", "civilian_targeting": "",
    "iso": "0", "region": "Nowhere", "country": "Nowhere", "admin1": "South", "admin2": "Lower", "admin3": "",
    "location": "Southtown", "latitude": "15.5", "longitude": "-3.5", "geo_precision": "1",
    "source": "Invented Monitor; Undisclosed Source", "source_scale": "National",
    "notes": "Invented: a clash at Southtown.", "fatalities": "2", "tags": "", "timestamp": "1692057600",
}  # fmt: skip


def table(
    rows: Iterable[Mapping[str, str]], columns: Sequence[str] = GED, start: Mapping[str, str] = ROW, delimiter: str = ","
) -> str:
    """Give a table of rows, each the invented one but for the cells that are named."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([{**start, **row}.get(name, "") for name in columns] for row in rows)
    return text.getvalue()


def numbered(number: int, first: int = 1) -> list[dict[str, str]]:
    """Give so many rows that differ in id, day, dead, place and, in every third, line breaks and quotes in a cell."""
    rows = []
    for at in range(first, first + number):
        day = f"2020-{at % 12 + 1:02d}-{at % 28 + 1:02d}"
        told = f'on the road,\nnear "the" well\n\nof village {at}' if at % 3 == 0 else f"near village {at}"
        where = {"where_description": told, "where_coordinates": f"Village {at % 50} town", "latitude": f"16.{at % 50}"}
        rows.append({"id": f"{at}", "date_start": day, "date_end": day, "best": str(4 + at % 5), "high": "90", **where})
    return rows


def big(path: Path, number: int) -> Path:
    """Write a table of so many rows, soon."""
    head, *lines = table(numbered(1000, 1_000_000)).splitlines(keepends=True)
    body = "".join(lines)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(head)
        for thousand in range(number // 1000):
            file.write(body.replace("\n1000", f"\n{1000 + thousand}").replace("1000", f"{1000 + thousand}", 1))
    return path


def with_line(text: str, number: int, line: str) -> str:
    """Give a text with another line in the place of one, counted from 1."""
    lines = text.splitlines(keepends=True)
    lines[number - 1] = line
    return "".join(lines)
