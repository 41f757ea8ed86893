import { markdownCode, markdownText } from "../../cli/results/markdown.ts";
import type { PackageChange, Remark } from "../../report/review.ts";

/** More of one kind says nothing more. */
const MOST_TEXTS = 30;
const LONGEST_TEXT = 300;

const INTRODUCTIONS: Record<Extract<Remark, { texts: string[] }>["kind"], string> = {
  run: "`run` lines, which run while the image is built, with the network in reach",
  setup: "`setup` code, which runs before exploring",
  apt: "new Debian packages",
  env: "environment variables",
  source: "built from source, which runs its code with the network in reach",
  backEnd: "new build back ends, whose code runs too",
  dependency: "new in the lock",
  newer: "newer in the lock",
  otherFiles: "⚠️ the same release by other files than before",
  quarantined: "🛑 put into quarantine by the package index, since it may be harmful",
  unknownRelease: "⚠️ the package index has no such release",
  foreignFiles: "⚠️ locked by files that the package index does not have: no resolver wrote this",
  notGenerated:
    "⚠️ edited by hand, or of an earlier pkginfo: what stands there is not what pkginfo and lock give, and will be made again",
  madeAgain: "⚠️ was edited by hand, which was undone: it is made from the pkginfo, where the change belongs",
  undeclared: "imported, and not asked for by its metadata",
  undated: "the package index could not tell the age of",
};

/** What a reviewer has to decide of each, in a sentence. */
const DECISIONS: Record<Remark["kind"], string> = {
  run: "Is each of them needed, and does it nothing else?",
  setup: "Does it no more than importing needs?",
  apt: "Does building or importing need each of them, as `notes` should say?",
  env: "Is each of them needed, and none a secret?",
  source: "Is there no wheel, and do you trust who publishes it?",
  backEnd: "Would you expect these to build it?",
  dependency: "Would you expect it to need them, and are they who they seem to be?",
  newer: "Is that meant, or should it be a pull request of its own?",
  otherFiles: "Did the release get more files since, or was one exchanged?",
  quarantined: "Can it wait until the index gives it out again?",
  unknownRelease: "Where is it from, if no resolver can find it?",
  foreignFiles: "Who wrote this, and what does a lock have that is made again?",
  notGenerated: "Should what was edited be in the pkginfo?",
  madeAgain: "Does the pkginfo say now what was wanted?",
  undeclared: "Does it work without them, or should `with` have them?",
  undated: "Are they older than a week, as their pages tell?",
  older: "Is there a reason that outweighs what was mended since?",
  yanked: "Is there another release that does?",
  young: "Can it wait until others have looked at it?",
  similar: "Is it the one that is meant?",
  lockAlone: "Was it renewed, as `./scripts/importgraph generate --upgrade` does, or edited by hand?",
  badLock: "Should the rest be looked at before it is made again?",
  noLock: "Should the rest be looked at before the check has made one?",
};

/** A line of Markdown for each remark with what is to be decided, what weighs most first; before them, what the change is. */
export function remarkLines(change: PackageChange, remarks: readonly Remark[]): string[] {
  const lines = remarks.map((remark) => `${remarkText(remark)} ${decision(DECISIONS[remark.kind])}`);
  return [changeText(change), ...lines].filter((line) => line !== "");
}

/** What is to be decided, beside what is so. */
export function decision(sentence: string): string {
  return `– *${sentence}*`;
}

function changeText({ before, after, locksAreReported }: PackageChange): string {
  const what =
    before === undefined
      ? `new ${decision("Is it the distribution that is meant, and wanted in every run?")}`
      : before.pkginfo.version === after.pkginfo.version
        ? ""
        : `${markdownText(before.pkginfo.version)} → ${markdownText(after.pkginfo.version)} ${decision("Is that the release that is wanted?")}`;
  const [old, now] = [before?.locks?.lock.python, after.locks?.lock.python];
  const python =
    old !== undefined && now !== undefined && old !== now
      ? `Python ${old} → ${now} ${decision("Is the other Python meant?")}`
      : "";
  const lock =
    locksAreReported === true
      ? "its lock is not in the pull request yet; below is what the check resolved"
      : "";
  return [what, python, lock].filter((part) => part !== "").join("; ");
}

function remarkText(remark: Remark): string {
  switch (remark.kind) {
    case "similar":
      return `⚠️ ${markdownCode(remark.name)} is called almost like ${markdownCode(remark.other)}`;
    case "young":
      return `⚠️ ${markdownCode(`${remark.name} ${remark.version}`)} was uploaded ${ageText(remark.ageHours)} ago: harmful releases are mostly found within days`;
    case "older":
      return `🛑 ${markdownCode(remark.name)} goes **back** from ${markdownText(remark.from)} to ${markdownText(remark.to)}`;
    case "yanked":
      return `🛑 ${markdownCode(`${remark.name} ${remark.version}`)} was withdrawn by its author${remark.reason === "" ? "" : `: ${markdownText(cut(remark.reason))}`}`;
    case "lockAlone":
      return "⚠️ its lock changed though its pkginfo asks for the same as before";
    case "badLock":
      return `❌ its lock can't be used, so what it brings can't be listed: ${markdownText(cut(remark.message.split("\n", 1)[0] ?? ""))}`;
    case "noLock":
      return "there is no lock for it yet, so what it brings can't be listed";
    default: {
      const texts = remark.texts.slice(0, MOST_TEXTS).map((text) => markdownCode(cut(text)));
      const more = remark.texts.length - texts.length;
      return `${INTRODUCTIONS[remark.kind]}: ${texts.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    }
  }
}

function ageText(hours: number): string {
  return hours < 48 ? `${Math.max(1, Math.round(hours))} hours` : `${Math.floor(hours / 24)} days`;
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
