import { Command, Option } from "commander";
import { UsageError } from "../../../errors/usage-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import { PKGINFO_FOLDER, readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import {
  addSkipped,
  SKIPPED_CATEGORIES,
  SKIPPED_FILE,
  type SkippedCategory,
} from "../../../pkginfo/skipped.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import { isFinal } from "../../../releases/versions.ts";
import { type Context, withWorkshop } from "../../context.ts";

interface SkipOptions {
  reason: string;
  category: SkippedCategory;
  version?: string;
  json?: boolean;
}

/** `importgraph skip`: says in skipped.md that a package is not explored, and why. */
export function skipCommand(context: Context): Command {
  const categories = Object.entries(SKIPPED_CATEGORIES).map(
    ([key, { title }]) => `  ${key.padEnd(10)}${title}`,
  );
  return new Command("skip")
    .description(`write into ${SKIPPED_FILE} that a package is not explored, and why`)
    .argument("<name>", "the distribution")
    .requiredOption("--reason <text>", "one line that tells a stranger why")
    .addOption(
      new Option("--category <category>", "under which heading")
        .choices(Object.keys(SKIPPED_CATEGORIES))
        .default("other"),
    )
    .option(
      "--version <version>",
      "the newest version when it was skipped (asked from the index when left out)",
    )
    .option("--json", "for a program")
    .addHelpText("after", `\nCategories:\n${categories.join("\n")}`)
    .action(async (name: string, options: SkipOptions) => {
      const normalizedName = normalizeName(name);
      const kept = (await readAllPkginfo(context.root)).filter(
        (known) => known.normalizedName === normalizedName,
      );
      if (kept.length > 0) {
        throw new UsageError({
          message: `${name} is in ${PKGINFO_FOLDER}/, and a package can't be both`,
          fix: `delete ${kept.map(({ stem }) => `${PKGINFO_FOLDER}/${stem}.yaml`).join(" and ")}, then run \`./scripts/importgraph generate\``,
        });
      }
      const { reason, category, version } = options;
      const row = { name, version: version ?? (await newestVersion(context, name)), category, reason };
      const since = new Date().toISOString().slice(0, 10);
      await addSkipped(context.root, { ...row, since });
      if (options.json === true) {
        context.out(printableJson({ ...row, since }));
      } else {
        context.say(`${name} is listed in ${SKIPPED_FILE}, under "${SKIPPED_CATEGORIES[category].title}".`);
      }
    });
}

/** Of all releases, whether they can be used or not: that none can be may be why it is skipped. */
async function newestVersion(context: Context, name: string): Promise<string> {
  const { releases } = await withWorkshop(context, async (workshop) => {
    return await (await workshop.index(context.say)).project(name);
  });
  const newest = releases.findLast(({ version, yanked }) => isFinal(version) && !yanked) ?? releases.at(-1);
  if (newest === undefined) {
    throw new UsageError({ message: `the index has no release of ${name}`, fix: "give --version" });
  }
  return newest.version;
}
