import { Command, Option } from "commander";
import { importCycles } from "../../../ask/taken/import-cycles.ts";
import { importTree } from "../../../ask/taken/import-tree.ts";
import { importsBelow, importsOfModule } from "../../../ask/taken/imports.ts";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { printableJson } from "../../../exec/printable.ts";
import { type AskedPlace, placeAsked } from "../../asking/asked-place.ts";
import { originJson } from "../../asking/dotted-answer.ts";
import { originText } from "../../asking/origin-text.ts";
import { askedOf, RUN_OPTION } from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import { cyclesText, importedText, statementsText, treeText } from "../../results/taken/imports-text.ts";
import { type Looks, looksOf, shortened, untoldText } from "../../results/taken/words.ts";

interface ImportsOptions {
  tree?: boolean;
  cycles?: boolean;
  all?: boolean;
  package?: string;
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: {imports: [record…]}, {own, others} of --tree, {cycles} of --cycles; each with {answeredBy, others}";

/** `importgraph imports`: what modules import, what that loads, and where it goes in circles. */
export function importsCommand(context: Context): Command {
  return new Command("imports")
    .description("what a module or package imports; what importing it loads; where that goes in circles")
    .argument("<name>", "a module or package, or a distribution (NAME==VERSION)")
    .addOption(new Option("--tree", "what importing it loads, own modules first").conflicts("cycles"))
    .option("--cycles", "modules at and below it that import each other when they are loaded")
    .option("--all", "every statement of a package, every circle")
    .option("--package <name>", "look into this distribution: its newest version, or NAME==VERSION")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (argument: string, options: ImportsOptions) => {
      const asked = await askedOf(context, options, [argument, options.package]);
      const place = await placeAsked(asked, argument, options.package);
      const looks = looksOf(context, options.all === true);
      const { shard } = place;
      const answer = answerTo(place, options);
      context.out(
        options.json === true
          ? printableJson({ ...answer.json, ...originJson(place) })
          : `${untoldText(shard) ?? answer.text(looks)}${originText(context, asked, place)}`,
      );
    });
}

/** Of a distribution with more, only some are told one by one. */
const MOST_IMPORT_NAMES = 10;

interface Answer {
  json: object;
  text(looks: Looks): string;
}

function answerTo(place: AskedPlace, { tree, cycles }: ImportsOptions): Answer {
  const { shard } = place;
  const name = moduleOf(place);
  if (cycles === true) {
    const found = importCycles(shard, name);
    return { json: { cycles: found }, text: (looks) => cyclesText(shard, name, found, looks) };
  }
  if (tree === true) {
    const [root = "", ...others] = name === undefined ? shard.header.importNames : [name];
    if (others.length > 0) {
      const names = shortened(shard.header.importNames, MOST_IMPORT_NAMES, { all: false });
      const fix = `ask one of them: ${names.join(", ")}`;
      throw new InputError({ message: `${shard.header.distribution.name} has several import names`, fix });
    }
    const found = importTree(shard, root);
    return { json: found, text: (looks) => treeText(shard, root, found, looks) };
  }
  const statements = importsBelow(shard, name);
  return {
    json: { imports: statements.map(({ record: _record, ...rest }) => rest) },
    text(looks) {
      const modules = looks.all
        ? [...new Set(statements.map(({ module }) => module))]
        : name === undefined
          ? shard.header.importNames.slice(0, MOST_IMPORT_NAMES)
          : [name];
      const own = modules.map((module) =>
        statementsText(shard, module, importsOfModule(shard, module), looks),
      );
      const isPackage = statements.some(({ module }) => module !== name);
      return [...own, ...(isPackage ? [importedText(shard, statements, looks)] : [])].join("\n\n");
    },
  };
}

/** The module that is asked about; undefined for all of a distribution. */
function moduleOf({ node }: AskedPlace): string | undefined {
  if (node !== undefined && node.kind !== "module") {
    throw new InputError({
      message: `${quoted(node.id)} is a ${node.kind}, expected a module`,
      fix: `what its module imports: ./scripts/importgraph imports ${node.module}; what it uses itself: ./scripts/importgraph uses ${node.id}`,
    });
  }
  return node?.id;
}
