"""Rows and tables that are damaged, odd, or too large."""

from __future__ import annotations

import pytest

from strava.archive.faults import UnreadableArchive
from strava.archive.tables.activities_table import MAX_PROBLEMS

from .csv_tables import DATE, ENGLISH, FOLDER, HEADER, read, read_cells, reasons


@pytest.mark.parametrize("cell", ["-5", "NaN", "inf", "1e999", "five", "1_0", "9" * 400])
def test_implausible_numbers_are_left_out_and_reported(cell: str) -> None:
    table = read(f"{HEADER},Calories,Moving Time\n90000000001,{DATE},A,Run,,{cell},60\n")
    assert table.rows[0].fields == {"moving_time": 60}
    assert reasons(table) == ["Values that cannot be right were left out: Calories."]


def test_a_row_that_cannot_be_read_does_not_stop_the_others() -> None:
    table = read(
        f"{HEADER}\n,{DATE},No id,Run,\n9.0E+10,{DATE},Bad id,Run,\n90000000001,,No date,Run,\n"
        f"90000000002,soon,Bad date,Run,\n\n90000000003,{DATE},Good,Run,\n"
    )
    assert [(row.number, row.name) for row in table.rows] == [(5, "Good")]
    assert [(problem.row, problem.name) for problem in table.problems] == [
        (1, "No id"),
        (2, "Bad id"),
        (3, "No date"),
        (4, "Bad date"),
    ]
    assert '"9.0E+10" is not a number' in table.problems[1].reason
    assert "has no date" in table.problems[2].reason


def test_the_later_of_two_rows_with_the_same_id_wins() -> None:
    table = read(f"{HEADER}\n90000000001,{DATE},A,Run,\n90000000001,{DATE},B,Run,\n")
    assert [(row.number, row.name) for row in table.rows] == [(2, "B")]
    assert "also in row 1" in table.problems[0].reason


def test_a_changed_cell_changes_the_digest() -> None:
    first, second, third = (read_cells(Calories=cell).digest for cell in ("1", "2", "1"))
    assert first == third != second


def test_sports_that_are_not_known_are_named_once() -> None:
    table = read(f"{HEADER}\n90000000001,{DATE},A,Løping,\n90000000002,{DATE},B,Løping,\n")
    assert table.unknown_sports == ["Løping"]
    assert [(row.sport, row.sport_type) for row in table.rows] == [("Løping", None)] * 2


def test_a_quote_that_is_not_closed_loses_one_row_at_most() -> None:
    good = f"90000000001,{DATE},A,Run,\n"
    for lost in ('90000000002,"9 Jan', f'90000000002,{DATE},"B'):
        after = good.replace("01,", "03,") + good.replace("01,", "04,")
        table = read(f"{HEADER}\n{good}{lost}\n{after}")
        assert {90000000001, 90000000003, 90000000004} <= {row.id for row in table.rows}
        assert [problem.row for problem in table.problems] == [2]


def test_a_quote_at_the_end_does_no_harm() -> None:
    table = read(f'{HEADER}\n90000000001,{DATE},A,Run,"')
    assert [row.id for row in table.rows] == [90000000001]
    assert "damaged" in table.problems[0].reason


def test_rows_of_another_length_are_read_as_far_as_possible() -> None:
    table = read(f"{HEADER}\n90000000001,{DATE},A\n90000000002,{DATE},B,Run,,more\n")
    assert [row.name for row in table.rows] == ["A", "B"]
    assert [problem.row for problem in table.problems] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_a_spreadsheet_program_saves_is_read(encoding: str, delimiter: str) -> None:
    text = f"{HEADER}\n90000000001,09.01.2026 23:30:05,Zürich 😀,Run,\n".replace(",", delimiter)
    (row,) = read(text.encode(encoding)).rows
    assert row.name == "Zürich 😀"


def test_the_characters_of_windows_are_read() -> None:
    header = (FOLDER / "activities_de_2026_101.csv").read_text(encoding="utf-8").split("\n")[0]
    cells = ["90000000001", "09.01.2026 23:30:05", "Zürich", "Lauf"]
    data = f"{header}\n{','.join(cells)}{',' * (100 - 3)}\n".replace("₂", "2")
    table = read(data.encode("cp1252"))
    assert (table.language, table.rows[0].name) == ("de", "Zürich")


def test_one_wrong_byte_harms_one_letter() -> None:
    data = ENGLISH.read_bytes().replace("日本語".encode(), b"\xff" + "日本語".encode())
    assert read(data).rows[2].name == "Pool \ufffd日本語 😀"


def test_nul_bytes_are_ignored() -> None:
    data = ENGLISH.read_bytes().replace(b"By hand", b"By\0 hand")
    assert read(data).rows[3].name == "By hand"


def test_file_names_are_compared_as_archives_write_them() -> None:
    (row,) = read(f"{HEADER}\n90000000001,{DATE},A,Run,activities\\e\u0301.fit\n").rows
    assert row.file_name == "activities/é.fit"


def test_a_table_without_activities_is_not_an_error() -> None:
    table = read(f"{HEADER}\n")
    assert (table.rows, table.problems, table.date_form) == ([], [], "")


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\xef\xbb\xbf", b"PK\3\4", b"Activity ID,Name\n1,2\n", b"\0" * 500]
)
def test_file_that_is_not_a_table_of_activities_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableArchive, match=r"activities\.csv .*\. [AC]"):
        read(data)


def test_tables_beyond_any_plausible_size_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strava.archive.tables.csv_text.MAX_BYTES", 1000)
    monkeypatch.setattr("strava.archive.tables.csv_text.MAX_ROWS", 10)
    with pytest.raises(UnreadableArchive, match="larger"):
        read(HEADER + "\n" * 1000)
    with pytest.raises(UnreadableArchive, match="more rows"):
        read(HEADER + "\nx" * 11)


def test_the_number_of_problems_is_bounded() -> None:
    problems = read(HEADER + "\nx" * (MAX_PROBLEMS + 5)).problems
    assert len(problems) == MAX_PROBLEMS + 1
    assert "5 more" in problems[-1].reason


def test_a_cell_beyond_any_plausible_size_loses_its_row_alone() -> None:
    long = "x" * 200_000
    table = read(f"{HEADER}\n90000000001,{DATE},{long},Run,\n90000000002,{DATE},B,Run,\n")
    assert [row.id for row in table.rows] == [90000000002]
    assert [problem.row for problem in table.problems] == [1]
