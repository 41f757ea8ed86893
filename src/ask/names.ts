import { compareText } from "../shard/canonical.ts";
import type { Ref } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { lineage, ownMembers } from "./resolve.ts";

/** A dotted name and what it stands for. */
export interface DottedName {
  name: string;
  to: Ref;
}

export interface NamesOptions {
  /** Whether names that a class inherits are given too. Default false. */
  inherited?: boolean;
}

/**
 * Every dotted name by which the shard's objects are reached, module by module in order of code points: where they
 * are defined and by every alias.
 *
 * Aliases can lead in circles, so what is behind one is followed to the end of what is defined there; further
 * aliases in it are given, and not followed. An alias of a package that it stands in itself is not followed at all.
 */
export function* names(shard: Shard, options: NamesOptions = {}): Generator<DottedName> {
  const modules = shard.nodes.filter(({ kind }) => kind === "module").map(({ id }) => id);
  for (const module of modules.sort(compareText)) {
    yield { name: module, to: module };
    yield* namesBelow(
      { shard, inherited: options.inherited ?? false, module },
      { name: module, ref: module },
      false,
    );
  }
}

interface Walk {
  shard: Shard;
  inherited: boolean;
  /** The module that the walk started at. */
  module: string;
}

interface Place {
  name: string;
  ref: string;
}

function* namesBelow(walk: Walk, place: Place, isBehindAlias: boolean): Generator<DottedName> {
  for (const [member, to] of sortedMembers(walk, place.ref)) {
    const name = `${place.name}.${member}`;
    if (to === name && walk.shard.isModule(name)) {
      // It is given where its own turn comes.
      continue;
    }
    if (!walk.shard.isModule(name)) {
      yield { name, to };
    }
    if (typeof to === "string" && isFollowed(walk, place.ref, member, to, isBehindAlias)) {
      yield* namesBelow(walk, { name, ref: to }, isBehindAlias || !isDefinedIn(place.ref, member, to));
    }
  }
}

function isFollowed(walk: Walk, holder: string, member: string, to: string, isBehindAlias: boolean): boolean {
  if (isDefinedIn(holder, member, to)) {
    return true;
  }
  const isAround = walk.module === to || walk.module.startsWith(`${to}.`);
  return !isBehindAlias && !isAround;
}

/** Whether this member's canonical name is where it stands. */
function isDefinedIn(holder: string, member: string, to: string): boolean {
  return to === `${holder}.${member}` || to === `${holder}:${member}`;
}

function sortedMembers({ shard, inherited }: Walk, ref: string): (readonly [string, Ref])[] {
  const isClass = shard.node(ref)?.kind === "class";
  const members = new Map<string, Ref>();
  for (const owner of inherited && isClass ? lineage(shard, ref) : [ref]) {
    for (const [name, to] of ownMembers(shard, owner)) {
      if (!members.has(name)) {
        members.set(name, to);
      }
    }
  }
  return [...members].sort(([a], [b]) => compareText(a, b));
}
