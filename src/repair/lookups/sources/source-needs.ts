/** Which Debian packages the sources of a release ask for. */

import type { AskFilesOptions, DebianArchive, FileOwner, FileQuestion } from "../debian/archive.ts";
import type { Named, SourceScan } from "./source-scan.ts";

/** A package that sources ask for. */
export interface SourceNeed {
  owner: FileOwner;
  /** What they ask for first that it has. */
  question: FileQuestion;
  asked: Named;
  /** Everything that they ask of it is in branches. */
  conditional: boolean;
}

const MOST_OWNERS = 20;

type Kind = "header" | "linked-library" | "pkg-config" | "program" | "cmake";

/**
 * The packages that are likely what sources need to be built, each once, those first that they ask for without a condition;
 * without what the image that is built in has already.
 */
export function sourceNeeds(
  archive: DebianArchive,
  scan: SourceScan,
  options: AskFilesOptions = {},
): SourceNeed[] {
  const asked: { kind: Kind; one: Named; conditional: boolean }[] = [
    ...scan.headers.map((one) => ({ kind: "header" as const, one, conditional: one.conditional })),
    ...scan.pkgConfig.map((one) => ({ kind: "pkg-config" as const, one, conditional: false })),
    ...scan.linkedLibraries.map((one) => ({ kind: "linked-library" as const, one, conditional: false })),
    ...scan.programs.map((one) => ({ kind: "program" as const, one, conditional: false })),
    ...scan.cmake.map((one) => ({ kind: "cmake" as const, one, conditional: false })),
  ];
  const needs = new Map<string, SourceNeed>();
  for (const { kind, one, conditional } of asked) {
    const question = { kind, name: one.name };
    const owners = archive.owners(question, { ...options, most: MOST_OWNERS });
    const [owner] = owners;
    // What a package that is there has somewhere, such as Python's own headers, is not what fails.
    const isThere = owners.some(({ installed }) => installed !== false);
    // What a branch for another system includes, somebody has in a folder of theirs.
    const isMeant = owner?.likely && (!conditional || owner.where === "searched");
    if (isMeant && !isThere) {
      const before = needs.get(owner.package);
      if (before === undefined || (before.conditional && !conditional)) {
        needs.set(owner.package, { owner, question, asked: one, conditional });
      }
    }
  }
  return [...needs.values()].sort((left, right) => Number(left.conditional) - Number(right.conditional));
}
