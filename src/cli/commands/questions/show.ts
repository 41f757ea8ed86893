import { Command } from "commander";
import { type RenderOptions, renderNode } from "../../../ask/render.ts";
import { renderWhy } from "../../../ask/render-why.ts";
import type { NoResolution, Resolution } from "../../../ask/resolve.ts";
import { showNode } from "../../../ask/view.ts";
import { explainName } from "../../../ask/why.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import type { Ref } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import { type Answering, answeredBy } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import type { Context } from "../../context.ts";
import { answerOf, shardText } from "../../dotted-answer.ts";
import { foreignUsers } from "../../foreign-users.ts";
import { howToGet, ownerOf } from "../../owner-shard.ts";
import { usersText } from "../../results/taken/uses-text.ts";
import { looksOf } from "../../results/taken/words.ts";
import { type Asked, askedOf, RUN_OPTION, versionsLine } from "../../shard-choice.ts";

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
      const users = await foreignUsers(asked, name, options.package);
      if (users.length > 0 && options.why !== true) {
        context.out(
          options.json === true ? usersJson(name, users) : usersText(name, users, looksOf(context)),
        );
        return;
      }
      const asking = { context, asked, name, options };
      context.out(
        await (options.why === true
          ? answerBy(asking, explainName, renderWhy)
          : answerBy(asking, showNode, renderNode)),
      );
    });
}

interface Asking {
  context: Context;
  asked: Asked;
  name: string;
  options: ShowOptions;
}

type Question<T> = (shard: Shard, name: string) => T | NoResolution;

async function answerBy<T extends { resolution: Resolution }>(
  { context, asked, name, options }: Asking,
  question: Question<T>,
  render: (answer: T, how: RenderOptions) => string,
): Promise<string> {
  const { answer, answering, name: at } = await answerOf(asked, name, options.package, question);
  const there = await answerThere(asked, answer.resolution.ref, question);
  if (options.json === true) {
    const leadsTo = there && { leadsTo: { ...there.answer, ...answeredBy(there.answering) } };
    return printableJson({ ...answer, ...answeredBy(answering), ...leadsTo });
  }
  const rendering = { colors: context.colors, width: process.stdout.columns ?? 100 };
  const { dim } = context.colors;
  const led = at === name ? "" : `${dim(printableLine(`${name} leads into ${shardText(answering)}`))}\n\n`;
  const text = `${led}${render(answer, rendering)}`;
  const versions = versionsLine(context, answering);
  if (there !== undefined) {
    return `${led}${headingOf(render(answer, rendering))}\n\n${render(there.answer, rendering)}${versions}`;
  }
  const get = howToGet(asked, answer.resolution.ref);
  const further = get === undefined ? "" : `\n\n${dim(`all that is known of it: ${get}`)}`;
  return `${text}${further}${versions}`;
}

/** What the shard says that a reference leads into, if it is there. */
async function answerThere<T extends { resolution: Resolution }>(
  asked: Asked,
  ref: Ref,
  question: Question<T>,
): Promise<{ answer: T; answering: Answering } | undefined> {
  const owner = ownerOf(asked, ref);
  if (owner === undefined || typeof ref === "string") {
    return undefined;
  }
  const answer = question(await openKeptShard(asked.store, owner.entry), ref.id);
  // A shard may refer to what another one has no node for; that it does is all there is to tell then.
  return "resolution" in answer ? { answer, answering: owner } : undefined;
}

/** What a rendering begins with: what the name is, and where it leads. */
function headingOf(text: string): string {
  return text.split("\n\n", 1)[0] ?? "";
}

function usersJson(name: string, users: Awaited<ReturnType<typeof foreignUsers>>): string {
  const usedBy = users.map(({ used, answering }) => ({ uses: used, ...answeredBy(answering) }));
  return printableJson({ name, usedBy });
}
