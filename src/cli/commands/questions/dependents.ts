import { Command } from "commander";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { dependenciesNamed } from "../../../graph/questions/dependencies-named.ts";
import { type Dependency, dependents } from "../../../graph/questions/dependents.ts";
import type { OpenGraph } from "../../../graph/questions/open-graph.ts";
import { newestRelease } from "../../../graph/questions/releases.ts";
import { usedWithLastName } from "../../../graph/questions/written-objects.ts";
import { askedGraphOf } from "../../asking/graph-choice.ts";
import { RUN_OPTION } from "../../asking/shard-choice.ts";
import { ensureDottedName, nobodyHas } from "../../asking/unknown-name.ts";
import type { Context } from "../../context.ts";
import { dependentsText } from "../../results/graph/dependents-text.ts";
import { releaseText } from "../../results/release-text.ts";
import { looksOf } from "../../results/taken/words.ts";

interface DependentsOptions {
  keyword?: string;
  all?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: {of, distributions, dependents: [{distribution, version, others, with, required, count, how, keywords, objects, places, morePlaces}], more, objects}";

/** `importgraph dependents`: who uses a distribution, or something of it. */
export function dependentsCommand(context: Context): Command {
  return new Command("dependents")
    .description("which explored distributions use a distribution, module, class or function, and where")
    .argument("<name>", "a distribution (NAME==VERSION), or a dotted name or its end: requests.Session.get")
    .option("--keyword <name>", "only calls that give this argument by name, such as verify")
    .option("--all", "all of them, with every place")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (name: string, options: DependentsOptions) => {
      ensureDottedName(name);
      const asked = await askedGraphOf(context, options);
      const [of, ...others] = await dependenciesNamed(asked.graph, name);
      if (of === undefined) {
        throw await nobodyHas(asked, name, await usedWithLastName(asked.graph, name));
      }
      const { keyword, all = false, json = false } = options;
      const answer = await dependents(asked.graph, of, {
        ...(keyword !== undefined && { keyword }),
        ...(all && { most: Number.POSITIVE_INFINITY }),
        // What the index tells is enough for who does not ask for all: the rest is read in many pieces.
        ...(all && of.id !== undefined && { places: true }),
      });
      if (json) {
        context.out(printableJson(answer));
        return;
      }
      if (answer.dependents.length === 0) {
        await explainNobody(asked.graph, of, keyword);
      }
      const looks = looksOf(context, all);
      context.out(dependentsText(answer, await titleOf(asked.graph, of), looks, keyword));
      sayNamesakes(context, others);
    });
}

function sayNamesakes({ say, sayColors }: Context, others: readonly Dependency[]): void {
  if (others.length > 0) {
    const texts = others.slice(0, 3).map(({ id = "" }) => printableLine(id));
    const more = others.length > texts.length ? ` and ${others.length - texts.length} more` : "";
    say(sayColors.dim(`\nThe name is also that of ${texts.join(", ")}${more}: ask by the whole name.`));
  }
}

async function titleOf(graph: OpenGraph, { distribution, version, id }: Dependency): Promise<string> {
  const explored = await newestRelease(graph, distribution);
  const shown = version ?? explored?.version;
  const release =
    shown === undefined ? `${distribution} (which was not explored)` : releaseText(distribution, shown);
  return id === undefined ? release : `${printableLine(id)} of ${release}`;
}

/** @throws InputError that says which versions, or which keywords, there are where nobody has the one that is asked for */
async function explainNobody(graph: OpenGraph, of: Dependency, keyword: string | undefined): Promise<void> {
  const { version, ...any } = of;
  const { dependents: users } = await dependents(graph, any, {
    most: Number.POSITIVE_INFINITY,
    places: false,
  });
  const versions = [...new Set(users.flatMap((one) => one.with ?? []))];
  if (version !== undefined && versions.length > 0 && !versions.includes(version)) {
    throw new InputError({
      message: `nobody was explored with ${of.distribution} ${printableLine(version)}`,
      fix: `others were explored with ${listed(versions)}: ask one of these, or without a version`,
    });
  }
  if (keyword !== undefined && users.length > 0) {
    const given = [...new Set(users.flatMap(({ keywords }) => keywords))];
    throw new InputError({
      message: `nobody calls ${printableLine(of.id ?? of.distribution)} with ${quoted(keyword)} by name`,
      fix:
        given.length === 0
          ? "nothing is given by name to it: leave --keyword out to see who uses it"
          : `given by name are ${listed(given)}`,
    });
  }
}

function listed(texts: readonly string[]): string {
  const more = texts.length > SHOWN_WORDS ? ` and ${texts.length - SHOWN_WORDS} more` : "";
  return `${texts.slice(0, SHOWN_WORDS).map(printableLine).join(", ")}${more}`;
}

/** So many versions or keywords are named. */
const SHOWN_WORDS = 12;
