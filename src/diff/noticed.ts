import { compareText } from "../shard/canonical.ts";
import { type Change, type Difference, LEVELS } from "./diff.ts";

/** How a distribution uses an object of another one. */
export interface ObjectUse {
  /** Normalised name of who uses it. */
  distribution: string;
  /** The object: its id, or the name as written. */
  id: string;
  count: number;
  how: readonly string[];
  /** Of calls: the names of all arguments that are given by name, and how many are given without, at most. */
  keywords: readonly string[];
  positional: number;
}

/** Who uses what a change is made to, in the way that it hurts. */
export interface User {
  distribution: string;
  /** How often it uses what was changed. */
  count: number;
}

export type NoticedChange = Change & { users?: User[] };
export type NoticedDifference = Omit<Difference, "changes"> & { changes: NoticedChange[] };

/** A difference with who would notice each change, those first that most would; what breaks nobody, nobody notices. */
export function noticedDifference(found: Difference, uses: readonly ObjectUse[]): NoticedDifference {
  const changes = found.changes.map((change) => {
    const users = change.level === "compatible" ? [] : usersOf(change, uses);
    return users.length === 0 ? change : { ...change, users };
  });
  return { ...found, changes: mostNoticedFirst(changes) };
}

/** What breaks most first; of each level what most distributions would notice. */
function mostNoticedFirst(changes: readonly NoticedChange[]): NoticedChange[] {
  return changes.toSorted(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (b.users?.length ?? 0) - (a.users?.length ?? 0),
  );
}

/** Who would notice a change, those that use it most first. */
function usersOf(change: Change, uses: readonly ObjectUse[]): User[] {
  const counts = new Map<string, number>();
  for (const use of uses) {
    if (concerns(change, use)) {
      counts.set(use.distribution, (counts.get(use.distribution) ?? 0) + use.count);
    }
  }
  return [...counts]
    .map(([distribution, count]) => ({ distribution, count }))
    .sort((a, b) => b.count - a.count || compareText(a.distribution, b.distribution));
}

/** Whether a use of an object is hurt by a change. */
export function concerns({ id, name, calls }: Change, use: ObjectUse): boolean {
  const used = dotted(use.id);
  const [meant, written] = [dotted(id ?? name), name];
  if (calls === undefined) {
    return [meant, written].some((one) => used === one || used.startsWith(`${one}.`));
  }
  if ((used !== meant && used !== written) || !use.how.includes("call")) {
    return false;
  }
  const { keyword, position } = calls;
  const isGiven = keyword === undefined && position === undefined;
  return (
    isGiven ||
    (keyword !== undefined && use.keywords.includes(keyword)) ||
    (position !== undefined && use.positional > position)
  );
}

function dotted(id: string): string {
  return id.replace(":", ".");
}
