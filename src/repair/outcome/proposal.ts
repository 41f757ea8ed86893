/**
 * What a repair proposes, as one job hands it to another. It is written where code of packages ran: whoever reads it takes
 * nothing of it but changes of a pkginfo, which a person reviews, and shows the rest as what that job said.
 */

import { z } from "zod";
import { printableLine } from "../../exec/printable.ts";
import { SKIPPED_CATEGORIES, type SkippedCategory } from "../../pkginfo/skipped.ts";
import { changeOf, FILE_KEYS_OF_CHANGES, fileKey } from "../candidates/change.ts";
import type { ReasonedChange, Repair } from "./conclusion.ts";

const MOST_CHANGES = 100;
const LONGEST = 500;

const line = z.string().max(LONGEST);
const count = z.int().min(0).max(1e9);
const change = {
  key: z.enum(FILE_KEYS_OF_CHANGES),
  item: line.min(1),
  /** Of a variable. */
  value: line.optional(),
};

export const proposedChangesSchema = z
  .strictObject({
    added: z.array(z.strictObject({ ...change, reason: line })).max(MOST_CHANGES),
    removed: z.array(z.strictObject(change)).max(MOST_CHANGES),
  })
  .refine(
    ({ added, removed }) =>
      [...added, ...removed].every(({ key, item, value }) => changeOf(key, item, value) !== undefined),
    "expected a value of variables, and of nothing else",
  );

/** Changes of a pkginfo, by the keys of the file. */
export type ProposedChanges = z.infer<typeof proposedChangesSchema>;

const tried = { tries: count, message: line };

export const proposalSchema = z.discriminatedUnion("result", [
  z.strictObject({
    ...{ result: z.literal("repaired"), ...tried, python: line },
    /** Modules of the try with these changes. */
    ...{ imported: count, broken: count },
    changes: proposedChangesSchema,
  }),
  /** When it was tried again, it did not fail. */
  z.strictObject({ result: z.literal("sound"), ...tried }),
  z.strictObject({
    ...{ result: z.literal("refused"), ...tried, reason: line },
    category: z.enum(Object.keys(SKIPPED_CATEGORIES) as [SkippedCategory, ...SkippedCategory[]]),
  }),
  z.strictObject({ result: z.literal("unknown"), ...tried, why: z.enum(["limits", "exhausted"]) }),
  /** Why it was not tried, or not to its end. */
  z.strictObject({ result: z.literal("not tried"), why: line }),
]);

export type Proposal = z.infer<typeof proposalSchema>;

export function proposalOf(repair: Repair): Proposal {
  const { best } = repair;
  const common = { tries: repair.tries, message: cut(best.message) };
  switch (repair.result) {
    case "sound":
      return { result: "sound", ...common };
    case "refused":
      return { result: "refused", ...common, category: repair.category, reason: cut(repair.reason) };
    case "unknown":
      return { result: "unknown", ...common, why: repair.why };
    case "repaired": {
      const { reached, python } = best;
      const { imported, broken } = reached.stage === "imports" ? reached : { imported: 0, broken: 0 };
      return { result: "repaired", ...common, python, imported, broken, changes: proposedChanges(repair) };
    }
  }
}

export function notTried(why: string): Proposal {
  return { result: "not tried", why: cut(why) };
}

function proposedChanges({ added, removed }: Pick<Repair, "added" | "removed">): ProposedChanges {
  return {
    added: added.map(({ change: one, reason }) => ({ ...handed(one), reason: cut(reason) })),
    removed: removed.map(handed),
  };
}

function handed(one: ReasonedChange["change"]) {
  return { key: fileKey(one), item: one.item, ...("value" in one && { value: one.value }) };
}

/** The changes as whoever makes them wants them. */
export function takenChanges({ added, removed }: ProposedChanges): Pick<Repair, "added" | "removed"> {
  const taken = ({ key, item, value }: ProposedChanges["removed"][number]) => {
    const one = changeOf(key, item, value);
    return one === undefined ? [] : [one];
  };
  return {
    added: added.flatMap((one) => taken(one).map((made) => ({ change: made, reason: one.reason }))),
    removed: removed.flatMap(taken),
  };
}

function cut(text: string): string {
  const plain = printableLine(text);
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 1)}…`;
}
