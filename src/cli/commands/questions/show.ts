import { Command } from "commander";
import { renderNode } from "../../../ask/render.ts";
import { renderWhy } from "../../../ask/render-why.ts";
import { type NodeView, showNode } from "../../../ask/view.ts";
import { explainName } from "../../../ask/why.ts";
import { InputError } from "../../../errors/input-error.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { usersBelow } from "../../../graph/questions/dependents-count.ts";
import { findObjects, type ObjectPlace } from "../../../graph/questions/find-objects.ts";
import type { OpenGraph } from "../../../graph/questions/open-graph.ts";
import { type Answering, answeredBy } from "../../../store/answering.ts";
import type { Context } from "../../context.ts";
import { answerOf } from "../../dotted-answer.ts";
import { foreignUsers } from "../../foreign-users.ts";
import { askedGraphOf, readyGraphOf } from "../../graph-choice.ts";
import { type Link, linkText } from "../../results/graph/shown-elsewhere.ts";
import { usersText } from "../../results/taken/uses-text.ts";
import { looksOf } from "../../results/taken/words.ts";
import { type Asked, askedOf, RUN_OPTION, versionsLine } from "../../shard-choice.ts";
import { countText } from "../../text.ts";
import { linkedNode } from "./linked-node.ts";

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
      const asked = await askedOf(context, options);
      if (options.why === true) {
        const { answer, answering } = await answerOf(asked, name, options.package, explainName);
        context.out(
          options.json === true
            ? printableJson({ ...answer, ...answeredBy(answering) })
            : `${renderWhy(answer, renderingOf(context))}${versionsLine(context, answering)}`,
        );
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
      const shown = await shownOf(context, asked, name, options);
      const usedBy = await usersOf(graph, shown);
      context.out(options.json === true ? jsonOf(shown, usedBy) : textOf(context, shown, usedBy, graph));
    });
}

/** An answer, and where it comes from. */
interface Shown {
  view: NodeView;
  answering: Answering;
  /** Of what another distribution has. */
  link?: Link;
  /** Other objects whose names end so. */
  namesakes?: readonly ObjectPlace[];
}

async function shownOf(context: Context, asked: Asked, name: string, options: ShowOptions): Promise<Shown> {
  const found = await answerOf(asked, name, options.package, showNode).catch(async (error: unknown) => {
    const byEnd = await shownByEnd(context, asked, name, options).catch(() => undefined);
    if (!(error instanceof InputError) || byEnd === undefined) {
      throw error;
    }
    return byEnd;
  });
  if ("view" in found) {
    return found;
  }
  const { answer: view, answering } = found;
  const linked = await linkedNode(asked, answering, view);
  return linked === undefined
    ? { view, answering }
    : { ...linked, answering: { entry: linked.link.to, others: [] } };
}

/** Of a name that nothing is imported by, the likeliest object whose name ends so. */
async function shownByEnd(
  context: Context,
  asked: Asked,
  name: string,
  options: ShowOptions,
): Promise<Shown | undefined> {
  if (options.package !== undefined) {
    return undefined;
  }
  const { graph } = await askedGraphOf(context, options);
  const [place, ...namesakes] = await findObjects(graph, name);
  if (place === undefined) {
    return undefined;
  }
  const { distribution, version, id } = place;
  const { answer: view, answering } = await answerOf(asked, id, `${distribution}==${version}`, showNode);
  return { view: { ...view, name }, answering, namesakes };
}

/** How many distributions use what is shown; undefined where no graph tells. */
async function usersOf(
  graph: OpenGraph | undefined,
  { view, answering }: Shown,
): Promise<number | undefined> {
  const { ref, node } = view.resolution;
  return graph === undefined || node === undefined || typeof ref !== "string"
    ? undefined
    : await usersBelow(graph, answering.entry.name, ref);
}

function renderingOf({ colors }: Context) {
  return { colors, width: process.stdout.columns ?? 100 };
}

function textOf(
  context: Context,
  { view, answering, link, namesakes = [] }: Shown,
  usedBy: number | undefined,
  graph: OpenGraph | undefined,
): string {
  const { dim } = context.colors;
  const others = namesakes
    .slice(0, 3)
    .map(({ distribution, id }) => `${printableLine(id)} (${distribution})`);
  const more = namesakes.length > others.length ? ` and ${namesakes.length - others.length} more` : "";
  const notes = [
    ...(link === undefined ? [] : [linkText(link)]),
    ...(usedBy === undefined || usedBy === 0 || graph === undefined
      ? []
      : [`used by ${countText(usedBy, "distribution")}: importgraph dependents ${printableLine(view.name)}`]),
    ...(others.length === 0 ? [] : [`names that end so, too: ${others.join(", ")}${more}`]),
  ];
  const tail = notes.length === 0 ? "" : `\n\n${notes.map((note) => dim(note)).join("\n")}`;
  return `${renderNode(view, renderingOf(context))}${tail}${versionsLine(context, answering)}`;
}

function jsonOf({ view, answering, link, namesakes }: Shown, usedBy: number | undefined): string {
  return printableJson({
    ...view,
    ...(usedBy !== undefined && { usedBy }),
    ...(link !== undefined && {
      link: { from: link.from.name, fromVersion: link.from.version, ref: link.ref, isExact: link.isExact },
    }),
    ...(namesakes !== undefined && { namesakes }),
    ...answeredBy(answering),
  });
}

function usersJson(name: string, users: Awaited<ReturnType<typeof foreignUsers>>): string {
  const usedBy = users.map(({ used, answering }) => ({ uses: used, ...answeredBy(answering) }));
  return printableJson({ name, usedBy });
}
