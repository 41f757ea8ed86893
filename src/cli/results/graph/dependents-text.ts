import { wrapped } from "../../../ask/wrapped.ts";
import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { Dependent, Dependents } from "../../../graph/questions/dependents.ts";
import type { UsingPlace } from "../../../graph/questions/using-places.ts";
import { columns } from "../../text.ts";
import { type Looks, shortened } from "../taken/words.ts";

/** So many objects of a dependent, places of one, and objects of all are shown to a person who does not ask for all. */
const SHOWN_OBJECTS = 5;
const SHOWN_PLACES = 4;
const SHOWN_MOST_USED = 10;
const SHOWN_KEYWORDS = 6;

/**
 * Who uses something, for a person.
 *
 * @param name what was asked about, with whose it is
 * @param keyword the keyword that calls have to give
 */
export function dependentsText(answer: Dependents, name: string, looks: Looks, keyword?: string): string {
  const { bold, dim } = looks.colors;
  const { of, distributions, dependents, more, objects } = answer;
  const all = dependents.length + more;
  const verb = of.id === undefined && keyword === undefined ? "used or required" : "used";
  const given = keyword === undefined ? "" : ` with ${printableLine(keyword)}=`;
  const users = all === 0 ? "none" : figure(all);
  const head = `${bold(name)}  ${verb}${given} by ${users} of ${countText(distributions, "explored distribution")}`;
  const texts =
    of.id === undefined && keyword === undefined && all > 0
      ? [dependents.map((one) => wholeText(one, looks)).join("\n")]
      : dependents.map((one) => objectText(one, of.id, looks));
  const used = of.id === undefined || objects.length > 1 ? mostUsedText(objects, looks) : [];
  const rest = more > 0 ? [dim(`… and ${figure(more)} more (--all shows them)`)] : [];
  return [head, ...texts, ...rest, ...used].join("\n\n");
}

function wholeText({ objects, count, required, ...dependent }: Dependent, looks: Looks): string {
  const { bold, dim } = looks.colors;
  const uses =
    count === 0 ? "uses nothing of it" : `${countText(objects.length, "object")}, ${timesText(count)}`;
  const needs = required ? ["requires it"] : count === 0 ? ["asks for it in an extra"] : [];
  const facts = [...needs, uses, ...withText(dependent)].join("; ");
  const names = objects.map(({ id, count: times }) => `${printableLine(id)} (${figure(times)})`);
  const shown = shortened(names, SHOWN_OBJECTS, looks).join(", ");
  return [
    `${bold(nameText(dependent))}  ${dim(facts)}`,
    ...(shown === "" ? [] : wrapped("  ", shown, looks.width)),
  ].join("\n");
}

function objectText(
  { count, places, morePlaces, ...dependent }: Dependent,
  id: string | undefined,
  looks: Looks,
): string {
  const { bold, dim } = looks.colors;
  const ways = morePlaces === 0 ? [] : waysTexts(dependent);
  const facts = [timesText(count), ...ways, ...withText(dependent)].join("; ");
  const shown = looks.all || places.length <= SHOWN_PLACES + 1 ? places : places.slice(0, SHOWN_PLACES);
  const more = places.length - shown.length + morePlaces;
  return [
    `${bold(nameText(dependent))}  ${dim(facts)}`,
    columns(shown.map((place) => placeCells(place, id))),
    ...(more === 0 ? [] : [`  … and in ${countText(more, "more place")} (--all shows them)`]),
  ].join("\n");
}

/** How it is used in all places together, and what is given by name: `call, read` and `gives total=, redirect=`. */
function waysTexts({ how, keywords }: Pick<Dependent, "how" | "keywords">): string[] {
  const given = keywords.map((keyword) => `${printableLine(keyword)}=`);
  const more = given.length > SHOWN_KEYWORDS ? `, … and ${given.length - SHOWN_KEYWORDS} more` : "";
  const shown = given.slice(0, SHOWN_KEYWORDS).join(", ");
  return [how.join(", "), ...(shown === "" ? [] : [`gives ${shown}${more}`])];
}

/** `  requests/adapters.py:644  in requests.adapters.HTTPAdapter.send  call with 1, total=` */
function placeCells(
  { in: place, file, lines, of, how, keywords = [], positional = 0 }: UsingPlace,
  id?: string,
) {
  const given = [
    ...(positional === 0 ? [] : [String(positional)]),
    ...keywords.map((keyword) => `${printableLine(keyword)}=`),
  ];
  const object = of === id ? [] : [printableLine(of)];
  const told = [...(how.length === 0 ? [] : [how.join(", ")]), ...object].join(" ");
  return [
    "",
    `${printableLine(file ?? place)}:${lines.join(",")}`,
    printableLine(place),
    `${told}${given.length === 0 ? "" : ` with ${given.join(", ")}`}`,
  ];
}

function mostUsedText(objects: Dependents["objects"], looks: Looks): string[] {
  const shown = looks.all ? objects : objects.slice(0, SHOWN_MOST_USED);
  if (shown.length === 0) {
    return [];
  }
  const more = objects.length - shown.length;
  const rows = shown.map(({ id, distributions, count }) => [
    "",
    printableLine(id),
    countText(distributions, "distribution"),
    timesText(count),
  ]);
  return [
    [
      looks.colors.bold("what is used of it"),
      columns(rows),
      ...(more === 0 ? [] : [`  … and ${countText(more, "more object")} (--all shows them)`]),
    ].join("\n"),
  ];
}

function nameText({ distribution, version }: Pick<Dependent, "distribution" | "version">): string {
  return `${distribution} ${printableLine(version)}`;
}

/** Which version it was explored with, and its own older ones. */
function withText({ with: installed, others }: Pick<Dependent, "with" | "others">): string[] {
  return [
    installed === null ? "not installed beside it" : `with ${printableLine(installed)}`,
    ...(others.length === 0 ? [] : [`so does ${others.map(printableLine).join(", ")}`]),
  ];
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${figure(count)} times`;
}
