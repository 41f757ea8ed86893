import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import { nearNames } from "../ask/near-names.ts";
import type { ApiOptions } from "../diff/api.ts";
import { rules } from "../diff/rules/rules.ts";
import { InputError } from "../errors/input-error.ts";
import { INVISIBLE, quoted } from "../errors/quoted.ts";
import { problemsOf } from "../pkginfo/problems.ts";
import { readTextFile } from "../pkginfo/text-file.ts";
import { parseTomlFile, TOML, tableOf } from "../pkginfo/toml-file.ts";
import { parseAsOf } from "../pkginfo/values/limits.ts";
import type { DataFile } from "../pkginfo/yaml-file.ts";
import { meansName, NAME_PATTERN } from "./name-pattern.ts";

/** How versions tell what a release breaks: https://semver.org, breaks in minor versions too, or by the date. */
export const VERSIONINGS = ["semver", "breaking-minor", "calendar"] as const;

export type Versioning = (typeof VERSIONINGS)[number];

/** What makes a check fail: what breaks, what may break too, a version that promises less than is kept, or nothing. */
export const FAILURES = ["breaking", "risky", "version", "nothing"] as const;

export type FailOn = (typeof FAILURES)[number];

/** Findings of a rule that a project has decided to live with. */
export interface Suppression {
  rule: string;
  /** A pattern of names. */
  name: string;
  /** What of it; whatever it is where left out. */
  part?: string;
  reason: string;
  /** The last day on which it holds, such as `2027-01-31`. */
  until?: string;
  /** Where it stands. */
  place: { file: string; line?: number };
}

/** What a project says of its own API. */
export interface Configuration {
  /** The file that says so, as errors name it; undefined where there is none. */
  file?: string;
  /** Patterns of names that are public, or not, whatever the rules say. */
  public: readonly string[];
  private: readonly string[];
  versioning: Versioning;
  failOn: FailOn;
  suppressions: readonly Suppression[];
}

const PROJECT_FILE = "pyproject.toml";
const OWN_FILE = "importgraph.toml";
const TABLE = ["tool", "importgraph"];
const LONGEST_BYTES = 1024 * 1024;
const LONGEST_TEXT = 500;

const pattern = line("a dotted name, in which `*` stands for any characters", (text) =>
  NAME_PATTERN.test(text),
);

const suppressionSchema = z.strictObject({
  rule: z.string(ruleText("")).refine((text) => rules.has(text), {
    error: ({ input }) => ruleText(String(input)),
  }),
  name: pattern,
  part: line("one line of visible characters").optional(),
  reason: line("one line that tells why it may break"),
  until: z
    .union([z.date(), z.string()], "a date such as 2027-01-31")
    .transform((value) => (typeof value === "string" ? value : dateText(value)))
    .refine((text) => text.length === 10 && parseAsOf(text) !== undefined, "a date such as 2027-01-31")
    .optional(),
});

const configurationSchema = z.strictObject({
  public: z.array(pattern).optional(),
  private: z.array(pattern).optional(),
  versioning: z.enum(VERSIONINGS, `one of ${VERSIONINGS.join(", ")}`).optional(),
  "fail-on": z.enum(FAILURES, `one of ${FAILURES.join(", ")}`).optional(),
  suppress: z.array(suppressionSchema).optional(),
});

function line(expected: string, accepts: (text: string) => boolean = () => true) {
  const isLine = (text: string) => text.trim() !== "" && text.length <= LONGEST_TEXT && !INVISIBLE.test(text);
  return z.string(expected).refine((text) => isLine(text) && accepts(text), expected);
}

/** What is expected in the place of what is no rule. */
function ruleText(found: string): string {
  const near = nearNames(rules.keys(), found);
  const meant = near.length === 0 ? "" : `, such as ${near.join(", ")}`;
  return `the name of a rule${meant}; docs/changes.md of importgraph lists all ${rules.size}`;
}

/** A date without a time is its midnight in UTC. */
function dateText(date: Date): string {
  const text = date.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text;
}

/**
 * Reads what a project says: the table `tool.importgraph` of its pyproject.toml, or the file importgraph.toml beside it.
 *
 * @param folder of the project
 * @param file another file, of either kind
 * @throws InputError for a broken one, with each place; and where both say something
 */
export async function readConfiguration(folder: string, file?: string): Promise<Configuration> {
  if (file !== undefined) {
    const found = await readOne(dirname(file), basename(file));
    if (found === undefined) {
      throw new InputError({
        message: `${quoted(file)}: there is no such file, or it has no table [${TABLE.join(".")}]`,
        fix: "correct the path of the configuration",
      });
    }
    return found;
  }
  const [project, own] = await Promise.all([readOne(folder, PROJECT_FILE), readOne(folder, OWN_FILE)]);
  if (project !== undefined && own !== undefined) {
    throw new InputError({
      place: { file: own.file ?? OWN_FILE },
      message: `the table [${TABLE.join(".")}] of ${PROJECT_FILE} configures importgraph as well`,
      fix: "keep one of the two",
    });
  }
  return (
    project ?? own ?? { public: [], private: [], versioning: "semver", failOn: "breaking", suppressions: [] }
  );
}

async function readOne(folder: string, name: string): Promise<Configuration | undefined> {
  const text = await readTextFile(folder, name, LONGEST_BYTES);
  if (text === undefined) {
    return undefined;
  }
  const path = relative(process.cwd(), join(folder, name));
  const file = parseTomlFile(text, path);
  const table = name === PROJECT_FILE ? tableOf(file, TABLE) : file;
  return table.value === undefined ? undefined : configurationOf(table, path);
}

function configurationOf(table: DataFile, file: string): Configuration {
  const checked = configurationSchema.safeParse(table.value);
  if (!checked.success) {
    const keysOf = (path: readonly PropertyKey[]) =>
      Object.keys((path.length === 0 ? configurationSchema : suppressionSchema).shape);
    throw new InputError(problemsOf(checked.error.issues, table, keysOf, TOML));
  }
  const { versioning = "semver", "fail-on": failOn = "breaking", suppress = [], ...names } = checked.data;
  return {
    ...{ file, public: names.public ?? [], private: names.private ?? [], versioning, failOn },
    suppressions: suppress.map(({ part, until, ...one }, at) => {
      const { line: lineNumber } = table.placeOf(["suppress", at]);
      return {
        ...one,
        ...(part !== undefined && { part }),
        ...(until !== undefined && { until }),
        place: { file, ...(lineNumber !== undefined && { line: lineNumber }) },
      };
    }),
  };
}

/** What it says of a name, as the comparison of two releases asks. */
export function saysOf(configuration: Configuration): NonNullable<ApiOptions["says"]> {
  const known = new Map<string, ReturnType<NonNullable<ApiOptions["says"]>>>();
  const isOneOf = (patterns: readonly string[], name: string) =>
    patterns.some((pattern) => meansName(pattern, name));
  return (name) => {
    if (!known.has(name)) {
      const isPublic = isOneOf(configuration.public, name);
      known.set(name, isOneOf(configuration.private, name) ? "private" : isPublic ? "public" : undefined);
    }
    return known.get(name);
  };
}
