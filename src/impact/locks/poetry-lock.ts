import { z } from "zod";
import { allowsPython } from "../../releases/versions.ts";
import type { LeftOut, LockFile } from "./lock.ts";
import { LockEntries } from "./lock-entries.ts";
import { readTomlLock } from "./toml-lock.ts";

const marker = z.string("an environment marker");

/** https://python-poetry.org/docs/basic-usage/: Poetry's own format. Markers stand in it since version 2.1. */
const schema = z.looseObject({
  package: z
    .array(
      z.looseObject({
        name: z.string("the name of a distribution"),
        version: z.string("a version"),
        "python-versions": z.string().optional(),
        markers: z.union([marker, z.record(z.string(), marker)], "an environment marker").optional(),
        develop: z.boolean().optional(),
        source: z.looseObject({ type: z.string().optional() }).optional(),
      }),
    )
    .default([]),
});

const SOURCES: Readonly<Record<string, LeftOut["why"]>> = {
  ...{ git: "version control", url: "address", file: "path", directory: "path" },
};

/**
 * Reads a poetry.lock. Of two versions without markers, those whose Python is another one are not installed.
 *
 * @param python such as `3.13`
 * @throws InputError with each place that is not of that format
 */
export function readPoetryLock(text: string, file: string, python: string): LockFile {
  const { data, placeOf } = readTomlLock(text, file, schema, {
    header: "[[package]]",
    maker: "`poetry lock`",
  });
  const entries = new LockEntries();
  for (const [at, one] of data.package.entries()) {
    const { name, version, markers, develop, source } = one;
    const kind = SOURCES[source?.type ?? ""];
    const why = kind !== undefined && develop === true ? "editable" : kind;
    if (allowsPython(one["python-versions"], python)) {
      const texts = typeof markers === "object" ? Object.values(markers) : [markers];
      entries.add({ name, version, markers: texts, why }, placeOf(at));
    }
  }
  return entries.result();
}
