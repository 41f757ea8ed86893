import { printableLine } from "../exec/printable.ts";
import type { Ref } from "../shard/records.ts";
import { referenceText } from "./declaration.ts";
import type { RenderOptions } from "./render.ts";
import type { IdRule, IdWhy, Path, Why } from "./why.ts";

/** More paths are counted, not shown. */
const SHOWN_PATHS = 20;

const RULES: Readonly<Record<IdRule, string>> = {
  module: "It is a module, whose id is its import name.",
  claim: "It says that it is defined there, and looking there gives it.",
  source: "It is written there; it was not seen at run time.",
  path: "It is the best of the paths that lead to it.",
};

const PATHS: Readonly<Record<IdRule, string>> = {
  module: "names that lead to it",
  claim: "names that lead to it",
  source: "names that lead to it",
  path: "paths, the best first",
};

const WAYS = {
  member: "has it",
  inherited: "has it, which is inherited from there",
  metaclass: "has it, which is the metaclass or one of its bases",
  value: "has it, which is the class of the value or one of its bases",
  type: "has it, which is the class that the annotation names or one of its bases",
} as const;

/** Why a dotted name leads where it does, for a terminal. All that comes from packages is made printable. */
export function renderWhy(why: Why, { colors }: Pick<RenderOptions, "colors">): string {
  const { bold, dim } = colors;
  const { name, resolution, id } = why;
  const canonical = referenceText(resolution.ref);
  const sections: (readonly [title: string, lines: readonly string[]])[] = [
    ["how it is followed", followed(why)],
    [
      "why this id",
      id === undefined ? ["It is of another shard, which says so."] : idLines(id, resolution.ref),
    ],
    ["whose it is", [ownerText(why)]],
    [
      "what was found where",
      Object.entries(why.facts).map(([source, facts]) => `${source.padEnd(7)}  ${facts.join(", ")}`),
    ],
    [
      "what could not be explored of its module",
      why.problems.map(({ stage, error, message }) => printableLine(`${stage}  ${error}: ${message}`)),
    ],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  const heading = [bold(printableLine(name)), ...(canonical === name ? [] : [dim(`→ ${canonical}`)])];
  return [
    ...heading,
    ...shown.flatMap(([title, lines]) => ["", bold(title), ...lines.map((line) => `  ${line}`.trimEnd())]),
  ].join("\n");
}

function followed({ resolution: { module, steps } }: Why): string[] {
  return [
    `${printableLine(module)} is the longest module that the name begins with`,
    ...steps.map(({ name, how, owner, to }) => {
      const arrow = isAt(to, owner, name) ? "" : ` → ${referenceText(to)}`;
      return `${printableLine(name)}: ${referenceText(owner)} ${WAYS[how]}${arrow}`;
    }),
  ];
}

function isAt(to: Ref, owner: Ref, name: string): boolean {
  const [held, holder] = [to, owner].map((ref) => (typeof ref === "string" ? ref : ref.id));
  return held === `${holder}.${name}`;
}

function idLines({ rule, claims, hides, paths }: IdWhy, ref: Ref): string[] {
  const dotted = typeof ref === "string" ? ref.replace(":", ".") : ref.id;
  return [
    ...(claims === undefined ? [] : [claimText(claims)]),
    rule === "path" && paths.length === 1 ? "One path leads to it." : RULES[rule],
    ...(hides === undefined
      ? []
      : [`The colon says where the module ends: there is a module ${printableLine(hides)}, too.`]),
    ...(paths.length < 2 ? [] : ["", `${PATHS[rule]}: names with _, names, characters`]),
    ...(paths.length < 2 ? [] : pathLines(paths, dotted)),
  ];
}

function claimText({ name, leadsTo }: NonNullable<IdWhy["claims"]>): string {
  const there = leadsTo === null ? "nothing is there" : `there is ${referenceText(leadsTo)}`;
  return `It says that it is ${printableLine(name)}, but ${there}.`;
}

function pathLines(paths: readonly Path[], dotted: string): string[] {
  const chosen = paths.findIndex(({ name }) => name === dotted);
  const shown = paths.filter((_, index) => index < SHOWN_PATHS || index === chosen);
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.map((path) => {
    const figures = [path.private, path.names, path.characters].map((figure) => String(figure).padStart(3));
    return `${path.name === dotted ? "*" : " "} ${printableLine(path.name).padEnd(width)} ${figures.join(" ")}`;
  });
  const left = paths.length - shown.length;
  return left === 0 ? lines : [...lines, `  … and ${left} more`];
}

function ownerText({ owner: { distribution, version, python }, resolution: { ref } }: Why): string {
  if (typeof ref !== "string" && "python" in ref) {
    return `the standard library of Python ${python}`;
  }
  return distribution === null
    ? "nobody who could be found: its name is what it says of itself"
    : `${distribution} ${printableLine(version ?? "")}, explored on Python ${python}`;
}
