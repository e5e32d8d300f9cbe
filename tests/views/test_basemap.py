from __future__ import annotations

import json

from kg.model.data import data_path
from kg.views.basemap import Projection, areas, inner_borders
from kg.views.labels import Box


def test_the_base_map_is_small_and_says_that_it_is_public_domain() -> None:
    files = sorted(data_path("views", "data").glob("*.geojson"))
    assert [path.name for path in files] == ["countries.geojson", "regions.geojson"]
    assert sum(path.stat().st_size for path in files) < 80_000
    assert all(json.loads(path.read_text(encoding="utf-8"))["attribution"] == "Natural Earth, public domain" for path in files)


def test_mali_has_its_old_regions_and_bamako() -> None:
    names = {area.name for area in areas("regions")}
    assert names == {"Bamako", "Gao", "Kayes", "Kidal", "Koulikoro", "Mopti", "Sikasso", "Ségou", "Timbuktu"}


def test_a_region_answers_to_its_names_with_or_without_the_word_region() -> None:
    timbuktu = next(area for area in areas("regions") if area.name == "Timbuktu")
    assert timbuktu.answers_to("Tombouctou Region")
    assert timbuktu.answers_to("Région de Tombouctou")
    assert not timbuktu.answers_to("northern Mali")


def test_ber_lies_in_mali_and_in_timbuktu_region() -> None:
    assert [area.name for area in areas("countries") if area.holds(-2.53, 16.83)] == ["Mali"]
    assert [area.name for area in areas("regions") if area.holds(-2.53, 16.83)] == ["Timbuktu"]


def test_a_border_of_two_regions_is_one_line() -> None:
    assert len(list(inner_borders(areas("regions")))) > 100


def test_a_projection_keeps_one_scale_and_fills_its_box() -> None:
    projection = Projection.fitting((-5, 10, 5, 20), Box(0, 0, 400, 400))
    assert projection.point(0, 15) == (200, 200)
    west, south, east, north = projection.bounds
    assert (west <= -5, south <= 10, east >= 5, north >= 20) == (True, True, True, True)
    assert round(projection.length(111.2), 6) == round(projection.per_degree, 6)
