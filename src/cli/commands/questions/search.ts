import { Command } from "commander";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { isScope, nearWords, type Search, search } from "../../../graph/questions/search.ts";
import { type AskedGraph, askedGraphOf } from "../../asking/graph-choice.ts";
import { RUN_OPTION } from "../../asking/shard-choice.ts";
import { nobodyHas } from "../../asking/unknown-name.ts";
import type { Context } from "../../context.ts";
import { searchText } from "../../results/graph/search-text.ts";
import { looksOf } from "../../results/taken/words.ts";

interface SearchOptions {
  all?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph search`: objects of all explored distributions by words. */
export function searchCommand(context: Context): Command {
  return new Command("search")
    .description("find modules, classes, functions and values by words of their names and summaries")
    .argument("<words...>", "such as read csv, DataFrame.mer or, in one package, pandas: read csv")
    .option("--all", "all of them, not only the likeliest")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program: {query, scope, words, hits, more, wholeOnly}")
    .action(async (words: string[], options: SearchOptions) => {
      const asked = await askedGraphOf(context, options);
      const query = words.join(" ");
      const answer = await search(
        asked.graph,
        query,
        options.all === true ? { most: Number.MAX_SAFE_INTEGER } : {},
      );
      if (answer.hits.length === 0) {
        throw await nothingFound(asked, answer);
      }
      context.out(options.json === true ? printableJson(answer) : searchText(answer, looksOf(context)));
    });
}

/** Why there are no hits: nothing was asked, or the scope, a word, or all words together are nobody's. */
async function nothingFound(asked: AskedGraph, { query, scope, words }: Search): Promise<InputError> {
  const { graph } = asked;
  if (words.length === 0) {
    return new UsageError({
      message: `${quoted(query)} has no word to look for`,
      fix: "give one, such as: search read csv",
    });
  }
  if (scope !== undefined && !isScope(graph, scope)) {
    return await nobodyHas(asked, scope);
  }
  const where = `${scope === undefined ? "" : `${quoted(scope)} in `}${graph.address}`;
  const unknown = await unknownWord(asked, words);
  if (unknown !== undefined) {
    return unknown;
  }
  return new InputError({
    message: `nothing in ${where} has ${words.length === 1 ? quoted(words[0] ?? "") : `all of ${words.map(quoted).join(", ")}`}`,
    fix: words.length > 1 ? "leave a word out" : "search without what stands before the colon or dot",
  });
}

/** That nothing has a word that begins with one of these, whatever the others are. */
async function unknownWord(
  { graph, storeFlag }: AskedGraph,
  words: readonly string[],
): Promise<InputError | undefined> {
  for (const word of words) {
    const last = word.slice(word.lastIndexOf(".") + 1);
    if ((await graph.withPrefix("words", last)).length === 0) {
      const near = await nearWords(graph, last);
      const meant = near.length === 0 ? "" : `did you mean ${near.map(printableLine).join(", ")}? Else `;
      const without = words.length === 1 ? "" : "leave it out, or ";
      return new InputError({
        message: `no public name or summary in ${graph.address} has a word that begins with ${quoted(last)}`,
        fix: `${meant}${without}explore what has it: ./scripts/explore NAME${storeFlag}`,
      });
    }
  }
  return undefined;
}
