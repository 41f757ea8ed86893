import { ownerName, type UsedObject, type UsingPlace } from "../../../ask/taken/uses.ts";
import { wrapped } from "../../../ask/wrapped.ts";
import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { ForeignRef } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import { columns } from "../../text.ts";
import { distributionText, type Looks, ownerText, shortened } from "./words.ts";

/** So many objects of an owner, and places of an object, are shown to a person who does not ask for all. */
const SHOWN_OBJECTS = 6;
const SHOWN_PLACES = 4;

/** A distribution that uses something of others. */
export interface ForeignUser {
  shard: Shard;
  used: readonly UsedObject[];
}

/** What is used of whom, the most used first; all places are told for one owner only. */
export function usedOwnersText(
  shard: Shard,
  asked: string,
  used: readonly UsedObject[],
  looks: Looks,
): string {
  const { bold, dim } = looks.colors;
  const groups = [...Map.groupBy(used, ({ of }) => ownerName(of)).values()].sort(
    (a, b) => Number("python" in first(a)) - Number("python" in first(b)) || countOf(b) - countOf(a),
  );
  const head = `${asked} uses ${countText(used.length, "object")} of others`;
  const texts = groups.map((objects) => {
    const owner = ownerOfRef(first(objects), shard);
    const names = objects.map(({ of, count }) => `${printableLine(of.id)} (${figure(count)})`);
    return [
      `${bold(owner)}  ${dim(`${countText(objects.length, "object")}, ${timesText(countOf(objects))}`)}`,
      ...wrapped("  ", shortened(names, SHOWN_OBJECTS, looks).join(", "), looks.width),
    ].join("\n");
  });
  return [bold(head), ...texts, dim("--of NAME tells the places of one of them")].join("\n\n");
}

/** What is used of one owner, with all places. */
export function usedObjectsText(
  asked: string,
  owner: string,
  used: readonly UsedObject[],
  looks: Looks,
): string {
  const { bold } = looks.colors;
  const head = `${asked} uses ${countText(used.length, "object")} of ${owner}, ${timesText(countOf(used))}`;
  return [bold(head), ...used.map((object) => usedObjectText(object, looks))].join("\n\n");
}

function usedObjectText({ of, how, places }: UsedObject, looks: Looks): string {
  const { bold, dim } = looks.colors;
  const shown = looks.all || places.length <= SHOWN_PLACES + 1 ? places : places.slice(0, SHOWN_PLACES);
  const more = places.length - shown.length;
  return [
    `${bold(printableLine(of.id))}  ${dim(how.join(", "))}`,
    columns(shown.map(placeCells)),
    ...(more === 0 ? [] : [`  … and in ${countText(more, "more place")} (uses … --all shows them)`]),
  ].join("\n");
}

/** Who uses something that nobody here has explored, for a person: `urllib3.util.Retry  used by requests.adapters (3)`. */
export function usersText(name: string, users: readonly ForeignUser[], looks: Looks): string {
  const { bold, dim } = looks.colors;
  const heads = users.map(({ shard, used }) => {
    const modules = new Map<string, number>();
    for (const { in: place, count } of used.flatMap(({ places }) => places)) {
      const module = shard.node(place)?.module ?? place;
      modules.set(module, (modules.get(module) ?? 0) + count);
    }
    const texts = [...modules].map(([module, count]) => `${printableLine(module)} (${figure(count)})`);
    const modulesText = shortened(texts, SHOWN_OBJECTS, looks).join(", ");
    const head = `${bold(printableLine(name))}  ${dim("used by")}`;
    return name.length + modulesText.length + "  used by ".length <= looks.width
      ? `${head} ${modulesText}`
      : [head, ...wrapped("  ", modulesText, looks.width)].join("\n");
  });
  const details = users.map(({ shard, used }) => {
    const owners = new Set(used.map(({ of }) => ownerOfRef(of, shard)));
    const objects = used.map((object) => usedObjectText(object, looks));
    return [dim(`of ${[...owners].join(", ")}, in ${distributionText(shard)}`), ...objects].join("\n\n");
  });
  return [heads.join("\n"), ...details].join("\n\n");
}

/** `  requests.adapters.HTTPAdapter.send  lines 644, 645 …  call with 1, total=` */
function placeCells({ in: place, lines, count, keywords = [], positional, as }: UsingPlace): string[] {
  const more = count > lines.length ? " …" : "";
  const given = [
    ...(positional === undefined || positional === 0 ? [] : [String(positional)]),
    ...keywords.map((keyword) => `${printableLine(keyword)}=`),
  ];
  return [
    "",
    printableLine(place),
    `${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}${more}`,
    [as === undefined ? "" : `as ${printableLine(as)}`, given.length === 0 ? "" : `with ${given.join(", ")}`]
      .filter((text) => text !== "")
      .join(" "),
  ];
}

function first([object]: readonly UsedObject[]): ForeignRef {
  return (object as UsedObject).of;
}

function countOf(used: readonly UsedObject[]): number {
  return used.reduce((sum, { count }) => sum + count, 0);
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${figure(count)} times`;
}

function ownerOfRef(ref: ForeignRef, { header }: Shard): string {
  const owner = "python" in ref ? "python" : ref.distribution === null ? null : ref;
  return ownerText(owner, header.python);
}

/** What a person calls what was asked about: the node, else the distribution. */
export function askedText(shard: Shard, name: string | undefined): string {
  return name === undefined ? distributionText(shard) : printableLine(name);
}
