import { z } from "zod";
import type { LeftOut, LockFile } from "./lock.ts";
import { LockEntries } from "./lock-entries.ts";
import { readTomlLock } from "./toml-lock.ts";

const MAKER = "`uv export --format pylock.toml -o pylock.toml`, or `pip lock`";

/** https://packaging.python.org/en/latest/specifications/pylock-toml/ */
const schema = z.looseObject({
  "lock-version": z
    .string('a version such as "1.0"')
    .regex(/^1\./, 'a version such as "1.0", of the format that is known'),
  packages: z
    .array(
      z.looseObject({
        name: z.string("the name of a distribution"),
        version: z.string("a version").optional(),
        marker: z.string("an environment marker").optional(),
        vcs: z.unknown().optional(),
        directory: z.looseObject({ editable: z.boolean().optional() }).optional(),
        archive: z.looseObject({ path: z.string().optional() }).optional(),
      }),
    )
    .default([]),
});

/**
 * Reads a pylock.toml (PEP 751).
 *
 * @throws InputError with each place that is not of that format
 */
export function readPylock(text: string, file: string): LockFile {
  const { data, placeOf } = readTomlLock(text, file, schema, { header: "[[packages]]", maker: MAKER });
  const entries = new LockEntries();
  for (const [at, one] of data.packages.entries()) {
    const { name, version, marker } = one;
    entries.add({ name, version, markers: [marker], why: whyLeftOut(one) }, placeOf(at));
  }
  return entries.result();
}

function whyLeftOut({
  vcs,
  directory,
  archive,
}: z.infer<typeof schema>["packages"][number]): LeftOut["why"] | undefined {
  if (vcs !== undefined) {
    return "version control";
  }
  if (directory !== undefined) {
    return directory.editable === true ? "editable" : "path";
  }
  return archive === undefined ? undefined : archive.path === undefined ? "address" : "path";
}
