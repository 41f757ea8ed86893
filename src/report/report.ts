/**
 * What a job that explored packages tells the one that comments on the pull request. It is written where code of
 * packages ran, by a workflow that a pull request may have changed: whoever reads it believes nothing of it, and shows it
 * as what the check said of itself.
 */

import { z } from "zod";
import { proposalSchema } from "../repair/outcome/proposal.ts";
import { NODE_KINDS, PROBLEM_STAGES } from "../shard/records.ts";

/** Rises when the meaning of a field changes; other formats are not read. */
export const REPORT_FORMAT = 1;
/** The one file in a report's artifact. */
export const REPORT_FILE = "report.json";
/**
 * Artifacts of reports are called this and the number of the job's bin, `package-report-0`, or `locks` for that of the job
 * that generates: `package-report-locks`.
 */
export const REPORT_ARTIFACT_PREFIX = "package-report-";

/** Bounds that the writer keeps and the reader checks. */
export const REPORT_LIMITS = {
  bytes: 8 * 1024 ** 2,
  packages: 5000,
  problems: 20,
  notable: 6,
  undeclared: 20,
  importNames: 50,
  message: 4000,
  line: 500,
  lock: 1024 ** 2,
} as const;

const line = z.string().max(REPORT_LIMITS.line);
const count = z.int().min(0).max(1e9);
const counts = <Key extends string>(keys: readonly Key[]) => z.partialRecord(z.enum(keys), count);
const seconds = z.number().min(0).max(1e7);
const lock = z.string().max(REPORT_LIMITS.lock);

const common = {
  stem: z.string().regex(/^[a-z0-9][a-z0-9.!+@-]{0,299}$/),
  seconds,
  /** The texts of the locks that the image was made from, where they are known. */
  locks: z.strictObject({ install: lock, build: lock.optional() }).optional(),
  /** Of what failed, or can't be imported: what a repair came to. */
  repair: proposalSchema.optional(),
};

const exploredPackage = z.strictObject({
  ...common,
  status: z.enum(["explored", "kept"]),
  name: line,
  version: line,
  python: line,
  importNames: z.array(line).max(REPORT_LIMITS.importNames),
  /** Modules that were imported. */
  modules: count,
  nodes: count,
  kinds: counts(NODE_KINDS),
  problems: count,
  stages: counts(PROBLEM_STAGES),
  /** Some of the problems, from the stage that has most. */
  examples: z
    .array(
      z.strictObject({
        ...{ module: line, stage: z.enum(PROBLEM_STAGES), error: line, message: line },
        /** Of an import that failed: whether what is not there is declared, and who gives it. */
        missing: line.optional(),
      }),
    )
    .max(REPORT_LIMITS.problems),
  /** What it imports and its metadata does not ask for, each with who gives it, where that is known, and where it is. */
  undeclared: z
    .array(z.strictObject({ name: line, givenBy: line.optional(), module: line, line: count }))
    .max(REPORT_LIMITS.undeclared)
    .optional(),
  /** What it offers, in a few lines. */
  notable: z
    .array(z.strictObject({ kind: z.enum(NODE_KINDS), name: line, signature: line, doc: line }))
    .max(REPORT_LIMITS.notable),
});

const failedPackage = z.strictObject({
  ...common,
  status: z.literal("failed"),
  /** As `run/events` calls them: lock, base, build, explore, write. */
  stage: line,
  /** Several lines: why, with the output that says so. */
  message: z.string().max(REPORT_LIMITS.message),
});

export const reportSchema = z.strictObject({
  format: z.literal(REPORT_FORMAT),
  /** Which of how many jobs this is, from 0; so that a missing one is noticed. Left out by the job that generates. */
  bin: z.strictObject({ number: z.int().min(0).max(255), of: z.int().min(1).max(256) }).optional(),
  /** SHA-256 of the plan that the job worked by, where it was told. */
  plan: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  packages: z
    .array(z.discriminatedUnion("status", [exploredPackage, failedPackage]))
    .max(REPORT_LIMITS.packages),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportedPackage = Report["packages"][number];
