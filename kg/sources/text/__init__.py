"""From a text to claims, in layers; `extract` leads a text through them."""
