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

/**
 * Puts packages together that move in step: the lock of one takes another of them from exactly its old version to exactly
 * its new one, as that of boto3 does with botocore.
 *
 * @returns groups of moves, both sorted by stem
 */
export function groupMoves<T extends Move>(moves: readonly T[]): T[][] {
  const group = new Map(moves.map((move) => [move.stem, new Set([move])]));
  for (const move of moves) {
    for (const other of moves) {
      if (move !== other && takesAlong(move, other)) {
        const merged = new Set([...(group.get(move.stem) ?? []), ...(group.get(other.stem) ?? [])]);
        for (const member of merged) {
          group.set(member.stem, merged);
        }
      }
    }
  }
  const byStem = (a: Move, b: Move) => (a.stem < b.stem ? -1 : 1);
  return [...new Set(group.values())]
    .map((members) => [...members].sort(byStem))
    .sort(([a], [b]) => byStem(a as Move, b as Move));
}

function takesAlong({ lock }: Move, { name, from, to }: Move): boolean {
  return lock.changed.some((change) => change.name === name && change.from === from && change.to === to);
}
