/** What others say of the names that a release changes: files of `documented/`, and what releases say of themselves. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseYamlFile } from "../../src/pkginfo/yaml-file.ts";

const FOLDER = join(import.meta.dirname, "documented");

const KINDS = ["removed", "changed", "deprecated"] as const;

const names = z.array(z.string()).default([]);
const section = z.strictObject({
  section: z.string(),
  ...{ removed: names, changed: names, deprecated: names },
});
const pairSchema = z.intersection(
  z.object({ name: z.string(), old: z.string(), new: z.string() }),
  z.union([
    z.object({ log: z.string(), changes: z.array(section) }),
    // In the wheel of the new release.
    z.object({ file: z.string() }),
  ]),
);

/** Two releases, and who says what has changed. */
export type DocumentedPair = z.infer<typeof pairSchema>;

/** A name that is said to be changed; of a callable, perhaps one of its parameters. */
export interface Documented {
  name: string;
  parameter?: string;
  kind: (typeof KINDS)[number];
}

/** The pairs of `documented/`, in the order of their names. */
export async function documentedPairs(chosen: readonly string[]): Promise<DocumentedPair[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".yaml")).sort();
  const pairs: DocumentedPair[] = [];
  for (const file of files) {
    const path = join(FOLDER, file);
    pairs.push(pairSchema.parse(parseYamlFile(await readFile(path, "utf8"), path).value));
  }
  return pairs.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
}

/**
 * What is documented of a pair.
 *
 * @param expired reads the names of a file of the new release
 */
export async function documentedChanges(
  pair: DocumentedPair,
  expired: (file: string) => Promise<string[]>,
): Promise<Documented[]> {
  if ("file" in pair) {
    return (await expired(pair.file)).map((name) => ({ name, kind: "removed" }));
  }
  return pair.changes.flatMap((one) => KINDS.flatMap((kind) => one[kind].map((text) => parsed(text, kind))));
}

/** `click.Parameter(autocompletion)` is the parameter of that name. */
function parsed(text: string, kind: Documented["kind"]): Documented {
  const [, name = text, parameter] = /^(.*)\((.*)\)$/.exec(text) ?? [];
  return { name, kind, ...(parameter !== undefined && { parameter }) };
}
