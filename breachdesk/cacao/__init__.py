"""CACAO 2.0 security playbooks (OASIS): what we give out in that format, and what we take in from it."""
