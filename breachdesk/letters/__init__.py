"""Sandboxed templates put into words: what a Notice says in the reader's language."""
