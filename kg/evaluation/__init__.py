"""Extraction measured: claims found against claims that a person wrote, layer by layer, and where they part."""
