"""Spark that lacks a table, fails on a value or takes too long: one sentence, without data."""

from __future__ import annotations

from typing import Any

import pytest

from breachdesk.domain.errors import StoreProblem, WrongInput

pytest.importorskip("pyspark", reason="pyspark is not installed; it is in no extra (455 MB, and Java)")

from breachdesk.warehouse.spark import SparkRunner


@pytest.mark.parametrize(
    ("sql", "named"), [("SELECT * FROM lists.kunden", "kunden"), ("SELECT nummer FROM lists.orders", "nummer")]
)
def test_a_missing_table_or_column_is_named(sql: str, named: str, spark: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """Lost without it: a typing error in the description ends in a page of Java, on the screen too."""
    with pytest.raises(WrongInput) as caught:
        SparkRunner("", "LISTS", 60, spark).rows([sql])
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_what_spark_says_of_values_is_not_shown(spark: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """Lost without it: an error about one person's data prints that person's data."""
    with pytest.raises(WrongInput) as caught:
        SparkRunner("", "LISTS", 60, spark).rows(["SELECT CAST(name AS INT) FROM lists.customers"])
    assert "Person" not in str(caught.value) + "".join(capfd.readouterr())
    assert "CAST_INVALID_INPUT" in str(caught.value)


def test_a_question_that_takes_too_long_is_stopped_and_spark_lives_on(spark: Any) -> None:
    """Lost without it: a look through everything holds the desk for the night."""
    endless = "SELECT count(*) FROM range(0, 1000000000000, 1, 1000000) WHERE CAST(id AS STRING) RLIKE 'a.*b'"
    with pytest.raises(StoreProblem, match="within 2 seconds"):
        SparkRunner("", "LISTS", 2, spark).rows([endless])
    assert SparkRunner("", "LISTS", 60, spark).rows(["SELECT 1"]) == [[(1,)]]
