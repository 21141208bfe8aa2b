"""Row groups of Parquet files are joined as they stand."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractor.dataset.parquet_parts import MAGIC, ParquetFooter, RowGroup

SCHEMA = pa.schema([("name", pa.string()), ("value", pa.decimal128(24, 6)), ("n", pa.int64()), ("is", pa.bool_())])


def build_table(n_rows: int, n_names: int) -> pa.Table:
    rows = [
        {"name": f"名{i % n_names}" if i % 3 else None, "value": None, "n": i * 7919, "is": bool(i % 2)}
        for i in range(n_rows)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def write_file(groups: list[pa.Table], metadata: dict[str, str] | None = None) -> io.BytesIO:
    file = io.BytesIO()
    writer = pq.ParquetWriter(file, SCHEMA, compression="zstd", version="2.6")
    for group in groups:
        writer.write_table(group, row_group_size=len(group))
    if metadata:
        writer.add_key_value_metadata(metadata)
    writer.close()
    return file


def join_files(files: list[io.BytesIO], metadata: dict[str, str]) -> bytes:
    out = io.BytesIO()
    out.write(MAGIC)
    groups: list[RowGroup] = []
    for file in files:
        footer = ParquetFooter.parse(file)
        distance = out.tell() - len(MAGIC)
        for group in footer.row_groups:
            groups.append(group.move(distance, len(groups)))
        out.write(file.getvalue()[len(MAGIC) : footer.start])
    out.write(ParquetFooter.parse(write_file([], metadata)).build(groups))
    return out.getvalue()


def test_files_of_many_sizes_are_one_file_with_all_their_rows() -> None:
    parts = [[build_table(100, 3)] * 2, [build_table(70_000, 500)], [], *[[build_table(7, 2)]] * 20]
    joined = join_files([write_file(groups) for groups in parts], {"dataset": "1"})
    expected = pa.concat_tables([group for groups in parts for group in groups])
    assert pq.read_table(io.BytesIO(joined)).equals(expected)
    file = pq.ParquetFile(io.BytesIO(joined))
    assert file.metadata.num_row_groups == 23
    assert file.read_row_group(22).equals(build_table(7, 2))
    assert file.metadata.metadata[b"dataset"] == b"1"


def test_one_file_joined_alone_keeps_its_bytes() -> None:
    metadata = {"dataset": "0.3.0+abc"}
    whole = write_file([build_table(50, 5), build_table(9, 1)], metadata)
    assert join_files([whole], metadata) == whole.getvalue()


def test_a_query_that_skips_row_groups_finds_its_rows() -> None:
    files = [write_file([build_table(1000, k)]) for k in (2, 900, 3)]
    joined = io.BytesIO(join_files(files, {}))
    found = pq.read_table(joined, filters=[("name", "==", "名899")])
    assert found.column("n").to_pylist() == [899 * 7919]


@pytest.mark.parametrize("data", [b"PAR1", b"no Parquet file at all", b"PAR1" + bytes(4) + b"\xff\xff\xff\x7fPAR1"])
def test_what_is_no_parquet_file_is_refused(data: Any) -> None:
    with pytest.raises((ValueError, OSError, IndexError)):
        ParquetFooter.parse(io.BytesIO(data))
