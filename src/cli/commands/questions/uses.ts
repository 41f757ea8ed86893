import { Command } from "commander";
import { nearNames } from "../../../ask/near-names.ts";
import { isUseOf, ownerName, type UsedObject, usesOf } from "../../../ask/taken/uses.ts";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import type { Shard } from "../../../shard/shard.ts";
import { placeAsked } from "../../asking/asked-place.ts";
import { originJson } from "../../asking/dotted-answer.ts";
import { originText } from "../../asking/origin-text.ts";
import { askedOf, RUN_OPTION } from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import { askedText, usedObjectsText, usedOwnersText } from "../../results/taken/uses-text.ts";
import { looksOf, untoldText } from "../../results/taken/words.ts";

interface UsesOptions {
  of?: string;
  all?: boolean;
  package?: string;
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: {uses: [{of, how, count, places: [{in, as, how, count, lines, keywords, positional}]}], answeredBy, others}";

/** `importgraph uses`: what a package takes of others, by object. */
export function usesCommand(context: Context): Command {
  return new Command("uses")
    .description("what a package, module, class or function uses of others, by object, with lines")
    .argument("<name>", "a distribution (NAME==VERSION), or a dotted name")
    .option("--of <name>", "of this distribution, of python, or of what stands below this dotted name")
    .option("--all", "every object and every place")
    .option("--package <name>", "look into this distribution: its newest version, or NAME==VERSION")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (argument: string, options: UsesOptions) => {
      const asked = await askedOf(context, options, [argument, options.package]);
      const place = await placeAsked(asked, argument, options.package);
      const { shard, node } = place;
      // The package of a distribution with one import name is all of it.
      const name = node !== undefined && isAllOf(shard, node.id) ? undefined : node?.id;
      const { of: owner } = options;
      const used = usesOf(shard, name, owner === undefined ? undefined : isUseOf(shard, owner));
      if (owner !== undefined && used.length === 0) {
        ensureKnown(shard, owner);
      }
      const looks = looksOf(context, options.all === true);
      const text = () => textOf(shard, name, owner, used, looks);
      context.out(
        options.json === true
          ? printableJson({ uses: used, ...originJson(place) })
          : `${untoldText(shard) ?? text()}${originText(context, asked, place)}`,
      );
    });
}

function textOf(
  shard: Shard,
  name: string | undefined,
  owner: string | undefined,
  used: readonly UsedObject[],
  looks: Parameters<typeof usedOwnersText>[3],
): string {
  const asked = askedText(shard, name);
  if (used.length === 0) {
    return `${asked} uses nothing of ${owner === undefined ? "others" : printableLine(owner)}.`;
  }
  return owner === undefined
    ? usedOwnersText(shard, asked, used, looks)
    : usedObjectsText(asked, ownerTextOf(shard, owner), used, looks);
}

/** `urllib3 2.8.0`, where that is what was asked for; else as it was asked. */
function ownerTextOf({ header }: Shard, owner: string): string {
  const installed = header.requirements.find(({ name }) => name === normalizeName(owner));
  return owner === "python"
    ? `Python ${header.python}`
    : printableLine(installed === undefined ? owner : `${installed.name} ${installed.version}`);
}

function isAllOf({ header: { importNames } }: Shard, name: string): boolean {
  return importNames.length === 1 && importNames[0] === name;
}

/** @throws InputError for what is neither used by anything of the distribution nor installed beside it */
function ensureKnown(shard: Shard, owner: string): void {
  const owners = new Set(shard.uses.map(({ of }) => ownerName(of)).filter((name) => name !== ""));
  const installed = shard.header.requirements.map(({ name }) => name);
  const isKnown =
    [...owners, ...installed, "python"].includes(normalizeName(owner)) ||
    shard.uses.some(isUseOf(shard, owner));
  if (!isKnown) {
    const tops = shard.uses.map(({ of }) => of.id.split(/[.:]/, 1)[0] ?? "");
    const near = nearNames([...owners, ...installed, ...tops], owner);
    const meant = near.length === 0 ? "" : `did you mean ${near.map(printableLine).join(", ")}? Else `;
    throw new InputError({
      message: `nothing of ${shard.header.distribution.name} uses ${quoted(owner)}`,
      fix: `${meant}leave --of out to see whose things it uses`,
    });
  }
}
