/** What is known of failures, as data: `src/repair/rules.yaml`. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { problemsOf } from "../../pkginfo/problems.ts";
import { mapping, pkginfoSchema } from "../../pkginfo/schema.ts";
import { SKIPPED_CATEGORIES, type SkippedCategory } from "../../pkginfo/skipped.ts";
import { type DataFile, parseYamlFile } from "../../pkginfo/yaml-file.ts";

/** Where a failure shows: while locking, while building, or when modules are imported. */
export const WHERES = ["lock", "build", "import"] as const;
export type Where = (typeof WHERES)[number];

/** What a captured text is a key of. A text of a log is never used but to look something up. */
export const LOOK_UPS = [
  "header",
  "linked-library",
  "shared-library",
  "pkg-config",
  "program",
  "cmake",
  "typelib",
  "python-module",
  "import-name",
  "build-module",
  "removed-name",
  "c-name",
  "successor",
  "usable-files",
  "distribution",
] as const;
export type LookUpKind = (typeof LOOK_UPS)[number];

const shape = pkginfoSchema.shape;

/** What a fix may set: keys of a pkginfo, with values as the pkginfo's schema takes them. */
const settings = z
  .strictObject({
    extras: shape.extras,
    with: shape.with,
    constraints: shape.constraints,
    "build-with": shape["build-with"],
    "build-needs": shape["build-needs"],
    "build-env": shape["build-env"],
    apt: shape.apt,
    "build-apt": shape["build-apt"],
    env: shape.env,
  })
  .refine(
    (keys) => Object.values(keys).some((value) => value !== undefined),
    "at least one key of a pkginfo",
  );

const fix = z
  .strictObject({
    "look-up": z
      .enum(LOOK_UPS, `one of ${LOOK_UPS.join(", ")}`)
      .meta({ description: "The captured key is looked up; what look-ups know is proposed, nothing else." })
      .optional(),
    set: settings.meta({ description: "Keys of the pkginfo, with these values." }).optional(),
    python: z
      .string("a bound such as <=3.11")
      .regex(/^<=3\.\d{1,2}$/, "a bound such as <=3.11")
      .meta({ description: "The newest base that is not above this Python." })
      .optional(),
    "as-of": z
      .literal("release", "`release`")
      .meta({ description: "The index as it was when the release was uploaded." })
      .optional(),
    "of-the-day": z
      .string("the name of a distribution")
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a normalised name of a distribution")
      .meta({
        description: "`build-with`: the newest version of this back end when the release was uploaded.",
      })
      .optional(),
    refuse: z
      .strictObject({
        category: z.enum(Object.keys(SKIPPED_CATEGORIES) as [SkippedCategory, ...SkippedCategory[]]),
        reason: z.string("a sentence").min(10, "a sentence").max(300, "at most 300 characters"),
      })
      .meta({ description: "It can't be explored: the row of skipped.md." })
      .optional(),
    leave: z
      .string("a clause")
      .min(3, "a clause")
      .max(200, "at most 200 characters")
      .meta({
        description:
          "It is the problem of the modules concerned; what they need that a container does not have.",
      })
      .optional(),
  })
  .refine(
    (kinds) => Object.values(kinds).filter((value) => value !== undefined).length === 1,
    "exactly one kind of fix",
  );

export type Fix = z.infer<typeof fix>;

const oneLine = z.string("one line of text").min(1, "one line of text").max(2000, "at most 2000 characters");

const rule = z.strictObject({
  says: oneLine.meta({
    description: "What is the matter, as a clause; `{key}` stands for what was captured.",
  }),
  in: z.array(z.enum(WHERES, `one of ${WHERES.join(", ")}`)).min(1, "at least one of lock, build, import"),
  pattern: oneLine
    .refine(isPattern, "a regular expression (ECMAScript, flag u)")
    .meta({ description: "Of one line of a log. The group `key` captures what is looked up." }),
  stops: z
    .literal(true, "true, or nothing")
    .meta({
      description:
        "Nothing goes on after it: where it is gone with a Debian package, that is needed, and is not tried without.",
    })
    .optional(),
  fixes: z.array(fix).min(1, "at least one fix").meta({ description: "The cheapest first." }),
  seen: z
    .strictObject({
      package: oneLine.meta({ description: "The release that was run, as NAME==VERSION." }),
      line: oneLine.meta({ description: "The line as it stood in its log." }),
      key: oneLine.optional(),
    })
    .meta({ description: "A real case: the test of the rule." }),
  "near-miss": oneLine.meta({ description: "A line that looks alike and is not meant." }),
});

/** What `rules.yaml` may hold: rules by their names, the more telling ones first. */
export const repairRulesSchema = mapping(
  { pattern: /^[a-z][a-z0-9-]*$/, expected: "a name of small letters, digits and '-'" },
  rule,
).meta({ title: "repair rules", description: "What the logs of failures say, and what may mend them." });

const KEYS = [...Object.keys(rule.shape), ...Object.keys(fix.shape), ...Object.keys(settings.shape)];

export interface Rule extends Omit<z.infer<typeof rule>, "pattern"> {
  name: string;
  /** Its place among the rules: what stands first says more. */
  rank: number;
  pattern: RegExp;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

/**
 * The rules that are shipped.
 *
 * @param home the program's own folder
 * @throws InputError with every problem, each with its line
 */
export async function readRules(home: string): Promise<Rule[]> {
  const path = join(home, "src", "repair", "rules.yaml");
  return parseRules(await readFile(path, "utf8"), path);
}

/**
 * @param path as errors name it
 * @throws InputError with every problem: what the schema has against it, and fixes that need a key which the pattern
 * does not capture
 */
export function parseRules(text: string, path: string): Rule[] {
  const file = parseYamlFile(text, path);
  const checked = repairRulesSchema.safeParse(file.value);
  if (!checked.success) {
    throw new InputError(problemsOf(checked.error.issues, file, KEYS));
  }
  const entries = Object.entries(checked.data);
  const problems = entries.flatMap(([name, { pattern, fixes }]) => keyProblems(file, name, pattern, fixes));
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return entries.map(([name, { pattern, ...rest }], rank) => ({
    ...{ name, rank, ...rest },
    pattern: new RegExp(pattern, "u"),
  }));
}

function keyProblems(file: DataFile, name: string, pattern: string, fixes: readonly Fix[]) {
  if (pattern.includes("(?<key>")) {
    return [];
  }
  return fixes.flatMap((item, at) =>
    item["look-up"] === undefined
      ? []
      : [
          {
            place: file.placeOf([name, "fixes", at]),
            message: `${name}: a fix looks something up, but the pattern captures no key`,
            fix: "name the group: (?<key>…)",
          },
        ],
  );
}
