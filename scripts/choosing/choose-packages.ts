/** Tells which packages the set is to have. `scripts/choose-packages` is the way to start it. */

import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "../../src/errors/input-error.ts";
import { printableLine } from "../../src/exec/printable.ts";
import { programFile, programHome } from "../../src/files/home.ts";
import { readAllPkginfo } from "../../src/pkginfo/read-folder.ts";
import { readSkipped } from "../../src/pkginfo/skipped.ts";
import { type ChosenPackage, choose, type Field, parseChoice } from "./chosen.ts";

const HELP = `usage: scripts/choose-packages [--missing] [--releases | --fields]

Tells which packages the set is to have, by the rule of scripts/choosing/: a name on each line, and its field.

  --missing    only what is in neither pkginfo/ nor skipped.md
  --releases   old releases that stand beside the newest ones
  --fields     for each field its share, how many were chosen, how many of these are explored and how many skipped
`;

const FIELDS = programFile("scripts", "choosing", "fields.yaml");
const RANKED = programFile("scripts", "choosing", "ranked.txt");

/** What has its row in skipped.md, and what its file in pkginfo/, as names (normalized) and as NAME==VERSION. */
interface There {
  explored: ReadonlySet<string>;
  skipped: ReadonlySet<string>;
}

async function whatIsThere(): Promise<There> {
  const packages = await readAllPkginfo(programHome);
  const skipped = await readSkipped(programHome);
  return {
    explored: new Set(packages.flatMap(({ normalizedName: name, version }) => [name, `${name}==${version}`])),
    skipped: new Set(skipped.map(({ normalizedName }) => normalizedName)),
  };
}

function* fieldRows(chosen: readonly ChosenPackage[], fields: readonly Field[], there: There) {
  yield "| field | share | chosen | explored | skipped |";
  yield "| --- | ---: | ---: | ---: | ---: |";
  const names = new Set(chosen.map(({ name }) => name));
  const all = { name: "all", share: names.size, names: [...names] };
  for (const { name, share, names: listed } of [...fields, all]) {
    const taken = listed.filter((one) => names.has(one));
    const [explored, skipped] = [there.explored, there.skipped].map(
      (set) => taken.filter((one) => set.has(one)).length,
    );
    yield `| ${name} | ${share} | ${taken.length} | ${explored} | ${skipped} |`;
  }
}

async function main(args: string[]): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const options = { missing: flag, releases: flag, fields: flag, help: { ...flag, short: "h" } } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { fields, releases } = parseChoice(await readFile(FIELDS, "utf8"), relative(programHome, FIELDS));
  const mostUsed = (await readFile(RANKED, "utf8")).split(/\s+/).filter((name) => name !== "");
  const chosen = choose(mostUsed, fields);
  const there = await whatIsThere();
  const isWanted = (name: string) =>
    !values.missing || !(there.explored.has(name) || there.skipped.has(name));
  const width = Math.max(...chosen.map(({ name }) => name.length));
  const lines = values.fields
    ? fieldRows(chosen, fields, there)
    : values.releases
      ? releases.map(({ name, version }) => `${name}==${version}`).filter(isWanted)
      : chosen
          .filter(({ name }) => isWanted(name))
          .map(({ name, field }) => `${name.padEnd(width)}  # ${field}`);
  for (const line of lines) {
    process.stdout.write(`${printableLine(line)}\n`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof InputError ? error.message : String(error)}\n`);
  process.exitCode = error instanceof InputError ? 1 : 2;
}
