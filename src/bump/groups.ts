import { matchesGlob } from "node:path/posix";
import type { LockChanges } from "./lock-changes.ts";

/** A package that moves from one version to another. */
export interface Move {
  stem: string;
  /** Normalised. */
  name: string;
  from: string;
  to: string;
  lock: LockChanges;
}

/** Moves that come in one pull request, sorted by stem. */
export interface MoveGroup<T extends Move> {
  moves: T[];
  /** The pattern that they are put together by; left out where only their locks do. */
  pattern?: string;
}

/**
 * Puts packages together that move in step: the lock of one takes another of them from exactly its old version to exactly
 * its new one, as that of boto3 does with botocore. And those whose stems match one pattern: the first one that does counts.
 *
 * @param patterns as {@link namePattern} gives them
 * @returns sorted by the first stem
 */
export function groupMoves<T extends Move>(
  moves: readonly T[],
  patterns: readonly string[] = [],
): MoveGroup<T>[] {
  const patternOf = new Map(moves.map(({ stem }) => [stem, patterns.find((one) => matches(stem, one))]));
  const isOneFamily = (a: Move, b: Move) =>
    patternOf.get(a.stem) !== undefined && patternOf.get(a.stem) === patternOf.get(b.stem);
  const group = new Map(moves.map((move) => [move.stem, new Set([move])]));
  for (const move of moves) {
    for (const other of moves) {
      if (move !== other && (isOneFamily(move, other) || takesAlong(move, other))) {
        const merged = new Set([...(group.get(move.stem) ?? []), ...(group.get(other.stem) ?? [])]);
        for (const member of merged) {
          group.set(member.stem, merged);
        }
      }
    }
  }
  const byStem = (a: Move, b: Move) => (a.stem < b.stem ? -1 : 1);
  return [...new Set(group.values())]
    .map((members): MoveGroup<T> => {
      // Where locks join two families, the pattern that is given first names both, whoever moves this week.
      const pattern = patterns.find((one) => [...members].some(({ stem }) => patternOf.get(stem) === one));
      return { moves: [...members].sort(byStem), ...(pattern !== undefined && { pattern }) };
    })
    .sort(({ moves: [a] }, { moves: [b] }) => byStem(a as Move, b as Move));
}

/** What a pattern has to be, for errors. */
export const PATTERN_EXPECTED =
  "the name of a distribution in which * stands for any characters, such as google-cloud-*";

const PATTERN = /^[A-Za-z0-9*](?:[A-Za-z0-9*._-]{0,98}[A-Za-z0-9*])?$/;

/** A pattern for stems of pkginfo, normalised as names are (`zope.*` → `zope-*`); undefined for what is none. */
export function namePattern(text: string): string | undefined {
  return PATTERN.test(text)
    ? text
        .toLowerCase()
        .replace(/[-_.]+/g, "-")
        .replace(/\*+/g, "*")
    : undefined;
}

/** Whether a stem matches a pattern, whole. */
export function matches(stem: string, pattern: string): boolean {
  return matchesGlob(stem, pattern);
}

function takesAlong({ lock }: Move, { name, from, to }: Move): boolean {
  return lock.changed.some((change) => change.name === name && change.from === from && change.to === to);
}
