"""The people on lists of an incident: taken in and matched with DuckDB, counted on Roaring bitmaps."""
