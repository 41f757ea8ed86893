import { Command } from "commander";
import { difference } from "../../../diff/diff.ts";
import { InputError } from "../../../errors/input-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import { noticed } from "../../asking/releases/noticed.ts";
import { isShardFile, twoReleases, wholeName } from "../../asking/releases/two-releases.ts";
import { witnessed } from "../../asking/releases/witnessed.ts";
import { askedOf } from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import type { PackageOptions } from "../../package-jobs.ts";
import { differenceText } from "../../results/changes/difference-text.ts";
import { warn } from "../../warning.ts";

interface DiffOptions extends Pick<PackageOptions, "store" | "json" | "frozen"> {
  all?: boolean;
  kept?: boolean;
  /** False: --no-witness. */
  witness: boolean;
}

const JSON_HELP =
  "for a program: {old, new, changes: [{rule, level, name, title, part, old, new, advice, witness, users, oldAt, newAt}], unknown}";

/** `importgraph diff`: what a release changes, and what that breaks. */
export function diffCommand(context: Context): Command {
  return new Command("diff")
    .description("what a release changes of what an older one offers, what breaks first")
    .argument("<old>", "NAME==VERSION, the stem of a pkginfo, a wheel, a project folder, or a shard's file")
    .argument("<new>", "the same, or a version of the same distribution: importgraph diff django==4.2 5.2")
    .option("--all", "every change: compatible ones too, and those of private names")
    .option("--kept", "explore nothing: both have to be in the store")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--no-witness", "do not try in the new release what is said to break; so with --kept")
    .option("--frozen", "a lock or Dockerfile that is missing or stale is an error, not made anew")
    .option("--json", JSON_HELP)
    .action(async (old: string, now: string, options: DiffOptions) => {
      const asked = await askedOf(context, options);
      const shards = await twoReleases(context, asked, [old, now], options);
      if (shards === undefined) {
        return;
      }
      ensureTwo(shards);
      sayIfOthers(context, shards);
      const release = wholeName(old, now);
      // What is tried may need an image that is not there yet.
      const isTried = options.witness && options.kept !== true && !isShardFile(release);
      const stated = difference(...shards, { all: options.all === true });
      const tried = isTried ? await witnessed(context, asked, shards[0], release, stated, options) : stated;
      const found = await noticed(context, options, asked, shards[0], tried);
      context.out(
        options.json === true
          ? printableJson({ old: releaseOf(shards[0]), new: releaseOf(shards[1]), ...found })
          : differenceText(context, shards, found, options.all === true),
      );
    });
}

function releaseOf({ header }: Shard): { name: string; version: string; python: string } {
  const { distribution, python } = header;
  return { name: distribution.name, version: distribution.version, python };
}

/** @throws InputError for a release and itself */
function ensureTwo([old, now]: readonly [Shard, Shard]): void {
  if (old.digest !== undefined && old.digest === now.digest) {
    const { name, version } = releaseOf(old);
    throw new InputError({
      message: `${name} ${version} is compared with itself`,
      fix: "name two releases, as in: importgraph diff django==4.2 5.2",
    });
  }
}

function sayIfOthers(context: Context, [old, now]: readonly [Shard, Shard]): void {
  const [before, after] = [releaseOf(old), releaseOf(now)];
  if (before.name !== after.name) {
    const message = `${before.name} and ${after.name} are two distributions: their names are compared as they are`;
    warn(context, { message });
  }
}
