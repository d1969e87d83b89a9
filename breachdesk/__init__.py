"""BreachDesk: personal-data-breach response under the GDPR, in the terminal and headless."""

__version__ = "0.1.0"
