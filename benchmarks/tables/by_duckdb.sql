-- UCDP rows to the strings that triples need: ids, keys, dates. by_duckdb.py makes lines of them.

CREATE MACRO bare(x) AS trim(x, concat(' ', chr(9), chr(10), chr(13)));
CREATE MACRO esc(x) AS replace(replace(replace(replace(replace(x, '\', '\\'), '"', '\"'), chr(10), '\n'), chr(13), '\r'), chr(9), '\t');
CREATE MACRO dig(x) AS substr(sha256(nfc_normalize(x)), 1, 16);
CREATE MACRO slug(x) AS trim(regexp_replace(lower(x), '[^a-z0-9]+', '-', 'g'), '-');
CREATE MACRO keyed(label, whole) AS concat(trim(substr(slug(label), 1, 60), '-'), '-', substr(sha256(nfc_normalize(whole)), 1, 6));
CREATE MACRO whole(x) AS regexp_replace(bare(x), '\.0*$', '');
CREATE MACRO filled(x) AS nullif(bare(x), '');
CREATE MACRO area(kind, label, inner_of) AS concat('ged/', keyed(label, concat_ws(chr(31), label, kind, coalesce('place:' || inner_of, ''))));
CREATE MACRO plain(x) AS regexp_replace(x::DOUBLE::VARCHAR, '\.0$', '');
CREATE MACRO span(first, last, prec) AS CASE
    WHEN prec = 'Year' AND month(first) = 1 AND day(first) = 1 AND month(last) = 12 AND day(last) = 31 THEN strftime(first, '%Y')
    WHEN prec = 'Month' AND day(first) = 1 AND last = last_day(first) THEN strftime(first, '%Y-%m')
    WHEN first = last THEN first::VARCHAR ELSE concat(first, '/', last) END;

CREATE TEMP TABLE raw AS
SELECT whole(id) AS id, whole(type_of_violence) AS type, whole(conflict_new_id) AS conflict, filled(conflict_name) AS conflict_name,
    whole(dyad_new_id) AS dyad, filled(dyad_name) AS dyad_name, whole(side_a_new_id) AS a, filled(side_a) AS a_name,
    whole(side_b_new_id) AS b, filled(side_b) AS b_name, filled(source_article) AS article, filled(source_original) AS original,
    whole(where_prec) AS where_prec, filled(where_coordinates) AS spot, filled(adm_1) AS adm1, filled(adm_2) AS adm2, latitude, longitude,
    filled(country) AS country, nullif(where_description, '') AS described, whole(event_clarity) AS clarity, whole(date_prec) AS date_prec,
    date_start::DATE AS first, date_end::DATE AS last, whole(deaths_a) AS of_a, whole(deaths_b) AS of_b,
    whole(deaths_civilians) AS of_civilians, whole(deaths_unknown) AS of_unknown, whole(low) AS low, whole(best) AS best,
    whole(high) AS high, low AS raw_low, best AS raw_best, high AS raw_high
FROM read_csv($rows, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"');

CREATE TEMP TABLE spots AS
WITH given AS (SELECT DISTINCT where_prec, spot, adm1, adm2, latitude, longitude, country FROM raw),
countries AS (SELECT *, CASE WHEN where_prec <> '7' THEN area('country', country, NULL) END AS in_country FROM given),
regions AS (SELECT *, CASE WHEN where_prec NOT IN ('6', '7') AND adm1 IS NOT NULL THEN area('region', adm1, in_country) END AS in_region
    FROM countries),
districts AS (SELECT *, CASE WHEN where_prec IN ('1', '2', '3', '5') AND adm2 IS NOT NULL
    THEN area('district', adm2, coalesce(in_region, in_country)) END AS in_district FROM regions),
kinds AS (SELECT *, coalesce(in_district, in_region, in_country) AS narrowest, CASE
        WHEN where_prec IN ('1', '2') AND regexp_matches(spot, '(?i)\b(town|village|city|villages|towns)$') THEN 'populated-place'
        WHEN where_prec IN ('1', '2') THEN CASE WHEN spot IS NULL THEN 'feature' ELSE 'facility' END
        WHEN where_prec = '6' OR spot IS NULL THEN NULL
        WHEN where_prec = '3' AND spot IS DISTINCT FROM adm2 THEN 'district'
        WHEN where_prec = '4' AND spot IS DISTINCT FROM adm1 THEN 'region'
        WHEN where_prec = '7' OR where_prec = '5' AND spot IS DISTINCT FROM adm2 THEN 'area' END AS kind FROM districts),
labels AS (SELECT *, where_prec IN ('1', '2') AS pointed, coalesce(spot, concat('point ', trim(latitude), ', ', trim(longitude))) AS label,
    CASE WHEN where_prec IN ('1', '2') THEN narrowest WHEN where_prec IN ('3', '5') THEN coalesce(in_region, in_country)
        WHEN where_prec = '4' THEN in_country END AS outer_of FROM kinds)
SELECT *, CASE WHEN kind IS NULL THEN narrowest WHEN pointed THEN concat('ged/', keyed(label, concat_ws(chr(31), label, kind,
        coalesce('place:' || outer_of, ''), latitude::DOUBLE, longitude::DOUBLE))) ELSE area(kind, label, outer_of) END AS place,
    CASE where_prec WHEN '1' THEN 'Exact' WHEN '2' THEN 'Near' WHEN '3' THEN 'District' WHEN '4' THEN 'Region' WHEN '5' THEN 'Feature'
        WHEN '6' THEN 'Country' ELSE 'International' END AS prec,
    CASE WHEN where_prec = '2' THEN 'near' ELSE 'in' END AS relation
FROM labels;

CREATE TEMP TABLE claims AS
WITH typed AS (SELECT raw.*, place, prec, relation, CASE WHEN type = '3' THEN 'killing' ELSE 'clash' END AS event_type,
        CASE date_prec WHEN '1' THEN CASE WHEN first = last THEN 'Day' ELSE 'DayRange' END WHEN '4' THEN
            CASE WHEN date_trunc('month', first) = date_trunc('month', last) THEN 'Month' ELSE 'Vague' END WHEN '5' THEN
            CASE WHEN year(first) = year(last) THEN 'Year' ELSE 'Vague' END ELSE 'DayRange' END AS time_prec,
        list_transform(list_filter(CASE WHEN article LIKE '"%"' THEN string_split(substr(article, 2, length(article) - 2), '";"')
            ELSE [article] END, lambda x: bare(x) <> ''), lambda x: {'text': bare(x), 'key': dig(bare(x))}) AS cited,
        low::BIGINT <= best::BIGINT AND best::BIGINT <= high::BIGINT AS sound
    FROM raw JOIN spots ON raw.where_prec = spots.where_prec AND raw.latitude = spots.latitude AND raw.longitude = spots.longitude
        AND raw.country = spots.country AND raw.spot IS NOT DISTINCT FROM spots.spot AND raw.adm1 IS NOT DISTINCT FROM spots.adm1
        AND raw.adm2 IS NOT DISTINCT FROM spots.adm2)
SELECT *, span(first, last, time_prec) AS edtf,
    dig(concat_ws(chr(31), 'source:ucdp-ged', concat('row=', id), 'occurrence', event_type, 'asserts', '')) AS c,
    CASE WHEN sound THEN NULL ELSE concat('low ', raw_low, ', best ', raw_best, ', high ', raw_high) END AS written,
    CASE WHEN low::BIGINT <= best::BIGINT THEN low END AS few, CASE WHEN high::BIGINT >= best::BIGINT THEN high END AS many
FROM typed;

CREATE TEMP TABLE articles AS
WITH distinct_ones AS (SELECT DISTINCT one.key AS s, one.text AS cited FROM (SELECT unnest(cited) AS one FROM claims)),
parts AS (SELECT *, regexp_extract(cited, '(?s)^(.*?),\s*(\d{4}-\d{2}-\d{2}),\s*(.*)$', ['o', 'd', 'h']) AS p FROM distinct_ones),
named AS (SELECT s, cited, filled(p.o) AS outlet, try_cast(nullif(p.d, '') AS DATE) AS day,
    CASE WHEN p.d <> '' THEN coalesce(filled(p.h), cited) ELSE cited END AS headline FROM parts)
SELECT *, CASE WHEN outlet IS NULL THEN concat('publisher-', s) ELSE concat('outlet-', keyed(outlet, outlet)) END AS publisher FROM named;
