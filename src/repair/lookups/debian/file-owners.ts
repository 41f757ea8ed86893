import { compareText } from "../../../shard/canonical.ts";
import type { AskFilesOptions, FileOwner, FileQuestion } from "./archive.ts";
import { type FileSearch, fileSearch, type Place } from "./file-places.ts";
import type { DebianPackage, Packages } from "./packages.ts";
import type { SortedLines } from "./sorted-lines.ts";

/** What answers are found in and judged by. */
export interface Shelves {
  lines: SortedLines;
  packages: Packages;
  /** Whether an image has a package. */
  installed: (name: string) => FileOwner["installed"];
  /** Names of packages that Debian's own source of a distribution is built with, or that its package depends on. */
  neededFor: (distribution: string) => ReadonlySet<string>;
}

const WHERE = ["searched", "named", "elsewhere"] as const;

interface Candidate {
  found: DebianPackage;
  path: string;
  place: Place;
  named: boolean;
  rightSection: boolean;
}

const DEFAULT_MOST = 5;

/** So many times as many others must want the first of several as the second, where it is a matter of the folder that is named. */
const CLEARLY_MORE = 4;

/** Whom fewer want is hardly who is meant by a bare name in a folder of theirs. */
const FEW = 5;

/** Which packages have a file; see DebianArchive.owners. */
export function fileOwners(
  shelves: Shelves,
  question: Exclude<FileQuestion, { kind: "python-module" }>,
  { distribution, most = DEFAULT_MOST }: AskFilesOptions,
): FileOwner[] {
  const needed = distribution === undefined ? new Set<string>() : shelves.neededFor(distribution);
  const candidates = candidatesOf(shelves, question, needed).sort(compareCandidates);
  return candidates.slice(0, most).map((candidate, at) => ({
    package: candidate.found.name,
    source: candidate.found.source,
    path: `/${candidate.path}`,
    installed: shelves.installed(candidate.found.name),
    where: WHERE[candidate.place],
    likely: at === 0 && isLikely(candidate, candidates[1]),
    evidence: evidenceOf(candidate, distribution),
  }));
}

/** Each package once, by the best of its files. */
function candidatesOf(
  { lines, packages }: Shelves,
  question: Exclude<FileQuestion, { kind: "python-module" }>,
  needed: ReadonlySet<string>,
): Candidate[] {
  const search = fileSearch(question);
  if (search === undefined) {
    return [];
  }
  const best = new Map<string, Candidate>();
  for (const { path, owners } of search.names.flatMap((name) => filesCalled(lines, name))) {
    const place = search.place(path);
    const found = place === undefined ? [] : owners.flatMap((owner) => packages.real(owner) ?? []);
    for (const one of found) {
      const rightSection = search.sections.includes(one.section);
      const candidate = { found: one, path, place: place ?? 2, named: needed.has(one.name), rightSection };
      if (candidate.place < (best.get(one.name)?.place ?? 3)) {
        best.set(one.name, candidate);
      }
    }
  }
  return [...best.values()];
}

function filesCalled(
  lines: SortedLines,
  { name, exact }: FileSearch["names"][number],
): { path: string; owners: string[] }[] {
  return lines.fields(`f\t${name}${exact ? "\t" : ""}`).map((fields) => {
    const [path = "", owners = ""] = exact ? fields : fields.slice(1);
    return { path, owners: owners.split(",") };
  });
}

function compareCandidates(left: Candidate, right: Candidate): number {
  return (
    Number(right.named) - Number(left.named) ||
    left.place - right.place ||
    Number(right.rightSection) - Number(left.rightSection) ||
    right.found.wantedBy - left.found.wantedBy ||
    left.found.installedKilobytes - right.found.installedKilobytes ||
    compareText(left.found.name, right.found.name)
  );
}

function isLikely(first: Candidate, second: Candidate | undefined): boolean {
  if (first.found.section === "python") {
    // Of Debian's own Python, which nothing here is built with: the distribution itself is what is missing.
    return false;
  }
  if (first.named || first.place === 0) {
    return true;
  }
  if (first.found.wantedBy < FEW) {
    return false;
  }
  const isOnly = second === undefined || second.place > first.place;
  return (
    first.place === 1 && (isOnly || first.found.wantedBy >= CLEARLY_MORE * Math.max(1, second.found.wantedBy))
  );
}

function evidenceOf({ found, path, place, named }: Candidate, distribution: string | undefined): string[] {
  return [
    `${found.name} has /${path}`,
    ...(named ? [`Debian's own package of ${distribution} needs ${found.name}`] : []),
    ...(place === 2 ? ["nothing looks in that folder by itself"] : []),
    `${found.wantedBy} packages of the archive want it`,
  ];
}
