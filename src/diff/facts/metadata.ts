import { normalizeName } from "../../releases/project-name.ts";
import { isSpecifier, satisfies } from "../../releases/versions.ts";
import type { Api } from "../api.ts";

/** What a distribution requires of another one, whatever the environment. */
export interface Required {
  specifiers: string[];
  /** As it is written, for people. */
  text: string;
}

/** What a release requires without any of its extras, by name. */
export function requirementsOf({ shard }: Api): Map<string, Required> {
  const asked = shard.requirements.filter(({ extra }) => extra === undefined);
  const byName = Map.groupBy(asked, ({ name }) => name);
  return new Map(
    [...byName].map(([name, records]) => {
      const specifiers = [...new Set(records.map(({ specifier = "" }) => specifier))];
      return [name, { specifiers, text: specifiers.filter((one) => one !== "").join(" or ") }];
    }),
  );
}

/** The extras of a release that bring something, with what each brings. */
export function extrasOf({ shard }: Api): Map<string, string[]> {
  const asked = shard.requirements.filter(({ extra }) => extra !== undefined);
  const byExtra = Map.groupBy(asked, ({ extra = "" }) => normalizeName(extra));
  return new Map(
    [...byExtra].map(([extra, records]) => [extra, [...new Set(records.map(({ name }) => name))]]),
  );
}

/** The entry points of a release that another one does not have, wherever they lead. */
export function* entryPointsOnlyIn(one: Api, other: Api): Generator<{ name: string; part: string }> {
  const key = ({ group, name }: { group: string; name: string }) => JSON.stringify([group, name]);
  const known = new Set(other.shard.entryPoints.map(key));
  for (const { group, name } of one.shard.entryPoints.filter((entry) => !known.has(key(entry)))) {
    yield { name, part: group };
  }
}

/**
 * Whether some version that one of the old specifiers allowed is allowed by none of the new ones (PEP 440). What is no
 * specifier says nothing.
 */
export function narrowed(old: readonly string[], now: readonly string[]): boolean {
  if (![...old, ...now].every(isSpecifier)) {
    return false;
  }
  const bounds = [...old, ...now].flatMap((text) =>
    [...text.matchAll(/\d+(?:\.\d+)*/g)].map(([found]) => found),
  );
  const isIn = (specifiers: readonly string[], version: string) =>
    specifiers.some((specifier) => satisfies(specifier, version));
  return ["0", "99999", ...bounds.flatMap(versionsAround)].some(
    (version) => isIn(old, version) && !isIn(now, version),
  );
}

/** A version, with those that stand closely before and behind it: what a bound there allows or not. */
function versionsAround(version: string): string[] {
  const parts = version.split(".").map(Number);
  const place = parts.findLastIndex((part) => part > 0);
  const below = parts.slice(0, place + 1).map((part, index) => (index === place ? part - 1 : part));
  const next = parts.map((_, index) => [...parts.slice(0, index), (parts[index] ?? 0) + 1].join("."));
  return [version, `${version}.1`, ...next, ...(place < 0 ? [] : [[...below, 99999].join(".")])];
}
