import type { Ref, ShardNode, Signature } from "../shard/records.ts";
import type { Api, ApiObject } from "./api.ts";

/**
 * What a change does to those who use what it is made to: `breaking` code that was right, `risky` code that overrides,
 * subclasses, passes by position or relies on a value; `deprecation` announces a break; `compatible` breaks nobody.
 */
export type Level = "breaking" | "risky" | "deprecation" | "compatible";

/** Two releases of one distribution. */
export interface Releases {
  old: Api;
  new: Api;
}

/** An object that both releases have. */
export interface ObjectPair {
  releases: Releases;
  /** The best of its names that both have. */
  name: string;
  old: ShardNode;
  new: ShardNode;
  /** How it is called, of classes by their constructor; both have one or neither. */
  signatures?: { old: Signature; new: Signature };
  /** Whether it is called on an object that passes itself first. */
  isBound: boolean;
  /** Names that lead to it in one of the releases only, in what both have. */
  lostNames: readonly string[];
  newNames: readonly string[];
}

/** Where the new release has what an old name meant. */
export interface Elsewhere {
  node: ShardNode;
  /** The best of its names, its id where it has no public one. */
  name: string;
  isPublic: boolean;
}

/** An object that the new release has under none of its names; what held it is still there. */
export interface Gone {
  releases: Releases;
  /** With the names that are to be told. */
  object: ApiObject;
  /** Where the new release has the same, if that can be told. */
  elsewhere?: Elsewhere;
  /** What the name leads to now that is somebody else's. */
  passedOn?: Ref;
  /** Whether a `__getattr__` of what held it may still give it. */
  mayBeMade: boolean;
}

/** An object that the old release had under none of its names, in something that it had. */
export interface Added {
  releases: Releases;
  object: ApiObject;
  name: string;
}

/** Objects that stand in another module of the new release, while the old names are served. */
export interface Moved {
  releases: Releases;
  pairs: readonly [ObjectPair, ...ObjectPair[]];
}

/** Something that a rule has found. */
export interface Finding {
  /** What it is about, where that is another name than that of what was looked at. */
  name?: string;
  /** What of it, where that has a name: a parameter, a base, a member. */
  part?: string;
  /** As it was and as it is, where that can be said in a line. */
  old?: string;
  new?: string;
  /** Where it is less or more than the rule's own. */
  level?: Level;
  /** What to do about it. */
  advice?: string;
}

interface RuleWords {
  /** What has happened, to be read behind the name: `parameter removed`. */
  title: string;
  level: Level;
  /** Whom it hurts and how, or why it hurts nobody. */
  reason: string;
  /** How it is tried in the new release, where that is not by a call: `part` is an ancestor. Of what is gone it is its name. */
  tried?: "name" | "ancestor" | "await";
  /** Whether only the release itself can say if the name is there yet: then it is tried, though it is not called breaking. */
  isDoubted?: true;
  /** Where only calls are hurt, which: those that give the parameter by name, by position, in either way, or all. */
  hurts?: "named" | "placed" | "given" | "calls";
}

/** One kind of change. Its folder is called as it is, and has a pair of modules that shows it and one that nearly does. */
export type Rule = RuleWords &
  (
    | { on: "pair"; find(pair: ObjectPair): Iterable<Finding> }
    | { on: "gone"; find(gone: Gone): Iterable<Finding> }
    | { on: "added"; find(added: Added): Iterable<Finding> }
    | { on: "moved"; find(moved: Moved): Iterable<Finding> }
    | { on: "releases"; find(releases: Releases): Iterable<Finding & { name: string }> }
  );
