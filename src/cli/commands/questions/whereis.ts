import { Command } from "commander";
import { countText, figure } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { type Owner, type Whereis, whereis } from "../../../graph/questions/whereis.ts";
import { askedGraphOf } from "../../asking/graph-choice.ts";
import { type Then, whereisThen } from "../../asking/releases/whereis-then.ts";
import { askedOf, RUN_OPTION } from "../../asking/shard-choice.ts";
import { ensureDottedName, nobodyHas } from "../../asking/unknown-name.ts";
import type { Context } from "../../context.ts";
import { sinceText } from "../../results/changes/since-text.ts";
import { columns } from "../../text.ts";

interface WhereisOptions {
  all?: boolean;
  at?: string;
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph whereis`: which of the explored distributions have a name. */
export function whereisCommand(context: Context): Command {
  return new Command("whereis")
    .description("which explored distributions have an import name, a dotted name, or the end of one")
    .argument("<name>", "such as cv2, requests.Session or DataFrame.merge")
    .option("--all", "all of them, not only the likeliest")
    .option("--at <version>", "whether a distribution had it in this version, by its history")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program: {name, owners, more, conflicts}")
    .action(async (name: string, options: WhereisOptions) => {
      ensureDottedName(name);
      if (options.at !== undefined) {
        const then = await whereisThen(context, await askedOf(context, options), name, options.at);
        context.out(options.json === true ? printableJson(then) : thenText(then));
        return;
      }
      const asked = await askedGraphOf(context, options);
      const answer = await whereis(
        asked.graph,
        name,
        options.all === true ? Number.POSITIVE_INFINITY : undefined,
      );
      if (answer.owners.length === 0) {
        throw await nobodyHas(asked, name);
      }
      context.out(options.json === true ? printableJson(answer) : textOf(answer, context));
    });
}

function thenText({ owners }: Then): string {
  return columns(
    owners.map(({ distribution, name, version, isThere, id, kind, history }) => [
      distribution,
      printableLine(version),
      ...(name === undefined ? [] : [printableLine(name)]),
      isThere ? `${kind ?? "name"} ${printableLine(id ?? "")}` : "not there",
      history === undefined ? "" : sinceText(history),
    ]),
  );
}

function textOf({ owners, more, conflicts }: Whereis, { colors }: Context): string {
  const lines = [columns(owners.map(rowOf))];
  if (more > 0) {
    lines.push(colors.dim(`… and ${figure(more)} more (--all shows them)`));
  }
  for (const { file, distributions } of conflicts) {
    const last = distributions.length - 1;
    const all = `${distributions.slice(0, last).join(", ")} and ${distributions[last]}`;
    const shared = `${distributions.length === 2 ? "both" : "all"} install ${printableLine(file)}`;
    lines.push(`${all} ${shared}: only one of them can be used at a time`);
  }
  return lines.join("\n");
}

function rowOf(owner: Owner): string[] {
  const { distribution, version, name, kind, dependents, others } = owner;
  return [
    distribution,
    printableLine(version),
    printableLine(name),
    `${kind ?? "name"}${reasonOf(owner)}`,
    dependents === 0 ? "" : `used by ${countText(dependents, "distribution")}`,
    others.length === 0 ? "" : `also ${others.map(printableLine).join(", ")}`,
  ];
}

function reasonOf({ why, to, distribution }: Owner): string {
  if (why === "import name" || why === "distribution") {
    return ", its import name";
  }
  if (to === undefined) {
    return "";
  }
  const whose =
    to.distribution === distribution
      ? ""
      : ` of ${to.distribution ?? "nobody known"} ${printableLine(to.version ?? "")}`;
  return `, is ${printableLine(to.id)}${whose}`;
}
