import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { Lack, Lowest, ReleaseLacks } from "../../../history/lowest.ts";
import { satisfies } from "../../../releases/versions.ts";
import type { Context } from "../../context.ts";
import { columns } from "../../text.ts";

/** So many releases are told of, and so much of what each lacks. */
const MOST_RELEASES = 3;
const MOST_LACKS = 8;

/** From which version on a dependency has all that a package uses of it, and what lacks below. */
export function lowestText({ colors }: Context, found: Lowest, all: boolean): string {
  const { package: name, packageVersion, dependency, exploredWith, declared } = found;
  const { objects, untold, lowest, isOldest, lacking, newer } = found;
  const begin = isOldest ? " or before, which was not explored" : "";
  const lines = [
    colors.bold(printableLine(`${dependency} ${lowest}${begin}`)),
    `  has all ${countText(objects, "object")} that ${name} ${packageVersion} uses of it, explored with ${dependency} ${exploredWith}`,
    ...declaredLines(found),
    ...(untold.length === 0
      ? []
      : [
          `  not told of, since ${exploredWith} is not known to have them: ${untold.slice(0, MOST_LACKS).join(", ")}${untold.length > MOST_LACKS ? ` and ${untold.length - MOST_LACKS} more` : ""}`,
        ]),
  ].map((line, index) => (index === 0 ? line : printableLine(line)));
  const below = all ? lacking : lacking.slice(0, MOST_RELEASES);
  const above = all ? newer : newer.slice(0, MOST_RELEASES);
  return [
    ...lines,
    ...sectionLines("below it lack", below, lacking.length, all),
    ...sectionLines("later releases lack", above, newer.length, all),
    ...(declared === undefined ? [printableLine(`\n${name} says nothing of which versions it takes.`)] : []),
  ].join("\n");
}

function declaredLines({ package: name, dependency, declared, lacking, lowest, isOldest }: Lowest): string[] {
  if (declared === undefined) {
    return [];
  }
  const broken = lacking.filter(({ version }) => satisfies(declared, version)).map(({ version }) => version);
  const asks = `  ${name} asks for ${dependency} ${declared}`;
  if (broken.length > 0) {
    return [`${asks}, which allows ${broken.toReversed().join(", ")} too: >=${lowest} is what it needs`];
  }
  return [satisfies(declared, lowest) || isOldest ? asks : `${asks}, though ${lowest} would do`];
}

function sectionLines(title: string, shown: readonly ReleaseLacks[], count: number, all: boolean): string[] {
  if (count === 0) {
    return [];
  }
  const rest = count - shown.length;
  return [
    "",
    `${title}:`,
    ...shown.flatMap(({ version, lacks }) => {
      const told = all ? lacks : lacks.slice(0, MOST_LACKS);
      const more = lacks.length - told.length;
      return [
        `  ${printableLine(version)}`,
        ...columns(told.map(lackRow))
          .split("\n")
          .map((line) => `    ${line}`),
        ...(more > 0 ? [`    and ${figure(more)} more: --all shows them`] : []),
      ];
    }),
    ...(rest > 0 ? [`  and ${countText(rest, "more release")}: --all shows them`] : []),
  ];
}

function lackRow({ name, keywords = [], positional, in: place, line, places }: Lack): string[] {
  const given = [
    ...keywords.map((keyword) => `${keyword}=`),
    ...(positional === undefined ? [] : [`${countText(positional, "argument")} without a keyword`]),
  ];
  const what = given.length === 0 ? "" : `the ${given.join(", ")} of `;
  const more = places > 1 ? `, and in ${places - 1} more` : "";
  return [printableLine(`${what}${name}`), printableLine(`${place}:${line}${more}`)];
}
