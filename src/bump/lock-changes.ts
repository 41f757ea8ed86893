import type { LockedPackage, Locks } from "../lock/lockfile.ts";

/** How one lock differs from another: distributions by name, sorted. */
export interface LockChanges {
  added: { name: string; version: string; fromSource: boolean }[];
  removed: { name: string; version: string }[];
  changed: { name: string; from: string; to: string; fromSource: boolean }[];
}

/** What a new lock installs that the old one did not, and what it no longer does. */
export function lockChanges(before: Locks | undefined, after: Locks): LockChanges {
  const old = byName(before?.lock.packages ?? []);
  const now = byName(after.lock.packages);
  return {
    added: [...now.values()]
      .filter(({ name }) => !old.has(name))
      .map(({ name, version, fromSource }) => ({ name, version, fromSource })),
    removed: [...old.values()]
      .filter(({ name }) => !now.has(name))
      .map(({ name, version }) => ({ name, version })),
    changed: [...now.values()].flatMap(({ name, version, fromSource }) => {
      const from = old.get(name)?.version;
      return from === undefined || from === version ? [] : [{ name, from, to: version, fromSource }];
    }),
  };
}

function byName(packages: readonly LockedPackage[]): Map<string, LockedPackage> {
  return new Map(packages.map((locked) => [locked.name, locked]));
}
