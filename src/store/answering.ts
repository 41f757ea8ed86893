import { STANDARD_LIBRARY } from "../releases/project-name.ts";
import { compareVersions, isSameVersion } from "../releases/versions.ts";
import { compareText } from "../shard/canonical.ts";
import { confirmationOf, type HeadEntry } from "./layout.ts";

/** A shard, as far as it is known to who chooses one to answer from. */
export type AnsweringEntry = Pick<
  HeadEntry,
  "name" | "version" | "python" | "importNames" | "digest" | "exploredAt" | "confirmedAt" | "local"
>;

/** Which of a distribution's shards a question is answered from, and which others there are, the newest first. */
export interface Answering<E extends AnsweringEntry = AnsweringEntry> {
  entry: E;
  others: readonly E[];
}

/** A shard, as answers for programs name it. */
export interface NamedShard {
  distribution: string;
  version: string;
  python: string;
}

/** What answers for programs say of where they come from. */
export interface AnsweredBy {
  answeredBy: NamedShard;
  others: readonly NamedShard[];
}

/** What tells the editions of a project's files apart, behind the version that these files give it. */
const EDITION = /[+.]local\.[0-9a-f]{12}$/;

/** Whether a version is one of files of a machine. */
export function isEdition(version: string): boolean {
  return EDITION.test(version);
}

/**
 * Entries of one distribution, the newest first: by version (PEP 440), files of this machine before a release of the
 * same version, and of several editions of these files the one that was explored last, anew or as it had been. Each shard
 * once: the same may be asked for by several names (`requests`, `requests==2.31.0`).
 */
export function newestFirst<E extends AnsweringEntry>(entries: readonly E[]): E[] {
  const sorted = entries.toSorted(
    (left, right) =>
      compareVersions(versionOf(right), versionOf(left)) ||
      Number(right.local === true) - Number(left.local === true) ||
      confirmationOf(right) - confirmationOf(left) ||
      compareText(left.version, right.version) ||
      compareText(left.digest, right.digest),
  );
  return sorted.filter(({ digest }, index) => sorted.findIndex((one) => one.digest === digest) === index);
}

/** The newest of some entries of one distribution; undefined where there are none. */
export function newestOf<E extends AnsweringEntry>(entries: readonly E[]): Answering<E> | undefined {
  const [entry, ...others] = newestFirst(entries);
  return entry && { entry, others };
}

/**
 * The entry of one distribution that a reference leads into: that of the version, else the newest older one, else the
 * oldest newer one.
 */
export function nearestTo(entries: readonly AnsweringEntry[], version: string): AnsweringEntry | undefined {
  const sorted = newestFirst(entries);
  return sorted.find((entry) => compareVersions(versionOf(entry), version) <= 0) ?? sorted.at(-1);
}

/**
 * Whether an entry is of the version that somebody asks for: as it is, or of files that have it, in any edition. A standard
 * library is asked for by its Python: `3.13` is any `3.13.x`.
 */
export function isOfVersion(entry: AnsweringEntry, version: string): boolean {
  const isOfPython = entry.name === STANDARD_LIBRARY && entry.python === version;
  return isOfPython || isSameVersion(entry.version, version) || isSameVersion(versionOf(entry), version);
}

/** What answers for programs say of where they come from. */
export function answeredBy({ entry, others }: Answering): AnsweredBy {
  return { answeredBy: named(entry), others: others.map(named) };
}

function named({ name, version, python }: AnsweringEntry): NamedShard {
  return { distribution: name, version, python };
}

function versionOf({ version, local }: AnsweringEntry): string {
  return local === true ? version.replace(EDITION, "") : version;
}
