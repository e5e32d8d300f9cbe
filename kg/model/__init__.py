"""What passes through every stage: claims, their parts, and the reference records beside them."""
