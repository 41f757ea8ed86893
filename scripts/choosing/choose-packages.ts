/** Tells which packages the set is to have. `scripts/choose-packages` is the way to start it. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "../../src/errors/input-error.ts";
import { printableLine } from "../../src/exec/printable.ts";
import { programHome } from "../../src/files/home.ts";
import { readPkginfoFolder } from "../../src/pkginfo/read-folder.ts";
import { choose, parseChoice } from "./chosen.ts";

const HELP = `usage: scripts/choose-packages [--missing] [--releases | --fields]

Tells which packages the set is to have, by the rule of scripts/choosing/: a name on each line, and its field.

  --missing    only what is in neither pkginfo/ nor skipped.md
  --releases   old releases that stand beside the newest ones
  --fields     for each field its share, how many were chosen, how many of these are explored and how many skipped
`;

const say = (line: string) => process.stdout.write(`${printableLine(line)}\n`);

interface There {
  /** Names of pkginfo/ (normalized), and NAME==VERSION of it. */
  explored: ReadonlySet<string>;
  skipped: ReadonlySet<string>;
}

async function whatIsThere(): Promise<There> {
  const { packages, skipped } = await readPkginfoFolder(programHome);
  return {
    explored: new Set(packages.flatMap(({ normalizedName: name, version }) => [name, `${name}==${version}`])),
    skipped: new Set(skipped.map(({ normalizedName }) => normalizedName)),
  };
}

async function main(args: string[]): Promise<void> {
  const flags = { type: "boolean", default: false } as const;
  const options = { missing: flags, releases: flags, fields: flags, help: { ...flags, short: "h" } } as const;
  const { values } = parseArgs({ args, options, strict: true });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const folder = import.meta.dirname;
  const choice = parseChoice(
    await readFile(join(folder, "fields.yaml"), "utf8"),
    "scripts/choosing/fields.yaml",
  );
  const mostUsed = (await readFile(join(folder, "ranked.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const chosen = choose(mostUsed, choice.fields);
  const { explored, skipped } = await whatIsThere();
  const isWanted = (name: string) => !values.missing || !(explored.has(name) || skipped.has(name));
  if (values.fields) {
    say("| field | share | chosen | explored | skipped |\n| --- | ---: | ---: | ---: | ---: |");
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof InputError ? error.message : String(error)}\n`);
  process.exitCode = error instanceof InputError ? 1 : 2;
}
