"""Signatures over exact bytes, with a person's own SSH key or one made for them."""
