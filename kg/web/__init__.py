"""The graph over HTTP: the SPARQL protocol, the Graph Store Protocol and pages, answered by workers that can be killed."""
