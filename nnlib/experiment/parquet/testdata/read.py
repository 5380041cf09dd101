"""Prints what DuckDB reads in a Parquet file: the columns' types, each value in a form that has all its bits, and counts."""

import json
import struct
import sys

import duckdb

file = duckdb.read_parquet(sys.argv[1])


def bits(value):
    if isinstance(value, list):
        return [bits(v) for v in value]
    if isinstance(value, float):
        return "nan" if value != value else struct.pack(">d", value).hex()
    return value if isinstance(value, (bool, str)) or value is None else str(value)


json.dump({
    "types": dict(zip(file.columns, map(str, file.types))),
    "rows": [[bits(v) for v in row] for row in file.fetchall()],
    "counts": {q: len(file.filter(q).fetchall()) for q in sys.argv[2:]},
}, sys.stdout)
