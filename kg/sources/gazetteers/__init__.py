"""Gazetteers: tables of named places with points. GeoNames dumps as one file, a hand-made table, the towns of the world."""
