import type { Difference } from "../../../diff/diff.ts";
import type { NoticedChange, NoticedDifference } from "../../../diff/noticed.ts";
import type { Level } from "../../../diff/rule.ts";
import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import { compareText } from "../../../shard/canonical.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Context } from "../../context.ts";

/** Of each level so many are shown to a person who has not asked for all. */
const MOST_SHOWN = 60;
/** From so many on they are counted where they are not told. */
const MANY = 10;
/** Of so many places, and so many kinds in each. */
const MOST_FOLDED = 12;
const MOST_KINDS = 3;
/** What a change of each level does. */
export const LEVEL_MEANINGS: Readonly<Record<Level, string>> = {
  breaking: "breaks code that uses it",
  risky: "may break code that overrides, subclasses, passes by position or relies on a value",
  deprecation: "is going to break",
  compatible: "breaks nobody",
};

/**
 * What a person reads of a difference: how much of each level, then each change with its place, what breaks first.
 *
 * @param all whether what breaks nobody is told too
 * @param withRules whether each change is told with its rule, which is what suppressions name
 */
export function differenceText(
  { colors }: Pick<Context, "colors">,
  [old, now]: readonly [Shard, Shard],
  { changes, unknown }: NoticedDifference,
  all: boolean,
  withRules = false,
): string {
  const byLevel = Map.groupBy(changes, ({ level }) => level);
  const counts = (Object.keys(LEVEL_MEANINGS) as Level[]).map(
    (level) => `${figure(byLevel.get(level)?.length ?? 0)} ${level}`,
  );
  const sections = (Object.keys(LEVEL_MEANINGS) as Level[]).flatMap((level) => {
    const found = byLevel.get(level) ?? [];
    const isShown = all || level !== "compatible";
    return found.length === 0 || !isShown
      ? []
      : ["", ...sectionLines(level, found, { all, withRules }, colors)];
  });
  const hidden = all ? [] : (byLevel.get("compatible") ?? []);
  return [
    colors.bold(heading(old, now)),
    `  ${counts.join(" · ")}`,
    ...sections,
    ...unknownLines(unknown),
    ...(hidden.length > 0
      ? [
          ...["", ...foldedLines(hidden)],
          `--all shows the ${countText(hidden.length, "compatible change")} too.`,
        ]
      : []),
  ].join("\n");
}

function heading(old: Shard, now: Shard): string {
  const [{ distribution: before, python: oldPython }, { distribution: after, python: newPython }] = [
    old.header,
    now.header,
  ];
  const names =
    before.name === after.name
      ? `${before.displayName} ${before.version} → ${after.version}`
      : `${before.displayName} ${before.version} → ${after.displayName} ${after.version}`;
  const python = oldPython === newPython ? `Python ${oldPython}` : `Python ${oldPython} → ${newPython}`;
  return `${printableLine(names)} on ${python}`;
}

function sectionLines(
  level: Level,
  changes: readonly NoticedChange[],
  { all, withRules }: { all: boolean; withRules: boolean },
  colors: Context["colors"],
): string[] {
  const shown = all ? changes : changes.slice(0, MOST_SHOWN);
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.map((change) => changeLine(change, Math.min(width, 60), withRules));
  const rest = changes.length - shown.length;
  return [
    colors.bold(`${level}: ${LEVEL_MEANINGS[level]} (${figure(changes.length)})`),
    ...lines,
    ...(rest > 0
      ? [`  and ${figure(rest)} more: --all shows them`, ...foldedLines(changes.slice(shown.length))]
      : []),
  ];
}

/** Where there are too many to be told each: how many of each kind, by the module that they are most in. */
function foldedLines(changes: readonly NoticedChange[]): string[] {
  if (changes.length < MANY) {
    return [];
  }
  const modules = Map.groupBy(changes, ({ name }) => placeOf(name));
  const sorted = [...modules].sort(([a, of], [b, other]) => other.length - of.length || compareText(a, b));
  const lines = sorted.slice(0, MOST_FOLDED).map(([module, of]) => {
    const kinds = [...Map.groupBy(of, ({ title }) => title)].sort(([, a], [, b]) => b.length - a.length);
    const shown = kinds.slice(0, MOST_KINDS).map(([title, some]) => `${figure(some.length)} ${title}`);
    const more = kinds.length > MOST_KINDS ? ", …" : "";
    return printableLine(`  ${module}: ${shown.join(", ")}${more}`);
  });
  const rest = sorted.length - MOST_FOLDED;
  return rest > 0 ? [...lines, `  and in ${countText(rest, "other place")}`] : lines;
}

/** The package or module of the first parts of a name that says where in a distribution it is. */
function placeOf(name: string): string {
  const parts = name.split(".");
  const places = parts.slice(0, -1).filter((part) => /^[a-z_0-9]+$/.test(part));
  return places.slice(0, 2).join(".") || name;
}

function changeLine(change: NoticedChange, width: number, withRules: boolean): string {
  const { name, rule, oldAt, newAt } = change;
  const at = newAt ?? oldAt;
  const place = at === undefined ? "" : `  ${at.file}${at.line === undefined ? "" : `:${at.line}`}`;
  return printableLine(
    `  ${name.padEnd(width)}  ${changeText(change)}${withRules ? `  [${rule}]` : ""}${place}`,
  );
}

/** What has happened to a name, to be read behind it; of any origin. */
export function changeText({ title, part, old, new: now, advice, users = [] }: NoticedChange): string {
  const values = old === undefined ? now : now === undefined ? old : `${old} → ${now}`;
  const what = [title, [part, values].filter((text) => text !== undefined).join(": ")]
    .filter((text) => text !== "")
    .join(": ");
  return `${what}${advice === undefined ? "" : `; ${advice}`}${usersText(users)}`;
}

function usersText(users: NonNullable<NoticedChange["users"]>): string {
  const [first, ...others] = users.map(({ distribution }) => distribution);
  if (first === undefined) {
    return "";
  }
  return others.length === 0 ? `; used by ${first}` : `; used by ${users.length}: ${first}, …`;
}

function unknownLines(unknown: Difference["unknown"]): string[] {
  return unknown.length === 0
    ? []
    : [
        "",
        "unknown: what could not be imported in the new release",
        ...unknown.map(({ module, error, message, names }) =>
          printableLine(`  ${module}  ${countText(names, "name")}  ${error}: ${message}`),
        ),
      ];
}
