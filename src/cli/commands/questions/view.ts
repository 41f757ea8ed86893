import { once } from "node:events";
import { Command } from "commander";
import { UsageError } from "../../../errors/usage-error.ts";
import { countText } from "../../../exec/figure.ts";
import { printableJson, printableLines } from "../../../exec/printable.ts";
import { shellWord } from "../../../exec/shell-word.ts";
import type { Store } from "../../../store/store.ts";
import type { Exported } from "../../../view/export-view.ts";
import type { PageFiles } from "../../../view/page-files.ts";
import type { ViewedStore } from "../../../view/viewed-store.ts";
import { graphProgress } from "../../asking/graph-choice.ts";
import { RUN_OPTION } from "../../asking/shard-choice.ts";
import { type Context, storeFlag, storeOf } from "../../context.ts";
import { progressLines } from "../../progress/lines.ts";
import { shownPath, sizeText } from "../../text.ts";
import { warn } from "../../warning.ts";

interface ViewCommandOptions {
  store?: string;
  run?: string;
  port?: string;
  open: boolean;
  export?: string;
  pageOnly?: boolean;
  json?: boolean;
}

const HELP = `
Ends by Ctrl-C. docs/view.md tells how the page is published: as a folder, on GitHub Pages, beside a bucket.`;

/** `importgraph view`: the graph as a page in a browser. */
export function viewCommand(context: Context): Command {
  return new Command("view")
    .description(
      "look at the graph in a browser: a page that this machine serves to itself, or a folder to publish",
    )
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--port <number>", "serve it there (default: 8470, or one that is free)")
    .option("--no-open", "tell the address, and open no browser")
    .option("--export <folder>", "write the page and what it shows into a folder, for any server of files")
    .option("--page-only", "with --export: the page alone, which reads --store https://… where that is")
    .option(
      "--json",
      "for a program, with --export: {folder, run, pageFiles, pageBytes, objects, storeBytes}",
    )
    .addHelpText("after", HELP)
    .action((options: ViewCommandOptions) => view(context, options));
}

async function view(context: Context, options: ViewCommandOptions): Promise<void> {
  const port = options.port === undefined ? undefined : portOf(options.port);
  // Servers and builders take longer to load than most questions.
  const [{ viewedStore }, { builtPage }, { readPageFiles }] = await Promise.all([
    import("../../../view/viewed-store.ts"),
    import("../../../view/built-page.ts"),
    import("../../../view/page-files.ts"),
  ]);
  const store = await storeOf(context, options.store);
  ensureFitting(options, store);
  const told = { run: options.run, storeFlag: storeFlag(context, store), ...graphProgress(context) };
  const viewed = async () => {
    const one = await viewedStore(store, { ...told, onProblem: (problem) => warn(context, problem) });
    sayMade(context, one);
    return one;
  };
  const found = await viewed();
  const page = await readPageFiles(await builtPage(context));
  if (options.export !== undefined) {
    const exported = await exportTo(context, options.export, options, { found, page });
    context.out(exportedText(context, options, { found, exported, folder: options.export }));
    return;
  }
  const { serveView } = await import("../../../view/view-server.ts");
  const server = await serveView({
    ...{ page, viewed: found, renew: viewed, port, isOfRun: options.run !== undefined },
    onFailure: (error) => sayFailure(context, error),
  });
  const { openBrowser } = await import("../../../view/open-browser.ts");
  const isOpened = options.open && openBrowser(server.address);
  context.out(`${context.colors.green("✓")} ${shownPath(store.address)} is at ${server.address}`);
  context.say(`${isOpened ? "It opens in your browser; " : "Open it in a browser; "}Ctrl-C ends it.`);
  if (!context.signal.aborted) {
    await once(context.signal, "abort");
  }
  await server.close();
}

async function exportTo(
  context: Context,
  folder: string,
  { pageOnly, run }: ViewCommandOptions,
  { found, page }: { found: ViewedStore; page: PageFiles },
): Promise<Exported> {
  const { exportPage, exportView } = await import("../../../view/export-view.ts");
  if (pageOnly === true) {
    const { address } = found.store;
    // Which runs there are changes with each: the store tells.
    return await exportPage(folder, page, { store: `${address}/`, runs: [], ...(run && { run }) });
  }
  return await exportView(folder, found, {
    ...{ page, signal: context.signal },
    onProgress: progressLines(({ objects, storeBytes }: Exported, all: number) => {
      context.say(`${objects} of ${countText(all, "object")}; ${sizeText(storeBytes)}`);
    }),
  });
}

/** @throws UsageError for options that don't go together */
function ensureFitting({ export: folder, pageOnly, json }: ViewCommandOptions, store: Store): void {
  const alone = [pageOnly === true && "--page-only", json === true && "--json"].filter(
    (one) => one !== false,
  );
  if (folder === undefined && alone.length > 0) {
    throw new UsageError({
      message: `${alone.join(" and ")} without --export`,
      fix: "give --export FOLDER, too",
    });
  }
  if (pageOnly === true && store.isReadOnly !== true) {
    throw new UsageError({
      message: `--page-only needs a store that browsers read, and ${store.address} is none`,
      fix: "give --store the https:// address under which it is served",
    });
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new UsageError({
      message: `--port ${text} is no port: expected a number from 1 to 65535, or 0 for any that is free`,
      fix: "give another one, or leave --port out",
    });
  }
  return port;
}

function sayMade(context: Context, { added, isKept }: ViewedStore): void {
  if (added > 0) {
    context.say(
      `Made tables and indexes of ${countText(added, "package")}, ${isKept ? "and kept" : "in memory"}.`,
    );
  }
}

/** What could not be answered, once it is known: a page asks again and again. */
function sayFailure(context: Context, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  for (const line of printableLines(text)) {
    context.say(`${line.startsWith("  ") ? " " : context.sayColors.red("✗")} ${line}`);
  }
}

function exportedText(
  { colors }: Context,
  { json }: ViewCommandOptions,
  { found, exported, folder }: { found: ViewedStore; exported: Exported; folder: string },
): string {
  if (json === true) {
    return printableJson({ folder, run: found.run ?? null, ...exported });
  }
  const { pageFiles, pageBytes, objects, storeBytes } = exported;
  const graph =
    objects === 0
      ? `read from ${found.store.address}`
      : `${countText(objects, "object")}, ${sizeText(storeBytes)}`;
  const what = found.run === undefined ? "what was explored last" : `run ${found.run}`;
  return [
    `${colors.green("✓")} ${what}, ${countText(found.graph.shards, "package")}, is in ${shownPath(folder)}`,
    `    the page: ${countText(pageFiles, "file")}, ${sizeText(pageBytes)}; the graph: ${graph}`,
    `    any server of files shows it, such as: python3 -m http.server --directory ${shellWord(shownPath(folder))}`,
  ].join("\n");
}
