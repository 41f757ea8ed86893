import { Command } from "commander";
import { type RenderOptions, renderNode } from "../../../ask/render.ts";
import { renderWhy } from "../../../ask/render-why.ts";
import type { Resolution } from "../../../ask/resolve.ts";
import { showNode } from "../../../ask/view.ts";
import { explainName } from "../../../ask/why.ts";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { countText } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { findObjects } from "../../../graph/questions/find-objects.ts";
import type { ObjectPlace } from "../../../graph/questions/follow-name.ts";
import type { OpenGraph } from "../../../graph/questions/open-graph.ts";
import { usersBelow } from "../../../graph/questions/users.ts";
import type { Since } from "../../../history/since.ts";
import type { ShardObjects } from "../../../shard/shard.ts";
import { answeredBy } from "../../../store/answering.ts";
import {
  answerOf,
  type DottedAnswer,
  type OpenShard,
  type Origin,
  originJson,
  type Question,
  wholeShards,
} from "../../asking/dotted-answer.ts";
import { foreignUsers } from "../../asking/foreign-users.ts";
import { askedGraphOf, readyGraphOf } from "../../asking/graph-choice.ts";
import { originText } from "../../asking/origin-text.ts";
import { howToGet, ownerOf } from "../../asking/owner-shard.ts";
import { toldHistory } from "../../asking/releases/told-history.ts";
import { type Asked, answeringForDottedName, askedOf, RUN_OPTION } from "../../asking/shard-choice.ts";
import { shardObjects } from "../../asking/shard-objects.ts";
import { nobodyHas } from "../../asking/unknown-name.ts";
import type { Context } from "../../context.ts";
import { sinceText } from "../../results/changes/since-text.ts";
import { releaseText } from "../../results/release-text.ts";
import { usersText } from "../../results/taken/uses-text.ts";
import { looksOf } from "../../results/taken/words.ts";

interface ShowOptions {
  why?: boolean;
  package?: string;
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph show`: all that is known of one dotted name. */
export function showCommand(context: Context): Command {
  return new Command("show")
    .description("all that is known of a module, class, function or attribute")
    .argument("<dotted name>", "as it is imported or as attributes reach it, or its end: Session.get")
    .option("--why", "how the name is followed, why its end has that id, and what was found where")
    .option("--package <name>", "look into this distribution: its newest version, or NAME==VERSION")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program")
    .action(async (name: string, options: ShowOptions) => {
      ensureNoRelease(name);
      const asked = await askedOf(context, options, [name, options.package]);
      const asking = { context, asked, name, options };
      if (options.why === true) {
        context.out(answerText(asking, await shownOf(asking, explainName, wholeShards(asked)), renderWhy));
        return;
      }
      const graph = await readyGraphOf(context, asked, options.run);
      const users = await foreignUsers(asked, name, options.package, graph);
      if (users.length > 0) {
        context.out(
          options.json === true ? usersJson(name, users) : usersText(name, users, looksOf(context)),
        );
        return;
      }
      const question = (shard: ShardObjects, dotted: string) =>
        showNode(shard, dotted, { isBrief: options.json !== true });
      const shown = await shownOf(asking, question, shardObjects(asked, graph)).catch(
        async (error: unknown) => {
          throw error instanceof InputError ? await withFormer(asking, error) : error;
        },
      );
      const more = { ...(await usersOf(graph, shown)), ...(await historyOf(asking, shown)) };
      context.out(answerText(asking, { ...shown, ...more }, renderNode));
    });
}

/** @throws UsageError for a release, which is no name in it */
function ensureNoRelease(name: string): void {
  const [distribution = "", version] = name.split("==", 2);
  if (version !== undefined) {
    const shown = printableLine(name);
    throw new UsageError({
      message: `${quoted(name)} is a release, expected a name that it has`,
      fix: `which these are: ./scripts/importgraph names ${shown}; then: ./scripts/importgraph show ${printableLine(distribution)}.NAME --package ${shown}`,
    });
  }
}

interface Asking {
  context: Context;
  asked: Asked;
  name: string;
  options: ShowOptions;
}

interface Shown<T> extends DottedAnswer<T> {
  /** Other objects whose names end so. */
  namesakes?: readonly ObjectPlace[];
  /** How many distributions use it, where a graph tells. */
  usedBy?: number;
  /** Since when its distribution has it, where a history tells. */
  history?: Since;
}

async function shownOf<T extends { resolution: Resolution }, S extends ShardObjects>(
  asking: Asking,
  question: Question<T, S>,
  open: OpenShard<S>,
): Promise<Shown<T>> {
  const { asked, name, options } = asking;
  const found = await answerOf(asked, name, options.package, question, open).catch(async (error: unknown) => {
    const byEnd = error instanceof InputError ? await shownByEnd(asking, question, open) : undefined;
    if (byEnd === undefined || byEnd instanceof InputError) {
      throw byEnd ?? error;
    }
    return byEnd;
  });
  return { ...found, answer: { ...found.answer, name } };
}

/**
 * Of a name that begins with nothing that is imported, the likeliest object whose name ends so, or the error that tells
 * what may have been meant; undefined of other names, and where no graph can be had.
 */
async function shownByEnd<T extends { resolution: Resolution }, S extends ShardObjects>(
  { context, asked, name, options }: Asking,
  question: Question<T, S>,
  open: OpenShard<S>,
): Promise<Shown<T> | InputError | undefined> {
  if (options.package !== undefined || answeringForDottedName(asked, name).length > 0) {
    return undefined;
  }
  try {
    const askedGraph = await askedGraphOf(context, options);
    const [place, ...namesakes] = await findObjects(askedGraph.graph, name);
    if (place === undefined) {
      return await nobodyHas(askedGraph, name);
    }
    const { distribution, version, id } = place;
    return { ...(await answerOf(asked, id, `${distribution}==${version}`, question, open)), namesakes };
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

/** How many distributions use what is shown; nothing where no graph tells. */
async function usersOf(
  graph: OpenGraph | undefined,
  { answer, answering }: DottedAnswer<{ resolution: Resolution }>,
): Promise<{ usedBy?: number }> {
  const { ref, node } = answer.resolution;
  return graph === undefined || node === undefined || typeof ref !== "string"
    ? {}
    : { usedBy: await usersBelow(graph, answering.entry.name, ref) };
}

/** What the history of its distribution says of what is shown: by the name that was asked, or by its id. */
async function historyOf(
  { context, asked, name }: Asking,
  { answer, answering }: DottedAnswer<{ resolution: Resolution }>,
): Promise<{ history?: Since }> {
  const { ref, node } = answer.resolution;
  if (node === undefined || typeof ref !== "string") {
    return {};
  }
  const names = [name, ref].map((one) => one.replace(":", "."));
  const history = await toldHistory(context, asked.store, answering.entry.name, names);
  return history === undefined ? {} : { history };
}

/** That a name is not there, with which releases had it, where a history tells. */
async function withFormer({ context, asked, name, options }: Asking, error: InputError): Promise<InputError> {
  if (options.package !== undefined) {
    return error;
  }
  for (const { entry } of answeringForDottedName(asked, name)) {
    const since = await toldHistory(context, asked.store, entry.name, [name.replace(":", ".")]);
    if (since !== undefined) {
      return new InputError([
        ...error.problems,
        {
          message: `earlier releases of ${entry.name} have it: ${sinceText(since)}`,
          fix: `ask one of them: --package ${entry.name}==${since.until ?? since.since}`,
        },
      ]);
    }
  }
  return error;
}

function answerText<T extends { resolution: Resolution }>(
  { context, asked, name, options }: Asking,
  shown: Shown<T>,
  render: (answer: T, how: RenderOptions) => string,
): string {
  const { answer, namesakes, usedBy, history } = shown;
  if (options.json === true) {
    return printableJson({
      ...answer,
      ...(usedBy !== undefined && { usedBy }),
      ...(history !== undefined && { history }),
      ...(namesakes !== undefined && { namesakes }),
      ...originJson(shown),
    });
  }
  const rendering = { colors: context.colors, width: process.stdout.columns ?? 100 };
  const get = missingText(asked, answer.resolution);
  const users =
    usedBy === undefined || usedBy === 0
      ? []
      : [
          `used by ${countText(usedBy, "distribution")}: ./scripts/importgraph dependents ${printableLine(name)}${asked.storeFlag}`,
        ];
  const owner = options.why === true ? [] : ownerText(shown);
  const since = history === undefined ? [] : [sinceText(history)];
  const notes = [...owner, ...since, ...get, ...users, ...namesakesText(namesakes)];
  return `${render(answer, rendering)}${originText(context, asked, shown, notes)}`;
}

/** Whose it is, where nothing else tells. */
function ownerText({ answering: { entry, others }, links }: Origin): string[] {
  return links.length + others.length > 0 ? [] : [`of ${releaseText(entry.name, entry.version)}`];
}

/** How the shard is had that a name leads into and that is not here. */
function missingText(asked: Asked, { ref, node }: Resolution): string[] {
  if (node !== undefined || typeof ref === "string" || ownerOf(asked, ref)?.isExact === true) {
    return [];
  }
  const get = howToGet(asked, ref);
  return get === undefined ? [] : [`all that is known of it: ${get}`];
}

function namesakesText(namesakes: readonly ObjectPlace[] = []): string[] {
  const shown = namesakes.slice(0, 3).map(({ distribution, id }) => `${printableLine(id)} (${distribution})`);
  const more = namesakes.length > shown.length ? ` and ${namesakes.length - shown.length} more` : "";
  return shown.length === 0 ? [] : [`names that end so, too: ${shown.join(", ")}${more}`];
}

function usersJson(name: string, users: Awaited<ReturnType<typeof foreignUsers>>): string {
  const usedBy = users.map(({ used, answering }) => ({ uses: used, ...answeredBy(answering) }));
  return printableJson({ name, usedBy });
}
