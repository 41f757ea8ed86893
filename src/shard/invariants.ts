import { isSortedSet } from "./canonical.ts";
import { excerpt } from "./excerpt.ts";
import { useKey } from "./order.ts";
import {
  type ForeignRef,
  MAX_DEPTH,
  type Ref,
  type ShardContent,
  type ShardHeader,
  type ShardNode,
  type Use,
} from "./records.ts";
import { everyFieldReference, foreignKey, moduleOf } from "./references.ts";

// A shard that breaks more is broken all over; nobody reads on.
const MAX_MESSAGES = 100;

/**
 * What the records of a shard promise together, beyond the form of each: ids are unique and stand under the shard's
 * modules, references within the shard point somewhere, and every object is reached from a module by members.
 *
 * @returns one sentence for each promise that is broken, at most a hundred; none for a sound shard
 */
export function checkInvariants(content: ShardContent): string[] {
  const broken: string[] = [];
  const say = (sentence: () => string) => {
    if (broken.length < MAX_MESSAGES) {
      broken.push(sentence());
    }
  };
  const nodes = new Map<string, ShardNode>();
  for (const node of content.nodes) {
    if (nodes.has(node.id)) {
      say(() => `node ${excerpt(node.id)} is there twice`);
    }
    nodes.set(node.id, node);
  }
  const survey = surveyMembers(nodes, (ref) => !isOf(content.header, ref));
  checkPlaces(nodes, survey, say);
  checkReferences(content, nodes, survey, say);
  checkLists(content, (name) => nodes.get(name)?.kind === "module", say);
  return broken;
}

/** Says that a promise is broken; the sentence is only made where it is wanted. */
type Say = (sentence: () => string) => void;

/** What going through the members of all nodes finds. */
export interface MemberSurvey {
  /** The nodes that can be reached from modules by members. */
  reached: ReadonlySet<ShardNode>;
  /** The nodes with members that lead nowhere. */
  unsound: ReadonlySet<ShardNode>;
}

/**
 * Goes through the members of nodes, once: they are most of a shard.
 *
 * @param isForeign whether a reference into another distribution is one
 */
export function surveyMembers(
  nodes: ReadonlyMap<string, ShardNode>,
  isForeign: (ref: ForeignRef) => boolean,
): MemberSurvey {
  const reached = new Set<ShardNode>();
  const unsound = new Set<ShardNode>();
  const look = (node: ShardNode, lead: (to: ShardNode) => void) => {
    const { members } = node;
    for (const name in members) {
      const ref = members[name];
      const to = typeof ref === "string" ? nodes.get(ref) : undefined;
      if (to !== undefined) {
        lead(to);
      } else if (typeof ref === "string" || (ref !== undefined && !isForeign(ref))) {
        unsound.add(node);
      }
    }
  };
  for (const node of nodes.values()) {
    if (node.kind === "module") {
      reached.add(node);
    }
  }
  // A set is gone through to what is added meanwhile.
  for (const node of reached) {
    look(node, (to) => reached.add(to));
  }
  for (const node of reached.size < nodes.size ? nodes.values() : []) {
    if (!reached.has(node)) {
      look(node, () => {});
    }
  }
  return { reached, unsound };
}

/** What is wrong with the place of a node by itself; undefined for a sound one. */
export function misplacement(node: ShardNode, isModule: (name: string) => boolean): string | undefined {
  const { bases, mro, metaclass } = node;
  if (node.kind !== "class" && (bases !== undefined || mro !== undefined || metaclass !== undefined)) {
    return `is a ${node.kind}, and has fields that only a class has`;
  }
  if (node.kind === "module") {
    return node.module === node.id && !node.id.includes(":")
      ? undefined
      : `is a module, expected its "module" to be its own id, a dotted name; found ${excerpt(node.module)}`;
  }
  if (!isModule(node.module)) {
    return `has "module" ${excerpt(node.module)}, expected a module of this distribution`;
  }
  if (standsJustUnder(node.id, node.module)) {
    return undefined;
  }
  const place = moduleOf(node.id, isModule);
  if (place === undefined) {
    return "stands under no module of this distribution";
  }
  return place.depth > MAX_DEPTH
    ? `is ${place.depth} names below its module, expected at most ${MAX_DEPTH}`
    : undefined;
}

/** Whether a name stands under a module, and can't be too deep: so it is with nearly all. */
function standsJustUnder(id: string, module: string): boolean {
  return (
    id.length - module.length <= 2 * MAX_DEPTH &&
    id.startsWith(module) &&
    id[module.length] === "." &&
    !id.includes(":")
  );
}

function checkPlaces(nodes: ReadonlyMap<string, ShardNode>, { reached }: MemberSurvey, say: Say): void {
  const isModule = (name: string) => nodes.get(name)?.kind === "module";
  for (const node of nodes.values()) {
    const misplaced = misplacement(node, isModule);
    if (misplaced !== undefined) {
      say(() => `node ${excerpt(node.id)} ${misplaced}`);
    }
    if (!reached.has(node)) {
      say(() => `node ${excerpt(node.id)} can't be reached from a module by members`);
    }
  }
}

/** Whether a reference into another distribution leads into this one. */
function isOf({ distribution }: ShardHeader, ref: ForeignRef): boolean {
  return "distribution" in ref && ref.distribution === distribution.name;
}

function checkReferences(
  content: ShardContent,
  nodes: ReadonlyMap<string, ShardNode>,
  { unsound }: MemberSurvey,
  say: Say,
): void {
  const check = (ref: Ref, describe: () => string): true => {
    if (typeof ref === "string") {
      if (!nodes.has(ref)) {
        say(() => `${describe()} refers to ${excerpt(ref)}, which is not in this shard`);
      }
    } else if (isOf(content.header, ref)) {
      say(() => `${describe()} refers to this distribution as if it were another`);
    }
    return true;
  };
  for (const node of content.nodes) {
    const { members } = node;
    for (const name in unsound.has(node) ? members : {}) {
      const ref = members?.[name];
      if (ref !== undefined) {
        check(ref, () => `member ${excerpt(name)} of ${excerpt(node.id)}`);
      }
    }
    everyFieldReference(node, (ref, field) => check(ref, () => `${field} of ${excerpt(node.id)}`));
  }
  for (const external of content.externals) {
    check(external.ref, () => `external ${excerpt(external.ref)}`);
    for (const ref of external.mro) {
      check(ref, () => `mro of external ${excerpt(external.ref)}`);
    }
  }
  for (const { group, name, to } of content.entryPoints) {
    check(to, () => `entry point ${excerpt(name)} of ${excerpt(group)}`);
  }
  checkTaken(content, nodes, check, say);
}

/** Whether what imports and uses refer to, and where they are, is there. */
function checkTaken(
  content: ShardContent,
  nodes: ReadonlyMap<string, ShardNode>,
  check: (ref: Ref, describe: () => string) => unknown,
  say: Say,
): void {
  for (const { module, line, of } of content.imports) {
    check(of, () => `the import in line ${line} of ${excerpt(module)}`);
    if (nodes.get(module)?.kind !== "module") {
      say(() => `an import is of ${excerpt(module)}, which is no module of this shard`);
    }
  }
  for (const { in: place, of } of content.uses) {
    check(of, () => `a use in ${excerpt(place)}`);
    if (!nodes.has(place)) {
      say(() => `a use is in ${excerpt(place)}, which is not in this shard`);
    }
  }
}

function checkLists(content: ShardContent, isModule: (name: string) => boolean, say: Say): void {
  checkUses(content, say);
  for (const { module } of content.problems) {
    if (module !== "" && moduleOf(module, isModule) === undefined) {
      say(() => `a problem is about ${excerpt(module)}, which is no module of this distribution`);
    }
  }
  const externals = new Set<string>();
  for (const { ref, members } of content.externals) {
    const key = foreignKey(ref);
    if (externals.has(key)) {
      say(() => `external ${excerpt(ref)} is there twice`);
    }
    externals.add(key);
    if (!isSortedSet(members)) {
      say(() => `external ${excerpt(ref)} has members that are not sorted or are there twice`);
    }
  }
  if (!isSortedSet(content.header.requirements.map(({ name }) => name))) {
    say(() => "the header's requirements are not sorted by name, or one is there twice");
  }
}

function checkUses(content: ShardContent, say: Say): void {
  const seen = new Set<string>();
  for (const use of content.uses) {
    const key = useKey(use);
    if (seen.has(key)) {
      say(() => `two uses in ${excerpt(use.in)} are of ${excerpt(use.of)}`);
    }
    seen.add(key);
    const wrong = faultOf(use);
    if (wrong !== undefined) {
      say(() => `a use in ${excerpt(use.in)} of ${excerpt(use.of)} has ${wrong}`);
    }
  }
  for (const { module, line, when = [] } of content.imports) {
    if (!isSortedSet(when)) {
      say(() => `the import in line ${line} of ${excerpt(module)} has conditions that are not sorted`);
    }
  }
  for (const { name, extras = [] } of content.requirements) {
    if (!isSortedSet(extras)) {
      say(() => `a requirement of ${name} has extras that are not sorted, or one is there twice`);
    }
  }
}

/** What is wrong in a use by itself; undefined for a sound one. */
function faultOf({ how, lines, count, keywords, positional }: Use): string | undefined {
  const isRising = lines.every((line, index) => index === 0 || (lines[index - 1] ?? 0) < line);
  if (!isSortedSet(how) || !isSortedSet(keywords ?? []) || !isRising) {
    return "lists that are not sorted";
  }
  if (lines.length > count) {
    return `${lines.length} lines, expected at most its count, ${count}`;
  }
  const isCall = how.includes("call");
  return isCall || (keywords === undefined && positional === undefined)
    ? undefined
    : "arguments, and is no call";
}
