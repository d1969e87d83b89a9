"""Dated rule packs as YAML. Data only: a lawyer can read and correct them without reading code."""
