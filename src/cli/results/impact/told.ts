import { rules } from "../../../diff/rules/rules.ts";
import type { InputProblem } from "../../../errors/input-error.ts";
import { countText } from "../../../exec/figure.ts";
import type { DistributionImpact, Finding, FindingKind } from "../../../impact/finding.ts";
import type { Misfit } from "../../../impact/follow/calls.ts";
import type { Impact } from "../../../impact/impact.ts";
import { changeText } from "../changes/difference-text.ts";

/** What every format tells of an impact. */
export interface ToldImpact {
  /** As it was named. */
  folder: string;
  lock: string;
  python: string;
  impact: Impact;
}

/** What findings of a kind are, as a heading. */
export const KIND_MEANINGS: Readonly<Record<FindingKind, string>> = {
  breaks: "breaks",
  override: "takes the place of what changes",
  doubtful: "is gone, unless `__getattr__` still makes it",
  missing: "is not there in the installed version",
  misfit: "is not called so in the installed version",
  deprecated: "is deprecated",
  "may-break": "may behave otherwise",
  undeclared: "is imported, and nothing installed gives it",
  unused: "is asked for, and imported nowhere",
  "passed-on": "is another distribution's",
  private: "is private",
};

/** Rules that are not those of comparing releases, as a sentence. */
const OWN_RULES: Readonly<Record<string, string>> = {
  "name-removed": "is not there any more",
  "served-by-getattr": "may be there by the module's `__getattr__` only",
  "call-no-longer-fits": "is not called so any more",
  "overridden-method-changed": "the method that it takes the place of has changed",
  "overridden-method-removed": "the method that it takes the place of is gone",
  "missing-name": "there is no such name",
  "missing-module": "there is no such module",
  "unknown-keyword": "it takes no argument of this name",
  "deprecated-name": "it is deprecated",
  "undeclared-import": "nothing that is installed gives it",
  "unused-dependency": "nothing of the project imports it",
  "passed-on-name": "it is another distribution's",
  "private-name": "its name begins with an underscore",
};

/** What is wrong, to be read behind a name; without a full stop. */
export function findingText(finding: Finding): string {
  const { change, rule, misfit, advice, near = [] } = finding;
  const what = change === undefined ? (OWN_RULES[rule] ?? rule) : changeText(change);
  const givers = rule === "undeclared-import" && near.length > 0;
  return [
    what,
    ...(misfit === undefined || isSaid(finding, misfit) ? [] : [misfitText(misfit)]),
    ...(advice === undefined || advice === "" ? [] : [advice]),
    ...(near.length === 0
      ? []
      : [givers ? `${near.join(" or ")} would` : `did you mean ${near.join(", ")}?`]),
    ...whenText(finding),
  ].join("; ");
}

/** Whether the change tells the one thing that does not fit. */
function isSaid({ change }: Finding, { keywords, required, most }: Misfit): boolean {
  const [wrong, ...others] = [...keywords, ...required];
  return most === undefined && others.length === 0 && wrong !== undefined && change?.part === wrong;
}

/** In which versions it is there. */
function whenText({ kind, since, until, versions = [] }: Finding): string[] {
  if (since !== undefined) {
    const from = kind === "breaks" ? "there" : `there ${until === undefined ? "since" : "from"} ${since}`;
    return until === undefined && kind === "breaks"
      ? []
      : [until === undefined ? from : `${from} until ${until}`];
  }
  return versions.length > 0 ? [`there in ${versions.join(", ")}`] : [];
}

function misfitText({ keywords, most, required }: Misfit): string {
  return [
    ...(keywords.length > 0 ? [`not taken: ${keywords.join(", ")}`] : []),
    ...(most === undefined ? [] : [`at most ${countText(most, "argument")} without a name`]),
    ...(required.length > 0 ? [`missing: ${required.join(", ")}`] : []),
  ].join(", ");
}

/** `numpy.float_ (numpy 2.0.2): removed; use numpy.float64`. */
export function findingSentence(finding: Finding): string {
  const { name, distribution, version } = finding;
  const of =
    distribution === undefined ? "" : ` (${distribution}${version === undefined ? "" : ` ${version}`})`;
  return `${name}${of}: ${findingText(finding)}`;
}

/** `12 of 340 uses of pandas break in 4 files`. */
export function summaryText({ name, version, to, uses, broken, brokenFiles }: DistributionImpact): string {
  const release = to === undefined ? `${name} ${version}` : `${name} ${version} → ${to}`;
  const what =
    to === undefined ? (broken === 1 ? "is wrong" : "are wrong") : broken === 1 ? "breaks" : "break";
  return broken === 0
    ? `${release}: ${countText(uses, "use")}, none of which ${to === undefined ? "is wrong" : "breaks"}`
    : `${release}: ${broken.toLocaleString("en")} of ${countText(uses, "use")} ${what} in ${countText(brokenFiles, "file")}`;
}

/** Why an impact fails, as a sentence without a full stop; undefined where it does not. */
export function failureOf({ findings }: Impact): string | undefined {
  const errors = findings.filter(({ level }) => level === "error");
  const isOfUpgrade = errors.some(({ kind }) => kind === "breaks");
  const [one, many] = isOfUpgrade ? ["breaks", "break"] : ["is wrong", "are wrong"];
  return errors.length === 0
    ? undefined
    : `${countText(errors.length, "place")} of the project ${errors.length === 1 ? one : many}`;
}

/** What is said where nothing fails, as a sentence without a full stop. */
export function successOf({ isUpgrade }: Impact): string {
  return isUpgrade ? "nothing that is known breaks" : "nothing that is known is wrong";
}

/** Where a finding stands: `src/a.py:12`, of a notebook `a.ipynb cell 3:2`. */
export function placeText({ place: { file, line, cell } }: Finding): string {
  return cell === undefined ? `${file}:${line}` : `${file} cell ${cell}:${line}`;
}

/**
 * What was not explored, or not read, and what is to be done about it.
 *
 * @param storeFlag of the commands that do something about it; undefined where they are not told
 */
export function gapsOf(
  { unexplored, unknownImports, problems }: Impact,
  storeFlag: string | undefined,
): InputProblem[] {
  return [
    ...(unexplored.length === 0
      ? []
      : [
          {
            message: `not explored, so that nothing is known of it: ${unexplored.map(({ name, version }) => `${name} ${version}`).join(", ")}`,
            ...(storeFlag !== undefined && {
              fix: `give --explore, or: ./scripts/explore ${unexplored.map(({ name, version }) => `${name}==${version}`).join(" ")}${storeFlag}`,
            }),
          },
        ]),
    ...(unknownImports.length === 0
      ? []
      : [{ message: `nobody knows what gives these imports: ${unknownImports.join(", ")}` }]),
    ...problems.map(({ file, error, message }) => ({
      place: { file },
      message: `not read: ${error}: ${message}`,
    })),
  ];
}

/** What a rule says, for formats that list them. */
export function ruleText(rule: string): { title: string; reason: string } {
  const known = rules.get(rule);
  const own = OWN_RULES[rule] ?? rule;
  return known === undefined ? { title: own, reason: own } : { title: known.title, reason: known.reason };
}
