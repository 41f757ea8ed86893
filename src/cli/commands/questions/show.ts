import { Command } from "commander";
import { renderNode } from "../../../ask/render.ts";
import { renderWhy } from "../../../ask/render-why.ts";
import type { NoResolution, Resolution } from "../../../ask/resolve.ts";
import { showNode } from "../../../ask/view.ts";
import { explainName } from "../../../ask/why.ts";
import { printableJson } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import { answeredBy } from "../../../store/answering.ts";
import type { Context } from "../../context.ts";
import { answerOf } from "../../dotted-answer.ts";
import { foreignUsers } from "../../foreign-users.ts";
import { usersText } from "../../results/taken/uses-text.ts";
import { looksOf } from "../../results/taken/words.ts";
import { askedOf, RUN_OPTION, versionsLine } from "../../shard-choice.ts";

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
      const rendering = { colors: context.colors, width: process.stdout.columns ?? 100 };
      const answerBy = async <T extends { resolution: Resolution }>(
        question: (shard: Shard, name: string) => T | NoResolution,
        render: (answer: T, how: typeof rendering) => string,
      ) => {
        const { answer, answering } = await answerOf(asked, name, options.package, question);
        return options.json === true
          ? printableJson({ ...answer, ...answeredBy(answering) })
          : `${render(answer, rendering)}${versionsLine(context, answering)}`;
      };
      context.out(
        await (options.why === true ? answerBy(explainName, renderWhy) : answerBy(showNode, renderNode)),
      );
    });
}

function usersJson(name: string, users: Awaited<ReturnType<typeof foreignUsers>>): string {
  const usedBy = users.map(({ used, answering }) => ({ uses: used, ...answeredBy(answering) }));
  return printableJson({ name, usedBy });
}
