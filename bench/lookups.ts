/**
 * How far what sources ask for agrees with what Debian builds them with.
 *
 * Usage: npm run bench -- lookups NAMES [--most 100] [--python 3.13]
 * NAMES is a file with a distribution a line, the most used first. Taken are those that Debian builds with libraries which
 * the base does not have; then others that Debian has, those first that most of its packages want, until there are enough.
 * The source distribution that Debian has, else the newest, is scanned: headers that sources include, and what build files
 * link, run and ask pkg-config and CMake for. Each leads to a package of the archive, Debian's own knowledge of the
 * distribution left out. A proposal agrees if it is among the Build-Depends of Debian's source, or what these lead to, or
 * made from that source itself; one of these is found if it, or what it depends on, is proposed. Prints a row for each, with what disagrees and where that is from.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pLimit from "p-limit";
import { nodeExec } from "../src/exec/node-exec.ts";
import { openOutputLog } from "../src/exec/output-log.ts";
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import type { Index } from "../src/releases/index/open-index.ts";
import { normalizeName } from "../src/releases/project-name.ts";
import type { ReleaseFile } from "../src/releases/release.ts";
import { isSameVersion } from "../src/releases/versions.ts";
import type { DebianArchive, DebianDistribution } from "../src/repair/lookups/debian/archive.ts";
import { openDebianArchive } from "../src/repair/lookups/debian/open-archive.ts";
import { type SourceNeed, sourceNeeds } from "../src/repair/lookups/sources/source-needs.ts";
import { scanSources } from "../src/repair/lookups/sources/source-scan.ts";
import { openWorkshop } from "../src/run/package/workshop.ts";
import { ROOT } from "./prepared.ts";

interface Judged {
  known: DebianDistribution;
  file: string;
  proposals: (SourceNeed & { agrees: boolean })[];
  /** The libraries that Debian builds it with, and whether one of the proposals is it or what it leads to. */
  libraries: { package: string; found: boolean }[];
}

/** Prints a row for each distribution as soon as it is judged, then all together. */
export async function benchLookups(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { most: { type: "string", default: "100" }, python: { type: "string", default: "3.13" } },
  });
  const [list] = positionals;
  if (list === undefined) {
    throw new Error("NAMES is missing: a file with the name of a distribution a line");
  }
  const folder = await temporaryFolder();
  const { signal } = new AbortController();
  const workshop = openWorkshop({ exec: nodeExec, home: ROOT, logFolder: folder.path, signal });
  const log = openOutputLog(join(folder.path, "lookups.log"));
  try {
    const [docker, base] = [await workshop.docker(say), await workshop.base(values.python, say)];
    const tools = { docker, base, secrets: await workshop.secrets(), log };
    const archive = await openDebianArchive({ ...tools, say });
    const index = await workshop.index(say);
    const started = performance.now();
    const asked = await choose(
      (await readFile(list, "utf8")).split("\n"),
      Number(values.most),
      archive,
      index,
    );
    say("| distribution | file | proposed | agree | libraries of Debian | found |");
    say("|---|---|---|---|---|---|");
    const limit = pLimit(4);
    const judging = asked.map(({ known, file }) =>
      limit(async () => {
        try {
          const needs = sourceNeeds(archive, await scanSources(file, tools));
          const judged = judge(known, file.fileName, needs, archive);
          say(row(judged));
          sayDisagreements(judged, say);
          return [judged];
        } catch (error) {
          say(`| ${known.distribution} | ${file.fileName} | ${String(error).split("\n", 1)[0]} |`);
          return [];
        }
      }),
    );
    const all = (await Promise.all(judging)).flat();
    sayAll(all, say);
    say(`${all.length} scanned in ${Math.round((performance.now() - started) / 1000)} s`);
  } finally {
    await log.close();
    await workshop.close();
    await folder.remove();
  }
}

interface Asked {
  known: DebianDistribution;
  file: ReleaseFile;
}

async function choose(
  names: readonly string[],
  most: number,
  archive: DebianArchive,
  index: Index,
): Promise<Asked[]> {
  const ranked = names.map(normalizeName).filter(Boolean);
  const others = archive.distributions().flatMap((name) => archive.distribution(name) ?? []);
  const byWishes = others
    .sort((left, right) => right.wantedBy - left.wantedBy)
    .map((one) => one.distribution);
  const chosen: Asked[] = [];
  for (const name of new Set([...ranked, ...byWishes])) {
    const known = archive.distribution(name);
    if (known !== undefined && librariesOf(known).length > 0 && chosen.length < most) {
      const file = await sourceOf(known, index);
      chosen.push(...(file === undefined ? [] : [{ known, file }]));
    }
  }
  return chosen;
}

/** The source distribution of the version that Debian has, else of the newest that has one. */
async function sourceOf(
  { distribution, version = "" }: DebianDistribution,
  index: Index,
): Promise<ReleaseFile | undefined> {
  const project = await index.project(distribution).catch(() => undefined);
  const releases = project?.releases.filter(({ files }) => files.some(({ kind }) => kind === "sdist")) ?? [];
  const release = releases.find((one) => isSameVersion(version, one.version)) ?? releases.at(-1);
  return release?.files.find(({ kind }) => kind === "sdist");
}

function librariesOf({ buildPackages }: DebianDistribution): string[] {
  return buildPackages
    .filter((need) => need.installed === false && need.package.endsWith("-dev"))
    .map((need) => need.package);
}

function judge(
  known: DebianDistribution,
  file: string,
  needs: readonly SourceNeed[],
  archive: DebianArchive,
): Judged {
  const behind = allBehind(
    known.buildPackages.map((need) => need.package),
    archive,
  );
  // Debian has in the same source what a distribution of bindings asks for by its name.
  const isBehind = ({ owner }: SourceNeed) => behind.has(owner.package) || owner.source === known.source;
  const proposed = new Set(needs.map(({ owner }) => owner.package));
  return {
    known,
    file,
    proposals: needs.map((need) => ({ ...need, agrees: isBehind(need) })),
    libraries: librariesOf(known).map((name) => ({
      package: name,
      found: [...closure([name], archive)].some((one) => proposed.has(one)),
    })),
  };
}

/** Packages, and all that they lead to; of what a default leads to, the files are. */
function allBehind(names: readonly string[], archive: DebianArchive): Set<string> {
  let behind = new Set(names);
  for (let before = 0; before < behind.size; ) {
    before = behind.size;
    behind = closure([...behind], archive);
  }
  return behind;
}

/** Packages, and what they depend on themselves. */
function closure(names: readonly string[], archive: DebianArchive): Set<string> {
  const further = names.flatMap((name) =>
    archive.needsOf(name).filter((one) => one.endsWith("-dev") || !name.endsWith("-dev")),
  );
  return new Set([...names, ...further]);
}

const share = (part: number, whole: number) =>
  `${part} of ${whole} (${((100 * part) / Math.max(whole, 1)).toFixed(1)} %)`;

function row({ known, file, proposals, libraries }: Judged): string {
  const agree = proposals.filter(({ agrees }) => agrees).length;
  const found = libraries.filter((one) => one.found).length;
  return `| ${known.distribution} | ${file} | ${proposals.length} | ${agree} | ${libraries.length} | ${found} |`;
}

function sayAll(all: readonly Judged[], say: (line: string) => void): void {
  const proposals = all.flatMap((one) => one.proposals);
  const libraries = all.flatMap((one) => one.libraries);
  say("");
  for (const [what, some] of [
    ["proposals without a condition that agree", proposals.filter(({ conditional }) => !conditional)],
    ["proposals in branches that agree", proposals.filter(({ conditional }) => conditional)],
    ["all proposals that agree", proposals],
  ] as const) {
    say(`${what}: ${share(some.filter(({ agrees }) => agrees).length, some.length)}`);
  }
  say(
    `libraries of Debian that are found: ${share(libraries.filter(({ found }) => found).length, libraries.length)}`,
  );
}

function sayDisagreements({ known, proposals, libraries }: Judged, say: (line: string) => void): void {
  for (const { owner, question, asked, conditional } of proposals.filter(({ agrees }) => !agrees)) {
    const where = `${asked.file}:${asked.line}${conditional ? ", in a branch" : ""}`;
    say(
      `    ${known.distribution}: Debian does without ${owner.package}, for ${question.kind} ${question.name} (${where})`,
    );
  }
  for (const { package: name } of libraries.filter(({ found }) => !found)) {
    say(`    ${known.distribution}: Debian builds it with ${name}, to which nothing in its sources leads`);
  }
}
