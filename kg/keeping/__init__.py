"""The durable store: a graph on disk in generations, each published as a whole or not at all."""
