"""Asks the tables of graphs the same questions by other engines.

Standard input: a line of JSON for each task: `engine`, `tables` (a folder), `names` (of the tables that the queries
read), `queries`. Standard output: a line of JSON for each, in that order: for each query its rows, sorted; or
`{"error": TEXT}`. Tasks come to one process, since Spark takes longer to start than to answer.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from glob import glob
from typing import Any

Rows = list[list[Any]]
Ask = Callable[[str], Rows]


def duckdb_parquet(tables: str, names: list[str]) -> Ask:
    """DuckDB over the Parquet files themselves."""
    import duckdb

    connection = duckdb.connect()
    for table in names:
        connection.execute(f"""CREATE VIEW "{table}" AS SELECT * FROM '{tables}/{table}/*.parquet'""")
    return lambda query: [list(row) for row in connection.execute(query).fetchall()]


def duckdb_delta(tables: str, names: list[str]) -> Ask:
    """DuckDB's own reader of Delta Lake."""
    import duckdb
    import duckdb_extension_delta

    [extension] = glob(f"{duckdb_extension_delta.__path__[0]}/extensions/v{duckdb.__version__}/*.duckdb_extension")
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{extension}'")
    for table in names:
        connection.execute(f"""CREATE VIEW "{table}" AS SELECT * FROM delta_scan('{tables}/{table}')""")
    return lambda query: [list(row) for row in connection.execute(query).fetchall()]


def polars_delta(tables: str, names: list[str]) -> Ask:
    """delta-rs, by Polars."""
    import polars

    frames = {table: polars.scan_delta(f"{tables}/{table}") for table in names}
    context = polars.SQLContext(frames)
    return lambda query: [list(row) for row in context.execute(query).collect().rows()]


def first_version(tables: str, names: list[str]) -> Ask:
    """delta-rs, of the tables as they were after the first run."""
    import polars

    frames = {table: polars.scan_delta(f"{tables}/{table}", version=0) for table in names}
    context = polars.SQLContext(frames)
    return lambda query: [list(row) for row in context.execute(query).collect().rows()]


def spark_delta(tables: str, names: list[str]) -> Ask:
    """Spark with delta-spark, in this process."""
    from delta import configure_spark_with_delta_pip
    from pyspark.sql import SparkSession

    builder = (
        SparkSession.builder.master("local[1]")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        # By default it spreads a log of some lines over fifty tasks.
        .config("spark.databricks.delta.snapshotPartitions", "1")
    )
    spark = configure_spark_with_delta_pip(builder).getOrCreate()
    for table in names:
        spark.read.format("delta").load(f"{tables}/{table}").createOrReplaceTempView(table)
    return lambda query: [list(row) for row in spark.sql(query).collect()]


ENGINES = {
    "duckdb": duckdb_parquet,
    "duckdb-delta": duckdb_delta,
    "polars": polars_delta,
    "polars-first-version": first_version,
    "spark": spark_delta,
}


def answers(task: dict[str, Any]) -> list[Rows]:
    """The rows of each query of a task, sorted."""
    ask = ENGINES[task["engine"]](task["tables"], task["names"])
    return [sorted(ask(query), key=json.dumps) for query in task["queries"]]


def main() -> None:
    """Answers tasks until there are no more."""
    for line in sys.stdin:
        try:
            told: object = answers(json.loads(line))
        except Exception:
            told = {"error": traceback.format_exc()}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
