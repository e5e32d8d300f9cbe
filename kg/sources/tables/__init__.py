"""Event tables: UCDP GED, ACLED, GDELT and any other by a mapping; one module a data set, its columns to claims."""
