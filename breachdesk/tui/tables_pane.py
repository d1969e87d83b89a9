"""The right side of the scope screen: tables that fold, each line of which can be asked why it is there."""

from __future__ import annotations

from collections.abc import Sequence

from breachdesk.tui.row_list import Cell, Row, RowList
from breachdesk.tui.scope_tables import Table, TableLine
from breachdesk.tui.table_rows import HEAD, rows_of, starts_folded


class TablesPane(RowList):
    """Tables under each other."""

    BESIDE = 2

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, wraps=True)
        self._tables: tuple[Table, ...] = ()
        self._by_key: dict[str, tuple[Table, TableLine]] = {}
        self._opened: dict[str, bool] = {}
        """What was opened or folded by hand, by title."""

        self._width = 0

    def show(self, tables: Sequence[Table], width: int, nothing: str) -> None:
        """Show these.

        Args:
            width: Columns there are for a row.
            nothing: Said where there is no table.
        """
        self._tables, self._width = tuple(tables), width
        self._by_key = {line.key: (table, line) for table in tables for line in table.lines}
        folded = {t.title for t in tables if not self._is_open(t)}
        empty = [Row("", (Cell(nothing),), "waiting", selectable=False)]
        self.set_rows(rows_of(self._tables, width, folded) or empty)

    @property
    def line_here(self) -> tuple[Table, TableLine] | None:
        """The line under the cursor with its table; None on a head, and where there is no line."""
        return self._by_key.get(self.current_key)

    @property
    def part_here(self) -> tuple[str, str]:
        """What the line under the cursor is about, such as a group and its id; empty where it is about nothing."""
        here = self.line_here
        part, _, id_ = here[1].key.partition(":") if here else ("", "", "")
        return part, id_

    @property
    def is_on_head(self) -> bool:
        """Tell whether the cursor is on the head of a table."""
        return self.current_key.startswith(HEAD)

    def fold_here(self, shut: bool | None = None) -> None:
        """Fold the table the cursor is in, or open it; None does whichever it is not."""
        head = self.key_above(lambda key: key.startswith(HEAD))
        table = next((t for t in self._tables if HEAD + t.title == head), None)
        if table is not None:
            self._opened[table.title] = not self._is_open(table) if shut is None else not shut
            self.show(self._tables, self._width, "")
            if not self._opened[table.title]:
                self.to_key(head)

    def _is_open(self, table: Table) -> bool:
        return self._opened.get(table.title, not starts_folded(table))
