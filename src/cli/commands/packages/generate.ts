import { join, relative } from "node:path";
import { Command } from "commander";
import type { Change } from "../../../dockerfile/generate.ts";
import { generateAll, type PackageResult } from "../../../dockerfile/generate-all.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { countText } from "../../../exec/figure.ts";
import { openOutputLog } from "../../../exec/output-log.ts";
import { printableJson, printableLine, printableLines } from "../../../exec/printable.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import { failureText } from "../../../run/package/outcome.ts";
import { type Context, withWorkshop, workFolderOf } from "../../context.ts";
import { columns } from "../../text.ts";

interface GenerateOptions {
  check?: boolean;
  upgrade?: boolean;
  json?: boolean;
}

/** `importgraph generate`: from pkginfo/ to dockerfiles/. */
export function generateCommand(context: Context): Command {
  return new Command("generate")
    .description("bring dockerfiles/ up to date with pkginfo/: lock what is not locked, render what differs")
    .argument("[stems...]", "only these packages (default: all, and what belongs to none is removed)")
    .option("--check", "change nothing and ask nobody; say what differs, and fail if anything does")
    .option("--upgrade", "make locks anew though nothing changed")
    .option("--json", "for a program: {changes, failures}")
    .action(async (stems: string[], options: GenerateOptions) => {
      const all = await readAllPkginfo(context.root);
      checkStems(stems, new Set(all.map(({ stem }) => stem)));
      const { check = false, upgrade = false } = options;
      const { results, changes } = await withWorkshop(context, (workshop) =>
        generateAll(context.root, all, {
          check,
          upgrade,
          ...(stems.length === 0 ? {} : { only: new Set(stems) }),
          tools: workshop,
          openLog: (stem) => openOutputLog(join(workFolderOf(context), "logs", `${stem}.log`)),
          say: context.say,
          onResult: (result) => tellResult(context, result, check),
        }),
      );
      const failures = results.flatMap((result) => ("error" in result ? [result] : []));
      if (options.json === true) {
        const told = failures.map(({ stem, error }) => ({ stem, message: failureText(error) }));
        context.out(printableJson({ changes, failures: told }));
      } else {
        context.out(summaryText(changes, results.length, check));
      }
      if (failures.length > 0 || (check && changes.length > 0)) {
        context.fail();
      }
    });
}

function checkStems(stems: readonly string[], known: ReadonlySet<string>): void {
  const unknown = stems.filter((stem) => !known.has(stem));
  if (unknown.length > 0) {
    throw new UsageError(
      unknown.map((stem) => ({
        message: `there is no pkginfo/${printableLine(stem)}.yaml`,
        fix: `write it with \`./scripts/importgraph add ${printableLine(stem)}\``,
      })),
    );
  }
}

/** A lock takes seconds, so each is told when it is there. */
function tellResult(context: Context, result: PackageResult, check: boolean): void {
  if ("error" in result) {
    context.say(`${context.sayColors.red("✗")} ${result.stem}`);
    printableLines(failureText(result.error)).forEach((line) => {
      context.say(`    ${line}`);
    });
    return;
  }
  const { recipe, changes, choice } = result.generated;
  if (!check && changes.length > 0 && recipe !== undefined) {
    const { python, packages } = recipe.locks.lock;
    const why = choice === undefined ? "" : `, which ${choice.reason}`;
    context.say(`✓ ${result.stem}: ${countText(packages.length, "distribution")} on Python ${python}${why}`);
  }
}

function summaryText(changes: readonly Change[], packages: number, check: boolean): string {
  if (changes.length === 0) {
    return `${countText(packages, "package")}, all up to date.`;
  }
  const words = check
    ? ({ missing: "missing", different: "differs", stray: "stray" } as const)
    : ({ missing: "wrote", different: "wrote", stray: "removed" } as const);
  const rows = changes.map(({ path, kind, reason }) => [
    words[kind],
    relative(process.cwd(), path),
    check ? reason : "",
  ]);
  const end = check ? "\n\nRun `./scripts/importgraph generate` and commit what it writes." : "";
  return `${columns(rows)}${end}`;
}
