"""A conflict timeline knowledge graph: claims, not facts."""
