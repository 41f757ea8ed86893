"""Makes the rows of a run's indexes from its tables, by Spark: for graphs that one machine takes too long to merge.

    spark-submit --packages io.delta:delta-spark_2.13:4.0.0 make_indexes.py TABLES ROWS [--run RUN]

TABLES is the folder `tables/` of a store (`s3a://bucket/tables`), ROWS a new folder: it gets one folder of Parquet
files for each of the indexes distributions, import-names, names, words and dependents. Files in the order of their
names, and rows in the order of the files, are those that `src/graph/index` makes, cell by cell; a test holds the two
together.

Editions of a distribution from a local file are called by the version that their metadata has: the log of the
tables does not tell more of them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from index_words import word_rows
from pyspark import RDD
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql

# In the order in which the index of distributions lists parts.
TABLES = (
    "distributions",
    "nodes",
    "members",
    "parameters",
    "references",
    "imports",
    "uses",
    "requirements",
    "problems",
    "records",
)
STANDARD_LIBRARY = "python"
OWNER = ("distribution", "version", "shard")
COMMIT = r"/([^/]+)/_delta_log/(\d{20})\.json$"
SHARD_OF_PART = r"^([0-9a-f]{64})\.parquet$"
PACK = "pack-"
DIGEST_OF_PACK = r"^pack-([0-9a-f]{64})\.parquet$"
LOG_SCHEMA = (
    "commitInfo struct<runId:string>, "
    "add struct<path:string,size:bigint,stats:string,tags:map<string,string>>, remove struct<path:string>"
)


class RunTables:
    """The tables of one run, as their Delta logs have them.

    :param place: the folder of the tables
    :param run: default: the newest
    :raises SystemExit: where no version of the tables is that of the run
    """

    def __init__(self, spark: SparkSession, place: str, run: str | None) -> None:
        self._spark = spark
        self._place = place.rstrip("/")
        path = sql.col("_metadata.file_path")
        self._log = (
            spark.read.schema(LOG_SCHEMA)
            .json(f"{self._place}/*/_delta_log/*.json")
            .withColumn("table", sql.regexp_extract(path, COMMIT, 1))
            .withColumn("commit", sql.regexp_extract(path, COMMIT, 2).cast("bigint"))
            .cache()
        )
        commits = self._log.where("commitInfo IS NOT NULL")
        if run is not None:
            commits = commits.where(sql.col("commitInfo.runId") == run)
        newest = commits.groupBy("table").agg(sql.max("commit").alias("commit"))
        self._versions = {row["table"]: int(row["commit"]) for row in newest.collect()}
        missing = [table for table in TABLES if table not in self._versions]
        if missing:
            raise SystemExit(
                f"{self._place}/{missing[0]}/_delta_log: has no version of the run {run or '(any)'}\n"
                "  → `./scripts/importgraph runs list` tells which runs there are"
            )

    def table(self, name: str) -> DataFrame:
        """The rows of a table, each with the shard that it is of."""
        rows = (
            self._spark.read.format("delta").option("versionAsOf", self._versions[name]).load(f"{self._place}/{name}")
        )
        # Of a pack only its parts tell whose a row is: it has one of each release.
        packed = (
            self._parts()
            .where(sql.col("table") == name)
            .where(sql.col("path").startswith(PACK))
            .select(
                sql.col("path").alias("part_file"),
                sql.col("part")[0].alias("distribution"),
                sql.col("part")[1].alias("version"),
                sql.col("part")[2].alias("packed"),
            )
        )
        own = sql.regexp_extract("part_file", SHARD_OF_PART, 1)
        return (
            rows.withColumn("part_file", sql.col("_metadata.file_name"))
            .join(sql.broadcast(packed), ["part_file", "distribution", "version"], "left")
            .withColumn("shard", sql.coalesce("packed", own))
            .drop("part_file", "packed")
        )

    def made(self, rows: RDD[tuple[str | None, ...]], schema: str) -> DataFrame:
        """Rows that Python made, as a table."""
        return self._spark.createDataFrame(rows, schema)

    def _parts(self) -> DataFrame:
        """What leads to the parts of the run: `table`, `path` of the file, and `part`.

        That is an array of texts, null where one is not known: distribution, version, shard, bytes, bytes of the tail,
        its check, rows, and the byte of a pack that the part begins at.

        :raises SystemExit: where the log does not say where parts end: an earlier importgraph wrote it
        """
        versions = sql.create_map(*(sql.lit(one) for pair in self._versions.items() for one in pair))
        actions = self._log.where("add IS NOT NULL OR remove IS NOT NULL")
        # A part that was damaged and made again has several entries.
        newest = (
            actions.where(sql.col("commit") <= versions[sql.col("table")])
            .groupBy("table", sql.coalesce("add.path", "remove.path").alias("path"))
            .agg(sql.max_by("add", "commit").alias("add"))
            .where("add IS NOT NULL")
        )
        if newest.where("add.tags.tailCheck IS NULL AND add.tags.parts IS NULL").limit(1).count() > 0:
            raise SystemExit(
                f"{self._place}: the logs do not say where parts end: an earlier importgraph wrote them\n"
                "  → delete the folders _delta_log; ./scripts/importgraph merge writes them anew"
            )
        none = sql.lit(None).cast("string")
        shard = sql.regexp_extract("path", SHARD_OF_PART, 1)
        rows = sql.get_json_object("add.stats", "$.numRecords")
        size = sql.col("add.size").cast("string")
        own = sql.array(none, none, shard, size, "add.tags.tailBytes", "add.tags.tailCheck", rows, none)
        packed = sql.from_json("add.tags.parts", "array<array<string>>")
        return newest.select("table", "path", sql.explode(sql.coalesce(packed, sql.array(own))).alias("part"))

    def parts(self) -> DataFrame:
        """For each shard what leads to its parts, as the cell `parts` of the index of distributions has it."""
        digest = sql.regexp_extract("path", DIGEST_OF_PACK, 1)
        pack = sql.concat(sql.lit(',"'), digest, sql.lit('",'), sql.col("part")[7])
        facts = sql.concat(sql.array_join(sql.slice("part", 4, 4), ","), sql.coalesce(pack, sql.lit("")))
        told = self._parts().select(
            sql.col("part")[2].alias("shard"),
            sql.array_position(sql.array(*map(sql.lit, TABLES)), sql.col("table")).alias("place"),
            sql.concat(sql.lit('"'), "table", sql.lit('":['), facts, sql.lit("]")).alias("text"),
        )
        in_order = sql.array_sort(sql.collect_list(sql.struct("place", "text")))
        texts = sql.array_join(sql.transform(in_order, lambda part: part["text"]), ",")
        return told.groupBy("shard").agg(sql.concat(sql.lit("{"), texts, sql.lit("}")).alias("parts"))


def distributions(tables: RunTables) -> DataFrame:
    """One row for each shard: its size, and where its parts end."""
    return (
        tables.table("distributions")
        .join(tables.parts(), "shard")
        .select(
            sql.col("distribution").alias("key"),
            *OWNER,
            *("display_name", "python", "import_names", "modules", "nodes", "problems", "parts"),
        )
        .orderBy("key", "version", "shard")
    )


def import_names(tables: RunTables) -> DataFrame:
    """One row for each import name of a distribution: where it comes from, and how much of it there is."""
    announced = tables.table("distributions").select(*OWNER, sql.explode("import_names").alias("key"))
    nodes = tables.table("nodes").select("shard", "id", "kind", "public", "file")
    is_below = sql.col("id").startswith(sql.concat("key", sql.lit("."))) | sql.col("id").startswith(
        sql.concat("key", sql.lit(":"))
    )
    is_it = sql.col("id") == sql.col("key")
    is_module = sql.col("kind") == "module"
    return (
        announced.alias("announced")
        .join(nodes.alias("nodes"), (sql.col("announced.shard") == sql.col("nodes.shard")) & (is_it | is_below), "left")
        .groupBy("key", "distribution", "version", "announced.shard")
        .agg(
            sql.max(sql.when(is_it, sql.col("file"))).alias("file"),
            sql.count_if(is_module).cast("int").alias("modules"),
            sql.count_if(~is_module & sql.col("public")).cast("int").alias("names"),
        )
        .orderBy("key", *OWNER)
    )


def names(tables: RunTables) -> DataFrame:
    """One row for each node, and for each member that is called otherwise than what it leads to."""
    none = sql.lit(None).cast("string")
    nodes = tables.table("nodes").select(*OWNER, "id", "kind", "public")
    of_nodes = nodes.select(
        *OWNER,
        sql.col("id").alias("dotted"),
        "kind",
        "public",
        *(none.alias(column) for column in ("to_distribution", "to_version", "to_id")),
    )
    is_own = sql.col("to_distribution").eqNullSafe(sql.col("distribution"))
    is_called_so = sql.col("dotted") == sql.regexp_replace("to_id", ":", ".")
    is_of_library = sql.col("to_distribution").eqNullSafe(STANDARD_LIBRARY)
    targets = nodes.select("shard", sql.col("id").alias("to_id"), sql.col("kind").alias("target_kind"))
    of_members = (
        tables.table("members")
        .withColumn("dotted", sql.concat_ws(".", "id", "name"))
        .where(~sql.when(is_own, is_called_so).otherwise(is_of_library))
        .join(targets, ["shard", "to_id"], "left")
        .select(
            *OWNER,
            "dotted",
            sql.when(is_own, sql.col("target_kind")).alias("kind"),
            is_public(sql.col("dotted")).alias("public"),
            *("to_distribution", "to_version", "to_id"),
        )
    )
    has_colon = sql.col("dotted").contains(":")
    return (
        of_nodes.unionByName(of_members)
        .select(
            sql.array_join(sql.reverse(sql.split("dotted", "[.:]")), ".").alias("key"),
            *OWNER,
            sql.when(has_colon, sql.col("dotted")).alias("id"),
            *("kind", "public", "to_distribution", "to_version", "to_id"),
        )
        .orderBy("key", "id", *OWNER, "to_id")
    )


def words(tables: RunTables) -> DataFrame:
    """One row for each word of the last name, and of the summary, of each node that has a public name."""
    nodes = tables.table("nodes").select(
        *OWNER, "id", "name", "kind", "summary", *(sql.lit(None).cast("string").alias(name) for name in ("alias", "to"))
    )
    is_called_so = sql.concat_ws(".", "id", "name") == sql.regexp_replace("to_id", ":", ".")
    aliases = (
        tables.table("members")
        .where(sql.col("to_distribution").eqNullSafe(sql.col("distribution")) & ~is_called_so)
        .select(
            *OWNER,
            "id",
            sql.lit(None).cast("string").alias("name"),
            *(sql.lit(None).cast("string").alias(name) for name in ("kind", "summary")),
            sql.col("name").alias("alias"),
            sql.col("to_id").alias("to"),
        )
    )
    rows = nodes.unionByName(aliases).rdd.groupBy(lambda row: row["shard"]).flatMap(lambda group: word_rows(group[1]))
    return tables.made(rows, WORDS_SCHEMA).orderBy("key", "id", *OWNER)


WORDS_SCHEMA = (
    "key string, distribution string, version string, shard string, id string, kind string, name string, summary string"
)


def dependents(tables: RunTables) -> DataFrame:
    """One row for each object of others that a distribution uses or imports, and for each such distribution."""
    words = sql.lit(None).cast("array<string>")
    number = sql.lit(None).cast("int")
    target = (*OWNER, "to_distribution", "to_version")
    uses = tables.table("uses").select(
        *target,
        *("to_id", "id", "how", "count", "keywords", "positional"),
        sql.coalesce(sql.get("lines", sql.lit(0)), sql.lit(1)).alias("line"),
        sql.lit(False).alias("imported"),
    )
    imports = tables.table("imports").select(
        *target,
        *("to_id", "id", "line"),
        sql.array(sql.lit("import")).alias("how"),
        sql.lit(1).alias("count"),
        words.alias("keywords"),
        number.alias("positional"),
        sql.lit(True).alias("imported"),
    )
    # Nobody can be asked for what nobody is known to have. Each place counts for the object, and for the whole.
    places = (
        uses.unionByName(imports)
        .where("to_distribution <> distribution")
        .withColumn("object", sql.explode(sql.array("to_id", sql.lit(""))))
        .drop("to_id")
        .withColumn("required", sql.lit(False))
    )
    required = tables.table("requirements").select(
        *OWNER,
        sql.col("name").alias("to_distribution"),
        sql.col("installed").alias("to_version"),
        sql.lit("").alias("object"),
        sql.lit(None).cast("string").alias("id"),
        *(words.alias(column) for column in ("how", "keywords")),
        *(number.alias(column) for column in ("positional", "line")),
        sql.lit(0).alias("count"),
        sql.lit(False).alias("imported"),
        sql.col("extra").isNull().alias("required"),
    )
    files = tables.table("nodes").select("shard", sql.col("id").alias("in"), "file")
    # Where it is used most, else imported.
    rank = sql.struct("imported", (-sql.col("count")).alias("rarity"), "id", "line")
    first = sql.min(sql.when(sql.col("id").isNotNull(), rank))
    return (
        places.unionByName(required)
        .groupBy(*target, "object")
        .agg(
            sql.when(sql.max("required"), sql.lit(True)).alias("required"),
            sql.sum("count").cast("int").alias("count"),
            sql.count_distinct("id").cast("int").alias("places"),
            all_words("how"),
            all_words("keywords"),
            sql.max("positional").alias("positional"),
            first.alias("first"),
        )
        .select("*", sql.col("first.id").alias("in"), sql.col("first.line").alias("line"))
        .join(files, ["shard", "in"], "left")
        .select(
            sql.concat("to_distribution", sql.lit(" "), "object").alias("key"),
            *OWNER,
            *("to_version", "required", "count", "places", "how", "keywords", "positional", "in", "file", "line"),
        )
        .orderBy("key", *OWNER, "to_version")
    )


def is_public(dotted: Column) -> Column:
    """Whether all parts of a dotted name are for whoever imports: special ones (`__call__`) are."""
    return sql.forall(sql.split(dotted, "[.:]"), lambda name: ~name.startswith("_") | name.rlike("^__.+__$"))


def all_words(column: str) -> Column:
    """The words of all lists of a group, each once and sorted; null where there are none."""
    found = sql.array_sort(sql.array_distinct(sql.flatten(sql.collect_list(column))))
    return sql.when(sql.size(found) > 0, found).alias(column)


INDEXES = {
    "distributions": distributions,
    "import-names": import_names,
    "names": names,
    "words": words,
    "dependents": dependents,
}


def main() -> None:
    """Writes the rows of each index."""
    parser = argparse.ArgumentParser(description="Makes the rows of a run's indexes from its tables.")
    parser.add_argument("tables", help="the folder tables/ of a store")
    parser.add_argument("rows", help="a new folder for the rows")
    parser.add_argument("--run", help="the run whose indexes they are; default: the newest")
    options = parser.parse_args()
    spark = (
        SparkSession.builder.appName("importgraph: indexes")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .getOrCreate()
    )
    # Whoever works needs it, too.
    spark.sparkContext.addPyFile(str(Path(__file__).with_name("index_words.py")))
    tables = RunTables(spark, options.tables, options.run)
    for index, make in INDEXES.items():
        make(tables).write.parquet(f"{options.rows.rstrip('/')}/{index}")


if __name__ == "__main__":
    main()
