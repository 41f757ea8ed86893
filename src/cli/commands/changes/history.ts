import { Command } from "commander";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import { writeWholeText } from "../../../files/whole-file.ts";
import { historySvg } from "../../../history/chart-svg.ts";
import type { Every } from "../../../history/chosen-releases.ts";
import { History } from "../../../history/history.ts";
import { releaseChanges } from "../../../history/release-changes.ts";
import { isProjectName } from "../../../releases/project-name.ts";
import { normalizeVersion } from "../../../releases/versions.ts";
import { gatheredHistory } from "../../asking/releases/gathered-history.ts";
import { type Context, storeOf } from "../../context.ts";
import type { PackageOptions } from "../../package-jobs.ts";
import { historyText } from "../../results/changes/history-text.ts";

interface HistoryOptions extends Pick<PackageOptions, "store" | "json" | "jobs"> {
  from?: string;
  to?: string;
  every: string;
  kept?: boolean;
  svg?: string;
  all?: boolean;
}

/** A history of hundreds of releases is made in several goes: each takes some seconds, and its image some room. */
const MOST_RELEASES = 60;

const JSON_HELP =
  "for a program: {name, releases: [{version, python, shard, names, added, removed, deprecated}], hasEarlier, missing, leftOut, changes}";

/** `importgraph history`: explores the releases of a distribution, and keeps since when it has which names. */
export function historyCommand(context: Context): Command {
  return new Command("history")
    .description(
      "explore the releases of a distribution, and keep since when it has which name and parameter",
    )
    .argument("<name>", "of a distribution")
    .option("--from <version>", "explore no older release")
    .option("--to <version>", "explore no newer release")
    .option("--every <which>", "minor: the first release of each; patch: all; a number N: each Nth", "minor")
    .option("--kept", "explore nothing: the history of the releases that are there")
    .option("--all", "what each release added, removed and changed")
    .option("--svg <file>", "draw how large the API was in each release into this file")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--jobs <number>", "how many releases at a time (default: the number of processors)")
    .option("--json", JSON_HELP)
    .action(async (name: string, options: HistoryOptions) => {
      ensureName(name);
      const wanted = {
        ...{ every: everyOf(options.every), most: MOST_RELEASES },
        ...{ from: versionOf("--from", options.from), to: versionOf("--to", options.to) },
      };
      const { document, chosen } = await gatheredHistory(
        context,
        name,
        options.kept === true ? undefined : wanted,
        options,
      );
      if (options.svg !== undefined) {
        await writeWholeText(options.svg, historySvg(document));
      }
      const history = await History.open(await storeOf(context, options.store), document.name);
      const changes = history === undefined || options.all !== true ? [] : await releaseChanges(history);
      context.out(
        options.json === true
          ? printableJson({ ...document, ...(chosen && { leftOut: chosen }), changes })
          : historyText(context, document, chosen, changes),
      );
    });
}

/** @throws UsageError for what is no name of a distribution */
function ensureName(name: string): void {
  if (!isProjectName(name)) {
    throw new UsageError({
      message: `${quoted(name)} is not the name of a Python distribution`,
      fix: "name one, without a version: importgraph history click --from 8.0",
    });
  }
}

/** @throws UsageError for what is none of these */
function everyOf(text: string): Every {
  const number = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
  if (text === "minor" || text === "patch") {
    return text;
  }
  if (number === undefined) {
    throw new UsageError({ message: `--every takes minor, patch or a number from 1, found ${quoted(text)}` });
  }
  return number;
}

/** @throws UsageError for what is no version */
function versionOf(option: string, text: string | undefined): string | undefined {
  const version = text === undefined ? undefined : normalizeVersion(text);
  if (text !== undefined && version === undefined) {
    throw new UsageError({ message: `${option} takes a version such as 8.1, found ${quoted(text)}` });
  }
  return version;
}
