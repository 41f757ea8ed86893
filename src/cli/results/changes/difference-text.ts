import type { Difference } from "../../../diff/diff.ts";
import type { NoticedChange, NoticedDifference } from "../../../diff/noticed.ts";
import type { Level } from "../../../diff/rule.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Context } from "../../context.ts";
import { countText } from "../../text.ts";

/** Of each level so many are shown to a person who has not asked for all. */
const MOST_SHOWN = 60;
const HEADINGS: Readonly<Record<Level, string>> = {
  breaking: "breaks code that uses it",
  risky: "may break code that overrides, subclasses, passes by position or relies on a value",
  deprecation: "is going to break",
  compatible: "breaks nobody",
};

/** What a person reads of a difference: how much of each level, then each change with its place, what breaks first. */
export function differenceText(
  { colors }: Context,
  [old, now]: readonly [Shard, Shard],
  { changes, unknown }: NoticedDifference,
  all: boolean,
): string {
  const byLevel = Map.groupBy(changes, ({ level }) => level);
  const counts = (Object.keys(HEADINGS) as Level[]).map(
    (level) => `${(byLevel.get(level) ?? []).length.toLocaleString("en")} ${level}`,
  );
  const sections = (Object.keys(HEADINGS) as Level[]).flatMap((level) => {
    const found = byLevel.get(level) ?? [];
    const isShown = all || level !== "compatible";
    return found.length === 0 || !isShown ? [] : ["", ...sectionLines(level, found, all, colors)];
  });
  const hidden = all ? 0 : (byLevel.get("compatible") ?? []).length;
  return [
    colors.bold(heading(old, now)),
    `  ${counts.join(" · ")}`,
    ...sections,
    ...unknownLines(unknown),
    ...(hidden > 0 ? ["", `--all shows the ${countText(hidden, "compatible change")} too.`] : []),
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
  all: boolean,
  colors: Context["colors"],
): string[] {
  const shown = all ? changes : changes.slice(0, MOST_SHOWN);
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.map((change) => changeLine(change, Math.min(width, 60)));
  const rest = changes.length - shown.length;
  return [
    colors.bold(`${level}: ${HEADINGS[level]} (${changes.length.toLocaleString("en")})`),
    ...lines,
    ...(rest > 0 ? [`  and ${rest.toLocaleString("en")} more: --all shows them`] : []),
  ];
}

function changeLine(
  { name, title, part, old, new: now, advice, users = [], oldAt, newAt }: NoticedChange,
  width: number,
): string {
  const values = old === undefined ? now : now === undefined ? old : `${old} → ${now}`;
  const what = [title, [part, values].filter((text) => text !== undefined).join(": ")]
    .filter((text) => text !== "")
    .join(": ");
  const at = newAt ?? oldAt;
  const place = at === undefined ? "" : `  ${at.file}${at.line === undefined ? "" : `:${at.line}`}`;
  const line = `  ${name.padEnd(width)}  ${what}${advice === undefined ? "" : `; ${advice}`}${usersText(users)}${place}`;
  return printableLine(line);
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
