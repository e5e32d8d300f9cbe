"""The graph: claims to RDF and back, identity, settling, checking, store, queries and exports."""
