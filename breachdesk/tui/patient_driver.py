"""A terminal driver that takes bytes which are no UTF-8: each becomes a visible mark, and nothing ends.

One pasted Latin-1 letter ends an app of Textual 8.2, whose reader decodes strictly and offers no way to say otherwise.
This is the one place that reaches into it; an end-to-end test pastes such a letter, so a newer Textual that reads
another way is noticed.
"""

from __future__ import annotations

from codecs import IncrementalDecoder, getincrementaldecoder

from textual.drivers import linux_driver


class _Patient:
    """Makes decoders that mark what they cannot read."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding

    def __call__(self) -> IncrementalDecoder:
        return getincrementaldecoder(self._encoding)(errors="replace")


class PatientDriver(linux_driver.LinuxDriver):
    """Reads on, whatever comes."""

    def run_input_thread(self) -> None:
        """Read as Textual does, with a decoder that does not give up."""
        linux_driver.getincrementaldecoder = _Patient  # type: ignore[attr-defined, assignment]
        super().run_input_thread()
