"""The workspace on disk: tables, mapping, migrations."""
