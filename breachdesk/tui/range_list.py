"""A list of which several rows in a row can be marked at once: from a place, or with shift and the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from breachdesk.tui.row_list import Row, RowList


class RangeList(RowList):
    """A RowList with a range from where it began to the cursor."""

    BESIDE = 2

    def __init__(self, *, id: str | None = None, rests: bool = False, wraps: bool = False) -> None:
        super().__init__(id=id, rests=rests, wraps=wraps)
        self._began = ""
        """Key of the row the range began at; empty while there is none."""

        self._is_held = False
        """It was begun with shift, and ends with the first move without it."""

    @property
    def has_range(self) -> bool:
        """Tell whether a range is open."""
        return self._bounds() is not None

    @property
    def keys_in_range(self) -> list[str]:
        """Give the keys from one end to the other; without a range that of the cursor."""
        bounds = self._bounds()
        if bounds is None:
            return [self.current_key] if self.current_key else []
        return [row.key for row in self._rows[bounds[0] : bounds[1] + 1] if row.selectable]

    def begin(self) -> None:
        """Begin a range at the cursor."""
        self._began, self._is_held = self.current_key, False
        self.refresh()

    def end(self) -> None:
        """Forget the range."""
        self._began = ""
        self.refresh()

    def extend(self, by: int) -> None:
        """Move, and take the rows on the way along."""
        if not self.has_range:
            self._began, self._is_held = self.current_key, True
        held, self._is_held = self._is_held, False
        self.action_move(by)
        self._is_held = held
        self.refresh()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; a range whose beginning is gone ends."""
        super().set_rows(rows)
        if self._began and self._bounds() is None:
            self.end()

    def _bounds(self) -> tuple[int, int] | None:
        if not self._began:
            return None
        at = next((i for i, row in enumerate(self._rows) if row.key == self._began), None)
        return None if at is None else (min(at, self._cursor), max(at, self._cursor))

    def _go(self, at: int) -> None:
        if self._is_held:
            self._began, self._is_held = "", False
        super()._go(at)

    def _clicked_again(self) -> None:
        self.action_tick()

    def _is_in_range(self, at: int) -> bool:
        bounds = self._bounds()
        return bounds is not None and bounds[0] <= at <= bounds[1] and self._rows[at].selectable
