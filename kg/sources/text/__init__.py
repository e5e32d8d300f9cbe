"""From a text to claims, in layers: normalise, layout, gazetteer, lexicon, frames, attribution, times, numbers, places, coref, account."""
