import { Command } from "commander";
import { describeMiss } from "../../../ask/miss.ts";
import { renderNode } from "../../../ask/render.ts";
import { renderWhy } from "../../../ask/render-why.ts";
import type { NoResolution, Resolution } from "../../../ask/resolve.ts";
import { showNode } from "../../../ask/view.ts";
import { explainName } from "../../../ask/why.ts";
import { InputError, type InputProblem } from "../../../errors/input-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import { type Answering, answeredBy } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import type { Context } from "../../context.ts";
import {
  type Asked,
  answeringForDottedName,
  askedOf,
  findAnswering,
  otherVersionsText,
  RUN_OPTION,
  unknownDistribution,
  unknownDottedName,
} from "../../shard-choice.ts";

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
    .argument("<dotted name>", "as it is imported or as attributes reach it: requests.Session.get")
    .option("--why", "how the name is followed, why its end has that id, and what was found where")
    .option("--package <name>", "look into this distribution: its newest version, or NAME==VERSION")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program")
    .action(async (name: string, options: ShowOptions) => {
      const asked = await askedOf(context, options);
      const rendering = { colors: context.colors, width: process.stdout.columns ?? 100 };
      const answerBy = async <T extends { resolution: Resolution }>(
        question: (shard: Shard, name: string) => T | NoResolution,
        render: (answer: T, how: typeof rendering) => string,
      ) => {
        const { answer, answering } = await ask(asked, name, options.package, question);
        return options.json === true
          ? printableJson({ ...answer, ...answeredBy(answering) })
          : `${render(answer, rendering)}${versionsLine(context, answering)}`;
      };
      context.out(
        await (options.why === true ? answerBy(explainName, renderWhy) : answerBy(showNode, renderNode)),
      );
    });
}

/** The last line of an answer that others than the one that gave it might give otherwise. */
function versionsLine({ colors }: Context, answering: Answering): string {
  const text = otherVersionsText(answering);
  return text === undefined ? "" : `\n\n${colors.dim(text)}`;
}

/** The first shard's answer that may have the name and has it. */
async function ask<T extends { resolution: Resolution }>(
  asked: Asked,
  name: string,
  packageName: string | undefined,
  question: (shard: Shard, name: string) => T | NoResolution,
): Promise<{ answer: T; answering: Answering }> {
  const misses: InputProblem[] = [];
  for (const answering of candidates(asked, name, packageName)) {
    const shard = await openKeptShard(asked.store, answering.entry);
    const answer = question(shard, name);
    if ("resolution" in answer) {
      return { answer, answering };
    }
    misses.push(missOf(shard, name, answer, answering));
  }
  throw new InputError(misses);
}

function missOf(shard: Shard, name: string, miss: NoResolution, answering: Answering): InputProblem {
  const { message, near } = describeMiss(shard, name, miss);
  const fixes = [
    ...(near.length === 0 ? [] : [`did you mean ${near.join(", ")}?`]),
    ...(answering.others.length === 0 ? [] : [otherVersionsText(answering)]),
  ];
  return fixes.length === 0 ? { message } : { message, fix: fixes.join(" ") };
}

function candidates(asked: Asked, name: string, packageName: string | undefined): Answering[] {
  if (packageName !== undefined) {
    const answering = findAnswering(asked, packageName);
    if (answering === undefined) {
      throw unknownDistribution(asked, packageName);
    }
    return [answering];
  }
  const found = answeringForDottedName(asked, name);
  if (found.length === 0) {
    throw unknownDottedName(asked, name);
  }
  return found;
}
