import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { generateAll } from "../../../dockerfile/generate-all.ts";
import { InputError } from "../../../errors/input-error.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { countText } from "../../../exec/figure.ts";
import { openOutputLog } from "../../../exec/output-log.ts";
import { printableJson, printableLines } from "../../../exec/printable.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import {
  type ListedPackage,
  parseListedPackage,
  parseRequirementsFile,
} from "../../../pkginfo/requirements-file.ts";
import { type Added, AlreadyKeptError, addPackage, readShelf } from "../../../run/package/add.ts";
import { failureText } from "../../../run/package/outcome.ts";
import type { Workshop } from "../../../run/package/workshop.ts";
import { type Context, withWorkshop, workFolderOf } from "../../context.ts";

interface AddOptions {
  requirement?: string[];
  beside?: boolean;
  json?: boolean;
}

/** `importgraph add`: pkginfo, lock and Dockerfile of releases that the index has. */
export function addCommand(context: Context): Command {
  return new Command("add")
    .description("write pkginfo/NAME.yaml, its lock and its Dockerfile, for a pull request")
    .argument("[packages...]", "a name (the newest release), or NAME==VERSION")
    .option("-r, --requirement <files...>", "lists: a name or requirement per line, comments become notes")
    .option("--beside", "keep it as NAME@VERSION beside a version that is there already")
    .option("--json", "for a program: {added, failures}")
    .action(async (packages: string[], options: AddOptions) => {
      const listed = [...listedArguments(packages), ...(await listedFiles(options.requirement ?? []))];
      if (listed.length === 0) {
        throw new UsageError({ message: "name the packages to add, or give a list with --requirement" });
      }
      const { added, failures } = await withWorkshop(context, (workshop) =>
        addAll(context, listed, options, workshop),
      );
      if (options.json === true) {
        context.out(printableJson({ added, failures }));
      } else if (added.length > 0) {
        context.out(nextText(added));
      }
      if (failures.length > 0) {
        context.fail();
      }
    });
}

interface Failure {
  package: string;
  message: string;
}

async function addAll(
  context: Context,
  listed: readonly ListedPackage[],
  { beside = false }: AddOptions,
  workshop: Workshop,
): Promise<{ added: Added[]; failures: Failure[] }> {
  const { root } = context;
  const workFolder = workFolderOf(context);
  const places = { root, scratchFolder: join(workFolder, "scratch") };
  const added: Added[] = [];
  const failures: Failure[] = [];
  const index = await workshop.index(context.say);
  const pythons = (await workshop.pythons()).map(({ python }) => python);
  for (const item of listed) {
    try {
      // Read anew each time: two of the list may be the same package.
      added.push(await addPackage(item, await readShelf(root), places, index, { beside, pythons }));
    } catch (error) {
      workshop.signal.throwIfAborted();
      if (error instanceof AlreadyKeptError && added.some(({ stem }) => stem === error.stem)) {
        context.say(`${item.name} is named twice; once is enough`);
        continue;
      }
      failures.push(tellFailure(context, item.name, error));
    }
  }
  const { results } = await generateAll(root, await readAllPkginfo(root), {
    only: new Set(added.map(({ stem }) => stem)),
    tools: workshop,
    openLog: (stem) => openOutputLog(join(workFolder, "logs", `${stem}.log`)),
    say: context.say,
  });
  for (const result of results) {
    if ("error" in result) {
      const what = `${result.stem} (its pkginfo is written, its lock is not)`;
      failures.push(tellFailure(context, what, result.error));
    }
  }
  return { added, failures };
}

function tellFailure(context: Context, what: string, error: unknown): Failure {
  const message = failureText(error);
  context.say(`${context.sayColors.red("✗")} ${what}`);
  printableLines(message).forEach((line) => {
    context.say(`    ${line}`);
  });
  return { package: what, message };
}

function listedArguments(packages: readonly string[]): ListedPackage[] {
  try {
    return packages.map(parseListedPackage);
  } catch (error) {
    throw error instanceof InputError ? new UsageError([...error.problems], { cause: error }) : error;
  }
}

async function listedFiles(paths: readonly string[]): Promise<ListedPackage[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, "utf8").catch((error: unknown) => {
        throw new UsageError({ place: { file: path }, message: "this list can't be read" }, { cause: error });
      });
      return parseRequirementsFile(text, path);
    }),
  );
  return lists.flat();
}

function nextText(added: readonly Added[]): string {
  const rows = added.map(({ stem, name, version }) => {
    return `added ${name} ${version}: pkginfo/${stem}.yaml, dockerfiles/${stem}/`;
  });
  const stems = added.map(({ stem }) => stem).join(" ");
  return [
    ...rows,
    "",
    `next: ./scripts/explore ${stems}`,
    `      then commit ${countText(added.length, "package")} for a pull request: git add pkginfo dockerfiles`,
  ].join("\n");
}
