import { Command } from "commander";
import { printableJson } from "../../../exec/printable.ts";
import { parseRunId } from "../../../store/runs/id.ts";
import { futureProblem, setLatest } from "../../../store/runs/latest.ts";
import { type Context, storeOf } from "../../context.ts";
import { shownPath } from "../../text.ts";
import { warn } from "../../warning.ts";

interface SetLatestOptions {
  store?: string;
  json?: boolean;
}

/** `importgraph runs set-latest`: the way out where the wrong run is the latest. */
export function setLatestCommand(context: Context): Command {
  return new Command("set-latest")
    .description(
      "make a finished run the latest, until a newer one is completed: where a clock was wrong, or latest.json is lost",
    )
    .argument("<run>", "its id, such as 2026-11-23.2")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--json", "for a program: {latest, before}; before is null where that can't be told")
    .action(async (run: string, options: SetLatestOptions) => {
      const store = await storeOf(context, options.store);
      const id = parseRunId(run, store);
      const before = await setLatest(store, id);
      warn(context, futureProblem(id));
      if (options.json === true) {
        context.out(printableJson({ latest: id, before: before ?? null }));
        return;
      }
      const was = before === undefined || before === id ? "" : `; before it was ${before}`;
      context.say(
        `${context.sayColors.green("✓")} run ${id} is the latest in ${shownPath(store.address)}${was}`,
      );
    });
}
