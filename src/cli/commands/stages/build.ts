import { Command } from "commander";
import { UsageError } from "../../../errors/usage-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import { buildOnly } from "../../../run/package/build.ts";
import { findTargets } from "../../../run/package/targets.ts";
import { type Context, storeOf } from "../../context.ts";
import {
  isFailed,
  type PackageOptions,
  runSettings,
  runTargets,
  withPackageOptions,
} from "../../package-jobs.ts";
import { failedText } from "../../results/package-summary.ts";

/** `importgraph build`: from names to images, without exploring. */
export function buildCommand(context: Context): Command {
  const command = new Command("build")
    .description("build the images of packages without exploring them")
    .argument("[packages...]", "as `explore` takes them")
    .option("--all", "every package of pkginfo/");
  return withPackageOptions(command).action(
    async (packages: string[], options: PackageOptions & { all?: boolean }) => {
      if ((packages.length === 0) !== (options.all === true)) {
        throw new UsageError({ message: "name the packages to build, or give --all" });
      }
      const names =
        options.all === true ? (await readAllPkginfo(context.root)).map(({ stem }) => stem) : packages;
      const targets = await findTargets(context.root, names);
      const store = await storeOf(context, options.store);
      const settings = runSettings(context, options, store);
      const outcomes = await runTargets(
        context,
        targets,
        store,
        options,
        (target, workshop, report) => buildOnly(target, settings, workshop, report),
        ({ image }) => ({ failed: false, headline: `built ${image}` }),
      );
      if (outcomes.some(isFailed)) {
        context.fail();
      }
      if (options.json === true) {
        context.out(printableJson(outcomes));
        return;
      }
      for (const outcome of outcomes) {
        context.out(isFailed(outcome) ? `\n${failedText(context, outcome)}` : outcome.image);
      }
    },
  );
}
