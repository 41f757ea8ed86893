import { Command } from "commander";
import { countText, secondsText } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { commitTables } from "../../../graph/kept/commit-tables.ts";
import { makeRunGraph } from "../../../graph/kept/run-graph.ts";
import { readGraph } from "../../../page/graph-document.ts";
import { runGraphKey } from "../../../page/graph-keys.ts";
import { openStore } from "../../../store/open-store.ts";
import { copyRun } from "../../../store/runs/copy.ts";
import { type CopiedHistories, copyHistories } from "../../../store/runs/copy-histories.ts";
import { parseRunId } from "../../../store/runs/id.ts";
import { findLatest } from "../../../store/runs/latest.ts";
import type { Published, PublishProgress } from "../../../store/runs/publish.ts";
import type { Store } from "../../../store/store.ts";
import { type Context, storeOf } from "../../context.ts";
import { progressLines } from "../../progress/lines.ts";
import { shownPath, sizeText } from "../../text.ts";
import { warn } from "../../warning.ts";

interface PublishCommandOptions {
  store?: string;
  to: string;
  json?: boolean;
}

/** `importgraph publish`: a finished run of one store into another. */
export function publishCommand(context: Context): Command {
  return new Command("publish")
    .description("copy a finished run into another store, such as a bucket")
    .argument("[run]", "its id, such as 2026-11-23.2 (default: the latest one)")
    .requiredOption("--to <place>", "a folder, or s3://bucket/prefix")
    .option("--store <place>", "where the run is (default: out, or IMPORTGRAPH_STORE)")
    .option(
      "--json",
      "for a program: {run, isLatest, from, to, sent, sentBytes, histories, seconds, damaged, local}",
    )
    .action((run: string | undefined, options: PublishCommandOptions) => publish(context, run, options));
}

async function publish(
  context: Context,
  run: string | undefined,
  options: PublishCommandOptions,
): Promise<void> {
  const [from, to] = await Promise.all([
    storeOf(context, options.store),
    openStore(options.to, { signal: context.signal }),
  ]);
  const id = run === undefined ? undefined : parseRunId(run, from);
  if (id === undefined) {
    warn(context, (await findLatest(from))?.problem);
  }
  const started = performance.now();
  const published = await copyRun(from, to, id, {
    signal: context.signal,
    makeGraph: (earlier) => async (store, record, packages) => {
      const graph = earlier === undefined ? undefined : await readGraph(from, runGraphKey(earlier));
      return await makeRunGraph(store, record, packages, {
        ...{ earlier: graph, signal: context.signal, say: context.say },
      });
    },
    onProgress: progressLines((progress: PublishProgress) => {
      const { done, objects, sent, sentBytes } = progress;
      context.say(
        `${done} of ${countText(objects, "object")}; ${countText(sent, "object")} sent, ${sizeText(sentBytes)}`,
      );
    }),
  });
  await commitTables(to, context.signal);
  const names = Object.values(published.packages).map(({ name }) => name);
  const histories = await copyHistories(from, to, names, context.signal);
  for (const problem of histories.problems) {
    warn(context, problem);
  }
  const seconds = (performance.now() - started) / 1000;
  const { damaged, local, sent, sentBytes, manifest, notLatest } = published;
  warn(context, notLatest);
  if (Object.keys(damaged).length > 0) {
    context.fail();
  }
  const summary = { run: manifest.id, isLatest: notLatest === undefined, from: from.address, to: to.address };
  context.out(
    options.json === true
      ? printableJson({ ...summary, sent, sentBytes, histories: histories.same, seconds, damaged, local })
      : publishedText(context, published, histories, { to, seconds }),
  );
}

function publishedText(
  { colors }: Context,
  { manifest, packages, sent, sentBytes, damaged, local }: Published,
  { same, sent: sentHistories }: CopiedHistories,
  { to, seconds }: { to: Store; seconds: number },
): string {
  const what = [
    countText(Object.keys(packages).length, "package"),
    sent === 0 ? "nothing to send" : `${countText(sent, "object")} sent (${sizeText(sentBytes)})`,
    secondsText(seconds),
  ].join(", ");
  const lines = [
    `${colors.green("✓")} run ${manifest.id} is complete in ${shownPath(to.address)}: ${what}`,
    ...(same.length === 0
      ? []
      : [
          `    with the ${same.length === 1 ? "history" : "histories"} of ${same.join(", ")}${sentHistories === 0 ? ", there already" : ""}`,
        ]),
    ...local.map((stem) => `    ${stem} was made from files of this machine, and is left out`),
  ];
  for (const [stem, fault] of Object.entries(damaged)) {
    lines.push(
      `${colors.red("✗")} ${stem} failed, and an earlier shard is carried if there is one: ${printableLine(fault)}`,
    );
  }
  return lines.join("\n");
}
