import { countText, secondsText } from "../../exec/figure.ts";
import { printableLine, printableLines } from "../../exec/printable.ts";
import { shellWord } from "../../exec/shell-word.ts";
import { SKIPPED_CATEGORIES, type SkippedCategory } from "../../pkginfo/skipped.ts";
import { skipLine } from "../../releases/choose-release.ts";
import { changeText, fileKey } from "../../repair/candidates/change.ts";
import type { Repair } from "../../repair/outcome/conclusion.ts";
import { repairedText, type Subject } from "../../repair/outcome/keep.ts";
import { isEnough, reachedText } from "../../repair/trying/reached.ts";
import type { Context } from "../context.ts";
import type { ToldTry } from "../progress/repair-lines.ts";
import { shownPath } from "../text.ts";

const MOST_LEARNED = 8;

/**
 * What a person is told when a repair is done.
 *
 * @param written paths within the repository; undefined where nothing was written
 */
export function repairText(
  { colors }: Context,
  subject: Subject,
  repair: Repair,
  written: readonly string[] | undefined,
): string {
  const { name, version } = subject.fields;
  const head = colors.bold(printableLine(`${name} ${version}`));
  const spent = `${countText(repair.tries, "try", "tries")}, ${secondsText(repair.seconds)}`;
  const reached = reachedText(repair.best.reached);
  const notes = noteLines(repair);
  switch (repair.result) {
    case "sound": {
      const isAll = isEnough(repair.best.reached);
      const what = isAll
        ? "needs no repair"
        : "can be explored as it is, and no repair is known for the rest";
      return [`\n${colors.green("✓")} ${head} ${what}: ${reached} (${spent})`, ...notes].join("\n");
    }
    case "repaired":
      return [
        `\n${colors.green("✓")} ${head} works on Python ${repair.best.python}: ${reached} (${spent})`,
        "",
        ...printableLines(repairedText(subject, repair)).map((line) => `    ${line}`),
        "",
        ...notes,
        ...(written === undefined
          ? [`  not written: ./scripts/importgraph repair ${asked(subject)} writes it, without trying again`]
          : [
              `  written: ${written.join(", ")}`,
              `  next: ./scripts/explore ${subject.stem}`,
              "        then commit it for a pull request: git add pkginfo dockerfiles",
            ]),
      ].join("\n");
    case "refused":
      return [
        `\n${colors.red("✗")} ${head} can't be explored: ${printableLine(repair.reason)} (${spent})`,
        ...(repair.best.message === "" ? [] : [`  ${printableLine(repair.best.message)}`]),
        ...notes,
        `  → ${adviceOfRefused(subject, repair)}`,
      ].join("\n");
    case "unknown":
      return [
        `\n${colors.red("✗")} ${head}: no repair is known (${spent}${repair.why === "limits" ? "; there was more to try: give --tries or --minutes" : ""})`,
        `  the furthest: ${reached}${changesText(repair)}`,
        `  ${printableLine(repair.best.message)}`,
        ...learnedLines(repair),
        ...notes,
        `  logs: ${shownPath(repair.folder)}/logs/`,
      ].join("\n");
  }
}

/** A distribution is not skipped for an old release of it. */
function adviceOfRefused(
  { newest, fields: { name, version } }: Subject,
  why: { category: SkippedCategory; reason: string },
): string {
  return newest === undefined || newest === version
    ? `list it under "${SKIPPED_CATEGORIES[why.category].title}": ${skipLine(name, why)}`
    : `take another release: ./scripts/importgraph repair ${shellWord(name)} tries the newest, ${newest}`;
}

function asked({ text, stem, fields: { name, version } }: Subject): string {
  return text === undefined ? `${name}==${version}` : stem;
}

function changesText({ added }: Repair): string {
  return added.length === 0
    ? ""
    : `, with ${printableLine(added.map(({ change }) => changeText(change)).join(", "))}`;
}

function learnedLines({ best }: Repair): string[] {
  const causes = best.causes.slice(0, MOST_LEARNED);
  return causes.length === 0
    ? []
    : ["  what its log tells:", ...causes.map(({ id, line }) => `    ${printableLine(id)}: ${line}`)];
}

function noteLines({ best, left, said }: Repair): string[] {
  const installs = best.reached.stage === "imports" ? (best.reached.installs ?? []) : [];
  return [
    ...(installs.length > 0
      ? [`  what it installs: ./scripts/importgraph repair ${printableLine(installs.join(" "))}`]
      : []),
    ...left.slice(0, MOST_LEARNED).map((line) => `  left as it is: ${printableLine(line)}`),
    ...said.slice(0, MOST_LEARNED).map((line) => `  not taken: ${printableLine(line)}`),
  ];
}

/** What a program is told. */
export function repairJson(
  label: string,
  subject: Subject,
  repair: Repair,
  tries: readonly ToldTry[],
  written: readonly string[] | undefined,
): object {
  const { result, best, added, removed, said, left, seconds, folder } = repair;
  return {
    ...{ package: label, name: subject.fields.name, version: subject.fields.version, result },
    ...(result === "refused" && { category: repair.category, reason: repair.reason }),
    ...(result === "unknown" && { why: repair.why, causes: best.causes }),
    ...(best.python !== "" && { python: best.python }),
    ...{ reached: best.reached, message: best.message },
    added: added.map(({ change, reason }) => ({
      key: fileKey(change),
      item: change.item,
      ...("value" in change && { value: change.value }),
      reason,
    })),
    removed: removed.map(changeText),
    ...((result === "repaired" || result === "sound") && { pkginfo: repairedText(subject, repair) }),
    ...{ said, left, tries, tryCount: repair.tries, seconds, logs: `${folder}/logs` },
    written: written ?? [],
  };
}
