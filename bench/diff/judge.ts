/** What both releases say themselves of what a tool tells: the same judge for all tools. */
import { resolveName } from "../../src/ask/resolve.ts";
import { type Claim, claimOf } from "../../src/diff/witness/claims.ts";
import type { Shard } from "../../src/shard/shard.ts";
import type { Documented } from "./documented.ts";
import type { Told } from "./peers.ts";

/** Tries claims in the image of one of the releases: whether each holds, null where that can't be tried. */
export type Try = (release: "old" | "new", claims: readonly Claim[]) => Promise<(boolean | null)[]>;

/** Of what a tool calls breaking, what is, what is not, and what nobody can try. */
export interface Precision {
  right: Told[];
  wrong: Told[];
  untried: Told[];
}

/** Tries what is called breaking: it has to be so in the new release, and must not have been so in the old one. */
export async function precisionOf(told: readonly Told[], old: Shard, tried: Try): Promise<Precision> {
  const breaking = told.filter(({ isBreaking }) => isBreaking);
  const claims = breaking.map((one) => claimFor(one, old));
  const asked = claims.filter((claim) => claim !== undefined);
  const [before, after] = [await tried("old", asked), await tried("new", asked)];
  const precision: Precision = { right: [], wrong: [], untried: [] };
  for (const [index, one] of breaking.entries()) {
    const claim = claims[index];
    const at = claim === undefined ? -1 : asked.indexOf(claim);
    const [was, is] = [before[at] ?? null, after[at] ?? null];
    const isUntried = was === null || is === null || (was && isOfInstances(old, one.name));
    precision[isUntried ? "untried" : was || !is ? "wrong" : "right"].push(one);
  }
  return precision;
}

/** What only instances have can't be followed by its name. */
function isOfInstances(shard: Shard, name: string): boolean {
  const found = resolveName(shard, name);
  return found.found && found.node?.kind === "attribute";
}

function claimFor({ name, part, tries }: Told, old: Shard): Claim | undefined {
  if (tries === undefined || typeof tries === "object") {
    return tries;
  }
  if (tries === "name") {
    return { what: "name", name };
  }
  if (tries === "base") {
    return part === undefined ? undefined : { what: "base", name, base: part };
  }
  const position = tries === "placed" ? positionOf(old, name, part) : undefined;
  const calls = {
    ...(tries === "named" && part !== undefined && { keyword: part }),
    ...(position !== undefined && { position }),
  };
  const change = { rule: "", level: "breaking" as const, title: "", name, calls };
  return claimOf({ ...change, ...(tries !== "call" && part !== undefined && { part }) }, old);
}

function positionOf(shard: Shard, name: string, part: string | undefined): number | undefined {
  const found = resolveName(shard, name);
  const node = found.found ? found.node : undefined;
  const at = node?.signature?.parameters.findIndex((parameter) => parameter.name === part) ?? -1;
  return at < 0 ? undefined : at - Number(node?.kind === "method" || node?.kind === "classmethod");
}

/** Of what is documented, what the old release has, by what a tool has told of it. */
export interface Recall {
  found: Documented[];
  missed: Documented[];
}

/** Which of the documented changes a tool has told, of the name, of what it is in, or of the parameter. */
export function recallOf(documented: readonly Documented[], told: readonly Told[], old: Shard): Recall {
  const keys = new Map<string, Told[]>();
  for (const one of told) {
    for (const key of new Set([one.name, canonical(old, one.name)])) {
      keys.set(key, [...(keys.get(key) ?? []), one]);
      keys.set(`${key.replace(/\.[^.]+$/, "")}.`, []);
    }
  }
  const recall: Recall = { found: [], missed: [] };
  for (const one of documented) {
    const isTold =
      [one.name, canonical(old, one.name)].some((name) => isToldOf(name, one, keys)) ||
      wasServed(old, one.name, keys);
    recall[isTold ? "found" : "missed"].push(one);
  }
  return recall;
}

/** Whether it is a name that only a module's `__getattr__` gave, of which it is told that it is gone. */
function wasServed(old: Shard, name: string, keys: ReadonlyMap<string, Told[]>): boolean {
  const around = keys.get(name.slice(0, name.lastIndexOf("."))) ?? [];
  const isServed = old.node(name) === undefined && !resolveName(old, name).found;
  return isServed && around.some(({ kind }) => kind === "no-longer-served-by-getattr");
}

function isToldOf(name: string, { parameter, kind }: Documented, keys: ReadonlyMap<string, Told[]>): boolean {
  const isMeant = ({ part, isWhole }: Told) =>
    // What takes any further argument no longer takes this one.
    isWhole || parameter === undefined || part === parameter || part?.includes("**") === true;
  const parts = name.split(".");
  // That something is changed may be told of what it has.
  const isOfMember = kind === "changed" && parameter === undefined && keys.has(`${name}.`);
  const around = parts.map((_, index) => parts.slice(0, index).join("."));
  return (
    isOfMember ||
    (keys.get(name) ?? []).some(isMeant) ||
    around.some((outer) => (keys.get(outer) ?? []).some(({ isWhole }) => isWhole))
  );
}

/** The place where the old release has it. */
function canonical(shard: Shard, name: string): string {
  const found = resolveName(shard, name);
  const ref = found.found ? found.ref : name;
  return (typeof ref === "string" ? ref : ref.id).replace(":", ".");
}

/** The documented names that the old release has, those that are private, and those that it has not or that can't be imported. */
export async function existing(
  documented: readonly Documented[],
  old: Shard,
  tried: Try,
): Promise<{ public: Documented[]; private: Documented[]; missing: Documented[] }> {
  const answers = await tried(
    "old",
    documented.map(({ name }) => ({ what: "name", name })),
  );
  const isThere = ({ name }: Documented) =>
    answers[documented.findIndex((one) => one.name === name)] === false || isOfInstances(old, name);
  const isPrivate = ({ name }: Documented) => name.split(".").some((part) => /^_(?!_)/.test(part));
  const there = documented.filter(isThere);
  return {
    public: there.filter((one) => !isPrivate(one)),
    private: there.filter(isPrivate),
    missing: documented.filter((one) => !isThere(one)),
  };
}
