"""Files of every kind to texts: what a file is by its first bytes, how its bytes are read, and what it says about itself."""
