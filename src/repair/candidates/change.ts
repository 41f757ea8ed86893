/** Changes of a pkginfo, one item at a time, so that each can be taken away again. */

import type { PkginfoFields } from "../../pkginfo/pkginfo.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { parseRequirement } from "../../releases/requirement.ts";

/** What of a pkginfo a repair may change. */
export type Fields = Partial<PkginfoFields> & Pick<PkginfoFields, "name" | "version">;

const LISTS = ["extras", "with", "constraints", "buildWith", "buildNeeds", "apt", "buildApt"] as const;
const VALUES = ["python", "asOf"] as const;
const MAPS = ["env", "buildEnv"] as const;
type ListKey = (typeof LISTS)[number];
type ValueKey = (typeof VALUES)[number];
type MapKey = (typeof MAPS)[number];

/** One item of one key. */
export type Change =
  | { key: ListKey; item: string }
  | { key: ValueKey; item: string }
  | { key: MapKey; item: string; value: string };

/** Keys of the file, where they are called otherwise than the field. */
const FILE_KEYS: Partial<Record<Change["key"], string>> = {
  buildWith: "build-with",
  buildNeeds: "build-needs",
  buildApt: "build-apt",
  buildEnv: "build-env",
  asOf: "as-of",
};

/** The key as the file has it: `build-with`. */
export function fileKey({ key }: Pick<Change, "key">): string {
  return FILE_KEYS[key] ?? key;
}

/** The keys that a repair may change, as files have them. */
export const FILE_KEYS_OF_CHANGES: readonly string[] = [...LISTS, ...VALUES, ...MAPS].map((key) =>
  fileKey({ key }),
);

/** A change by the key as files have it; undefined for a key that no repair changes, or with a value where none belongs. */
export function changeOf(name: string, item: string, value: string | undefined): Change | undefined {
  const key = [...LISTS, ...VALUES].find((one) => fileKey({ key: one }) === name);
  if (key !== undefined) {
    return value === undefined ? { key, item } : undefined;
  }
  const map = MAPS.find((one) => fileKey({ key: one }) === name);
  return map === undefined || value === undefined ? undefined : { key: map, item, value };
}

/** `build-apt: libldap-dev`, `env: A=b`. */
export function changeText(change: Change): string {
  const value = "value" in change ? `=${change.value}` : "";
  return `${fileKey(change)}: ${change.item}${value}`;
}

/** Changes of the same slot exclude each other: one Python, one limit on a distribution, one value of a variable. */
export function slotOf(change: Change): string {
  switch (change.key) {
    case "python":
    case "asOf":
      return change.key;
    case "with":
    case "constraints":
    case "buildWith":
    case "buildNeeds":
      return `${change.key} ${normalizeName(parseRequirement(change.item).name)}`;
    default:
      return `${change.key} ${change.item}`;
  }
}

/** The changes without those whose slot an earlier one has; flags are added to those of an earlier one. */
export function compatible(changes: readonly Change[]): Change[] {
  const taken = new Map<string, Change>();
  for (const change of changes) {
    const slot = slotOf(change);
    const before = taken.get(slot);
    taken.set(slot, before === undefined ? change : withFlagsOf(before, change));
  }
  return [...taken.values()];
}

/** A change of a variable of flags with what the fields have there already; any other change as it is. */
export function addedTo(fields: Fields, change: Change): Change {
  const value = change.key === "buildEnv" ? fields.buildEnv?.[change.item] : undefined;
  return value !== undefined && isOfFlags(change) ? withFlagsOf({ ...change, value }, change) : change;
}

/** What one cause wants of `CFLAGS` and the like does not exclude what another one wants. */
function isOfFlags(change: Change): change is Extract<Change, { value: string }> {
  return change.key === "buildEnv" && /FLAGS$/.test(change.item);
}

function withFlagsOf(change: Change, other: Change): Change {
  if (!(isOfFlags(change) && isOfFlags(other))) {
    return change;
  }
  const flags = new Set([...change.value.split(" "), ...other.value.split(" ")]);
  return { ...change, value: [...flags].filter(Boolean).join(" ") };
}

/** The fields with changes made; what had their slots before gives way. */
export function applyChanges(fields: Fields, changes: readonly Change[]): Fields {
  return changes.reduce(applyChange, fields);
}

function applyChange(fields: Fields, change: Change): Fields {
  if (isOf(LISTS, change)) {
    const slot = slotOf(change);
    const others = (fields[change.key] ?? []).filter((item) => slotOf({ ...change, item }) !== slot);
    return { ...fields, [change.key]: [...others, change.item] };
  }
  if (isOf(VALUES, change)) {
    return { ...fields, [change.key]: change.item };
  }
  const value = "value" in change ? change.value : "";
  return { ...fields, [change.key]: { ...fields[change.key as MapKey], [change.item]: value } };
}

/** Whether the fields say already what a change would make them say. */
export function hasChange(fields: Fields, change: Change): boolean {
  return changesOf(fields).some((known) => changeText(known) === changeText(change));
}

/** The fields without what a change had added. */
export function withoutChange(fields: Fields, change: Change): Fields {
  if (isOf(LISTS, change)) {
    const left = (fields[change.key] ?? []).filter((item) => item !== change.item);
    return { ...fields, [change.key]: left };
  }
  if (isOf(VALUES, change)) {
    const { [change.key]: _, ...rest } = fields;
    return rest as Fields;
  }
  const { [change.item]: _, ...left } = fields[change.key as MapKey] ?? {};
  return { ...fields, [change.key]: left };
}

/** All items that a repair could have added. */
export function changesOf(fields: Fields): Change[] {
  return [
    ...LISTS.flatMap((key) => (fields[key] ?? []).map((item): Change => ({ key, item }))),
    ...VALUES.flatMap((key): Change[] => (fields[key] === undefined ? [] : [{ key, item: fields[key] }])),
    ...MAPS.flatMap((key) =>
      Object.entries(fields[key] ?? {}).map(([item, value]): Change => ({ key, item, value })),
    ),
  ];
}

function isOf<Key extends Change["key"]>(
  keys: readonly Key[],
  change: Change,
): change is Change & { key: Key } {
  return (keys as readonly string[]).includes(change.key);
}
