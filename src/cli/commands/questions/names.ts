import { Command } from "commander";
import { describeMiss } from "../../../ask/miss.ts";
import { names } from "../../../ask/names.ts";
import { resolveName } from "../../../ask/resolve.ts";
import { explainMissingModule } from "../../../ask/taken/missing-module.ts";
import { canDeclare, type ImportGivers, requirementsOf } from "../../../ask/taken/requirements.ts";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import { type Answering, answeredBy } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import { knownGivers } from "../../asking/known-givers.ts";
import {
  type Asked,
  answeringForDottedName,
  askedOf,
  findAnswering,
  otherVersionsText,
  RUN_OPTION,
  unknownDistribution,
} from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import { problemText } from "../../results/problem-text.ts";

interface NamesOptions {
  inherited?: boolean;
  problems?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: {answeredBy, others, names: [{name, to}]}, or problems instead of names; of several names an array of these";

/** `importgraph names`: every dotted name of explored packages. */
export function namesCommand(context: Context): Command {
  return new Command("names")
    .description("every dotted name of explored packages, aliases included")
    .argument(
      "<names...>",
      "explored distributions (NAME==VERSION), or what is at and below an import name or a dotted name: bs4, os.path",
    )
    .option("--inherited", "also the names that classes inherit")
    .option("--problems", "instead of names: what could not be explored, and why")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (wanted: string[], options: NamesOptions) => {
      const asked = await askedOf(context, options, wanted);
      const places = wanted.map((argument) => placeOf(asked, argument));
      const answers: object[] = [];
      for (const place of places) {
        const others = otherVersionsText(place.answering);
        if (others !== undefined) {
          context.say(others);
        }
        const { below = "", sharing = [] } = place;
        if (sharing.length > 0) {
          const all = sharing.join(", ");
          context.say(
            `${printableLine(below)} is also an import name of ${all}: ask for them by their names`,
          );
        }
        const answer = await answerOf(context, asked, place, options);
        if (options.json === true) {
          answers.push({ ...answeredBy(place.answering), [answer.what]: answer.list });
        } else {
          context.out(answer.lines().join("\n"));
        }
      }
      if (options.json === true) {
        context.out(printableJson(places.length === 1 ? answers[0] : answers));
      }
    });
}

/** A distribution, and what of it is wanted where that is not all. */
interface Place {
  answering: Answering;
  below?: string;
  /** Other distributions that are imported by the same name. */
  sharing?: readonly string[];
}

/** @throws UsageError for what is neither an explored distribution nor a name that is imported of one, or begins so */
function placeOf(asked: Asked, argument: string): Place {
  const answering = findAnswering(asked, argument);
  if (answering !== undefined) {
    return { answering };
  }
  const [first, ...others] = answeringForDottedName(asked, argument);
  if (first === undefined) {
    throw unknownDistribution(asked, argument);
  }
  // Of a namespace, and of a module that several install: each has names of its own below it.
  const isShared = ({ entry }: Answering) => entry.importNames.includes(argument);
  return {
    answering: first,
    below: argument,
    sharing: others.filter(isShared).map(({ entry }) => entry.name),
  };
}

interface Answer {
  what: "names" | "problems";
  list: readonly unknown[];
  /** For a person. */
  lines(): string[];
}

async function answerOf(
  context: Context,
  asked: Asked,
  { answering, below }: Place,
  options: NamesOptions,
): Promise<Answer> {
  const shard = await openKeptShard(asked.store, answering.entry);
  const isBelow = (name: string) => below === undefined || name === below || name.startsWith(`${below}.`);
  if (options.problems === true) {
    const problems = shard.problems.filter(({ module }) => isBelow(module));
    const givers = await knownGivers(context, asked, options.run, shard);
    const lines = () => problemLines({ ...shard, problems }, givers);
    return { what: "problems", list: problems, lines };
  }
  const all = [...names(shard, { inherited: options.inherited === true })];
  const list = all.filter(({ name }) => isBelow(name));
  if (list.length === 0 && below !== undefined) {
    throw nothingBelow(shard, below);
  }
  return { what: "names", list, lines: () => list.map(({ name }) => name) };
}

function nothingBelow(shard: Shard, name: string): InputError {
  const resolution = resolveName(shard, name);
  if (resolution.found) {
    const message = `${quoted(name)} is no name of its own of ${shard.header.distribution.name}`;
    return new InputError({ message, fix: `what it is: ./scripts/importgraph show ${name}` });
  }
  const { message, near } = describeMiss(shard, name, resolution);
  return new InputError({ message, ...(near.length > 0 && { fix: `did you mean ${near.join(", ")}?` }) });
}

/** Behind an import that failed for the want of a module, whether that is declared. */
function problemLines(shard: Shard, givers: ImportGivers): string[] {
  if (shard.problems.length === 0) {
    return ["No problems."];
  }
  const view = requirementsOf(shard, givers);
  return shard.problems.map((problem) => {
    const missing = canDeclare(shard)
      ? explainMissingModule(view, shard.header.importNames, problem.message)
      : undefined;
    return `${problemText(problem)}${missing === undefined ? "" : ` (${printableLine(missing)})`}`;
  });
}
