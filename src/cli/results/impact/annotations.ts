import type { InputProblem } from "../../../errors/input-error.ts";
import type { Finding } from "../../../impact/finding.ts";
import { annotationCommand } from "../annotation-command.ts";
import { failureOf, findingSentence, type ToldImpact } from "./told.ts";

/** As commands that a runner reads from a step's output. */
export function impactAnnotations({ impact }: ToldImpact): string {
  const failure = failureOf(impact);
  const commands = annotatedFindings(impact.findings).map(({ kind, problem }) =>
    annotationCommand(kind, problem),
  );
  return [
    ...commands,
    ...(failure === undefined ? [] : [annotationCommand("error", { message: failure })]),
  ].join("\n");
}

/** What somebody has to look at, where it stands. */
export function annotatedFindings(
  findings: readonly Finding[],
): { kind: "error" | "warning"; problem: InputProblem }[] {
  return findings.flatMap((finding) => {
    const { level, place, rule } = finding;
    const cell = place.cell === undefined ? "" : `cell ${place.cell}, line ${place.line}: `;
    const at = { file: place.file, ...(place.cell === undefined && { line: place.line }) };
    return level === "note"
      ? []
      : [{ kind: level, problem: { place: at, message: `${cell}${findingSentence(finding)} [${rule}]` } }];
  });
}
