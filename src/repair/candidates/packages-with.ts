/** Debian's packages that have a file. */

import type { FileOwner, FileQuestion } from "../lookups/debian/archive.ts";
import type { LookUpKind } from "../rules/rules.ts";
import type { Refusal } from "./candidate.ts";
import { candidate, type Finding, type FixContext, purposeOf } from "./finding.ts";

/** Look-ups of files that packages of Debian have. */
export type FileLookUp = Exclude<
  LookUpKind,
  "import-name" | "build-module" | "removed-name" | "c-name" | "successor" | "usable-files" | "distribution"
>;

/** The packages that have what is missed; one that has it elsewhere is said. */
export async function packagesWith(kind: FileLookUp, key: string, context: FixContext): Promise<Finding> {
  const owners = await ownersOf(kind, key, context);
  const into = context.cause.where === "import" ? "apt" : "buildApt";
  const likely = owners.filter((owner) => owner.likely && !isThere(owner.installed, into));
  const refusal = owners.length === 0 ? ofNobody(context) : undefined;
  return {
    ...(refusal && { refusal }),
    candidates: likely
      .slice(0, 3)
      .map((owner) => candidate(context, [{ key: into, item: owner.package }], owner.evidence)),
    said:
      likely.length > 0
        ? []
        : owners.map((owner) => `${owner.package} has ${owner.path}, but it is not where it is looked for`),
  };
}

/** Much that CMake looks for it knows by itself, and Debian has no file of CMake's for it. */
async function ownersOf(
  kind: FileLookUp,
  key: string,
  { lookUps, subject }: FixContext,
): Promise<readonly FileOwner[]> {
  const name = key.toLowerCase();
  const questions: FileQuestion[] =
    kind === "cmake"
      ? [
          { kind, name: key },
          { kind: "pkg-config", name },
          { kind: "linked-library", name },
        ]
      : [questionOf(kind, key)];
  const answers: FileOwner[] = [];
  for (const question of questions) {
    const owners = await lookUps.owners(question, subject);
    answers.push(...owners);
    if (owners.some(({ likely }) => likely)) {
      return owners;
    }
  }
  return answers;
}

/** Nothing goes on without it, and no package of Debian has it: it may still come from elsewhere. */
function ofNobody({ cause, rule }: FixContext): Refusal | undefined {
  const purpose = purposeOf(rule, cause);
  return rule.stops === true
    ? {
        category: cause.where === "import" ? "other" : "build",
        reason: `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}, and no package of Debian has it.`,
        isLast: true,
      }
    : undefined;
}

function isThere(installed: "runtime" | "build" | false, into: "apt" | "buildApt"): boolean {
  return installed === "runtime" || (installed === "build" && into === "buildApt");
}

function questionOf(kind: FileLookUp, key: string): FileQuestion {
  if (kind === "typelib") {
    const [name = "", version] = key.split(/[-\s]/, 2);
    return { kind, name, ...(version !== undefined && { version }) };
  }
  return { kind, name: key };
}
