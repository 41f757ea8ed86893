import type { Parameter, Signature } from "../shard/records.ts";

/**
 * A signature as Python writes it: `(path, /, mode: str = 'r', *, strict=False, **options) -> File`.
 *
 * @param width where given, a longer one is put on several lines, one parameter on each
 */
export function signatureText(signature: Signature, width = Number.POSITIVE_INFINITY): string {
  const parts = parameterTexts(signature.parameters);
  const returns = signature.returns === undefined ? "" : ` -> ${signature.returns}`;
  const line = `(${parts.join(", ")})${returns}`;
  if (line.length <= width || parts.length < 2) {
    return line;
  }
  return `(\n${parts.map((part) => `    ${part},\n`).join("")})${returns}`;
}

function parameterTexts(parameters: readonly Parameter[]): string[] {
  const texts: string[] = [];
  let isStarred = false;
  parameters.forEach((parameter, index) => {
    const { kind } = parameter;
    if (kind === "keywordOnly" && !isStarred) {
      texts.push("*");
    }
    isStarred ||= kind === "keywordOnly" || kind === "varPositional";
    texts.push(parameterText(parameter));
    if (kind === "positionalOnly" && parameters[index + 1]?.kind !== "positionalOnly") {
      texts.push("/");
    }
  });
  return texts;
}

const STARS: Readonly<Partial<Record<Parameter["kind"], string>>> = { varPositional: "*", varKeyword: "**" };

function parameterText({ name, kind, annotation, default: value }: Parameter): string {
  const starred = `${STARS[kind] ?? ""}${name}`;
  const annotated = annotation === undefined ? starred : `${starred}: ${annotation}`;
  if (value === undefined) {
    return annotated;
  }
  return annotation === undefined ? `${annotated}=${value}` : `${annotated} = ${value}`;
}
