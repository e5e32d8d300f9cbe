"""Pages for people: the query page, a page and data for every IRI of the graph, and what the service says of itself."""

from kg.web.pages.routing import describe, error_response, routes

__all__ = ["describe", "error_response", "routes"]
