/**
 * Single entries of a pkginfo's text, each with the reason for which it is there. What else stands in the file stays as
 * people wrote it, comments included.
 *
 * A reason is a comment `# KEY: VALUE: REASON` in a line of its own above the entry (of a mapping: `# KEY: NAME: REASON`).
 * It holds as long as the entry has this very value, so that an entry that a person has changed since is theirs.
 */

import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { printableLine } from "../exec/printable.ts";
import { parsePkginfo } from "./parse.ts";
import { type PkginfoFile, pkginfoSchema } from "./schema.ts";

/** An entry of a pkginfo: a key with one value, or an item of a key with a list or a mapping. */
export interface Entry {
  key: keyof PkginfoFile;
  /** The item's text; of a mapping its name. Left out for a key with one value. */
  item?: string;
}

export interface ReasonedEntry extends Entry {
  reason: string;
}

const LONGEST_REASON = 300;
const KEYS = Object.keys(pkginfoSchema.shape) as (keyof PkginfoFile)[];

/**
 * The text with a key of one value set, such as `python`, instead of the value that it had.
 *
 * @param path as errors name it
 * @throws InputError when what comes out is no pkginfo
 */
export function withValue(
  text: string,
  path: string,
  { key, value, reason }: { key: keyof PkginfoFile; value: string | false; reason: string },
): string {
  return edited(text, path, (document, root) => {
    removeReasons(document, (entry) => entry.key === key);
    const pair = pairOf(root, key);
    if (pair === undefined) {
      addPair(document, root, key, document.createNode(value));
    } else {
      replaceValue(document, pair, value);
    }
    addReason(pairOf(root, key)?.key, { key, item: firstLine(value), reason });
  });
}

/**
 * The text with an item in a list, such as `apt`; where it is there already, only its reason is set.
 *
 * @throws InputError when what comes out is no pkginfo
 */
export function withItem(text: string, path: string, entry: Required<ReasonedEntry>): string {
  return edited(text, path, (document, root) => {
    removeReasons(document, isEntry(entry));
    const list = collectionOf<YAMLSeq>(document, root, entry.key, []);
    let node = list.items.find((item) => isScalar(item) && item.value === entry.item);
    if (node === undefined) {
      node = document.createNode(entry.item);
      list.items.push(node);
    }
    addReason(node, entry);
  });
}

/**
 * The text with a value in a mapping, such as `build-env`, instead of the one that it had.
 *
 * @throws InputError when what comes out is no pkginfo
 */
export function withMapped(
  text: string,
  path: string,
  { value, ...entry }: Required<ReasonedEntry> & { value: string },
): string {
  return edited(text, path, (document, root) => {
    removeReasons(document, isEntry(entry));
    const mapping = collectionOf<YAMLMap>(document, root, entry.key, {});
    const known = pairOf(mapping, entry.item);
    if (known === undefined) {
      mapping.items.push(document.createPair(entry.item, value) as Pair);
    } else {
      replaceValue(document, known, value);
    }
    addReason(pairOf(mapping, entry.item)?.key, entry);
  });
}

/**
 * The text without an entry and its reason, and without its key where nothing else is below it. What people wrote on the
 * entry's own line goes with it; what they wrote above stays.
 *
 * @throws InputError when what comes out is no pkginfo
 */
export function withoutEntry(text: string, path: string, { key, item }: Entry): string {
  return edited(text, path, (document, root) => {
    removeReasons(document, (reason) => reason.key === key && (item === undefined || reason.item === item));
    const pair = pairOf(root, key);
    if (item !== undefined && isCollection(pair?.value)) {
      const nameOf = (at: unknown) => (isScalar(at) ? at.value : (at as Pair<Scalar>).key.value);
      removeAt(pair.value, (at) => nameOf(at) === item);
    }
    if (item === undefined || (isCollection(pair?.value) && pair.value.items.length === 0)) {
      if (pair !== undefined) {
        const { commentBefore, comment } = isCollection(pair.value) ? pair.value : {};
        pair.key.commentBefore = joined(pair.key.commentBefore, commentBefore, comment);
      }
      removeAt(root, (at) => at === pair);
    }
  });
}

/**
 * The entries that have a reason, in the order of the file; of a key with one value `item` is left out.
 *
 * @throws InputError when the text is no pkginfo
 */
export function reasonsOf(text: string, path: string): ReasonedEntry[] {
  parsePkginfo(text, path);
  const { document, root } = composed(text);
  const found: ReasonedEntry[] = [];
  editComments(document, (line) => {
    const reason = reasonIn(line, root);
    found.push(...(reason === undefined ? [] : [reason]));
    return true;
  });
  return found.map(({ key, item, reason }) =>
    isCollection(pairOf(root, key)?.value) && item !== undefined ? { key, item, reason } : { key, reason },
  );
}

function composed(text: string): { document: Document; root: YAMLMap } {
  const document = parseDocument(text, { version: "1.2", schema: "core", compat: "yaml-1.1" });
  if (!isMap(document.contents)) {
    throw new TypeError("a pkginfo is a mapping");
  }
  return { document, root: document.contents };
}

function edited(text: string, path: string, edit: (document: Document, root: YAMLMap) => void): string {
  parsePkginfo(text, path);
  const { document, root } = composed(text);
  edit(document, root);
  const result = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  parsePkginfo(result, path);
  return result;
}

function pairOf(map: YAMLMap, key: string): Pair<Scalar, Node> | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) as
    | Pair<Scalar, Node>
    | undefined;
}

/** In the schema's order, among keys that people may have ordered otherwise: before the first that comes later. */
function addPair(document: Document, root: YAMLMap, key: keyof PkginfoFile, value: Node): void {
  const rank = (name: unknown) => KEYS.indexOf(name as keyof PkginfoFile);
  const later = root.items.findIndex((pair) => isScalar(pair.key) && rank(pair.key.value) > rank(key));
  const pair = document.createPair(key, value) as Pair;
  root.items.splice(later < 0 ? root.items.length : later, 0, pair);
}

function collectionOf<T extends YAMLMap | YAMLSeq>(
  document: Document,
  root: YAMLMap,
  key: keyof PkginfoFile,
  empty: object,
): T {
  if (!isCollection(pairOf(root, key)?.value)) {
    addPair(document, root, key, document.createNode(empty) as Node);
  }
  const collection = pairOf(root, key)?.value as unknown as T;
  // A comment needs a line of its own.
  collection.flow = false;
  return collection;
}

/** Takes out one entry of a collection; what stands above it then stands above the next one. */
function removeAt(collection: YAMLMap | YAMLSeq, isIt: (entry: unknown) => boolean): void {
  const at = collection.items.findIndex(isIt);
  if (at < 0) {
    return;
  }
  const holderOf = (entry: unknown) => (isNode(entry) ? entry : (entry as Pair<Node> | undefined)?.key);
  const above = holderOf(collection.items[at])?.commentBefore;
  collection.items.splice(at, 1);
  const next = holderOf(collection.items[at]);
  if (next !== undefined) {
    next.commentBefore = joined(above, next.commentBefore);
  } else {
    collection.comment = joined(collection.comment, above);
  }
}

/** What people wrote behind the value stays there. */
function replaceValue(document: Document, pair: Pair<unknown, unknown>, value: string | false): void {
  const node = document.createNode(value);
  node.comment = isNode(pair.value) ? (pair.value.comment ?? null) : null;
  pair.value = node;
}

/** How a reason names a value of several lines. */
function firstLine(value: unknown): string {
  return printableLine(String(value).split("\n", 1)[0] ?? "").slice(0, 80);
}

function joined(...comments: (string | null | undefined)[]): string | null {
  const some = comments.filter((comment) => comment !== null && comment !== undefined && comment !== "");
  return some.length === 0 ? null : some.join("\n");
}

function addReason(node: unknown, { key, item, reason }: Required<ReasonedEntry>): void {
  if (isNode(node)) {
    const text = printableLine(reason).trim().slice(0, LONGEST_REASON);
    node.commentBefore = joined(node.commentBefore, ` ${key}: ${item}: ${text}`);
  }
}

function isEntry({ key, item }: Required<Entry>): (reason: Required<ReasonedEntry>) => boolean {
  return (reason) => reason.key === key && reason.item === item;
}

/** Removes the lines of reasons; `removes` is asked for each. */
function removeReasons(document: Document, removes: (reason: Required<ReasonedEntry>) => boolean): void {
  const root = document.contents as YAMLMap;
  editComments(document, (line) => {
    const reason = reasonIn(line, root);
    return reason === undefined || !removes(reason);
  });
}

/** The reason that a line of a comment gives for an entry that is there. */
function reasonIn(line: string, root: YAMLMap): Required<ReasonedEntry> | undefined {
  const key = KEYS.find((name) => line.startsWith(` ${name}: `));
  const value = key === undefined ? undefined : pairOf(root, key)?.value;
  if (key === undefined || value === undefined || value === null) {
    return undefined;
  }
  const rest = line.slice(key.length + 3);
  const item = itemsOf(value)
    .filter((text) => rest.startsWith(`${text}: `))
    .sort((a, b) => b.length - a.length)[0];
  return item === undefined ? undefined : { key, item, reason: rest.slice(item.length + 2) };
}

function itemsOf(value: Node): string[] {
  if (isSeq(value)) {
    return value.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : []));
  }
  if (isMap(value)) {
    return value.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
  }
  return isScalar(value) ? [firstLine(value.value)] : [];
}

/** Keeps the lines of all comments for which `keeps` says so. */
function editComments(document: Document, keeps: (line: string) => boolean): void {
  const edit = (holder: { commentBefore?: string | null; comment?: string | null }) => {
    for (const place of ["commentBefore", "comment"] as const) {
      const lines = (holder[place] ?? "").split("\n");
      const kept = lines.filter(keeps);
      if (kept.length < lines.length) {
        holder[place] = kept.length === 0 ? null : kept.join("\n");
      }
    }
  };
  edit(document);
  visit(document, { Node: (_, node) => edit(node) });
}
