/** What Pythons do not have any more. */

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError } from "../../../errors/input-error.ts";
import { programFile } from "../../../files/home.ts";
import { parseYamlFile } from "../../../pkginfo/yaml-file.ts";

/** What became of a name of the standard library, of Python's C API or of the language. */
export interface Removal {
  kind: "module" | "name" | "c-api" | "syntax";
  /** `imp`, `collections.Mapping`, `PyUnicode_GET_SIZE`, `async`; `Python 2` for what only that could parse. */
  name: string;
  /** The newest Python of the bases that has it; undefined where none has. */
  last: string | undefined;
  /** The oldest Python that is known not to have it: of those that were explored, the next one. */
  gone: string;
  /** `explored`: by shards and headers of the bases. `documented`: by what Python's documentation says. */
  by: "explored" | "documented";
}

const python = z.string().regex(/^3\.\d{1,2}$/);
const kind = z.enum(["module", "name", "c-api", "syntax"]);
const documentedSchema = z.array(
  z.strictObject({
    kind,
    last: python.optional(),
    gone: python,
    where: z.string(),
    names: z.array(z.string()).min(1),
  }),
);
/** Of each kind, by the last Python that has it and the next that was explored: names in order. */
export const exploredSchema = z.strictObject({
  "made with": z.string(),
  pythons: z.array(python),
  removed: z.array(z.strictObject({ kind, last: python, gone: python, names: z.array(z.string()).min(1) })),
});

/** Where `scripts/generate/python-removals.ts` writes what it finds. */
export const EXPLORED_FILE = ["src", "repair", "lookups", "python", "explored.json"] as const;
const DOCUMENTED_FILE = ["src", "repair", "lookups", "python", "documented.yaml"] as const;

let known: Promise<readonly Removal[]> | undefined;

/** All removals that are known; read once. */
export function removals(): Promise<readonly Removal[]> {
  known ??= readRemovals();
  return known;
}

async function readRemovals(): Promise<Removal[]> {
  const explored = exploredSchema.parse(JSON.parse(await readFile(programFile(...EXPLORED_FILE), "utf8")));
  const path = programFile(...DOCUMENTED_FILE);
  const { value } = parseYamlFile(await readFile(path, "utf8"), path);
  const documented = documentedSchema.safeParse(value);
  if (!documented.success) {
    const [issue] = documented.error.issues;
    throw new InputError({ place: { file: path }, message: `${issue?.path.join(".")}: ${issue?.message}` });
  }
  return [
    ...explored.removed.flatMap(({ names, ...one }) =>
      names.map((name) => ({ ...one, name, by: "explored" as const })),
    ),
    ...documented.data.flatMap(({ kind, last, gone, names }) =>
      names.map((name) => ({ kind, name, last, gone, by: "documented" as const })),
    ),
  ];
}

/** Whether a Python such as `3.13` has what was removed. */
export function hasStill({ last }: Pick<Removal, "last">, python: string): boolean {
  return last !== undefined && minor(python) <= minor(last);
}

function minor(python: string): number {
  return Number(python.split(".")[1]);
}
