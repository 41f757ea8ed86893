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

/**
 * A signature on one line of at most `length` characters: without annotations where they don't fit, then without the
 * last parameters.
 */
export function briefSignature(signature: Signature, length: number): string {
  const whole = signatureText(signature);
  if (whole.length <= length) {
    return whole;
  }
  const parts = parameterTexts(signature.parameters.map(({ annotation: _, ...parameter }) => parameter));
  let kept = parts.length;
  const text = () => `(${[...parts.slice(0, kept), ...(kept < parts.length ? ["…"] : [])].join(", ")})`;
  while (kept > 0 && text().length > length) {
    kept -= 1;
  }
  return text();
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

/** A parameter's name, with the stars of one that takes what is left over. */
export function parameterName({ name, kind }: Pick<Parameter, "name" | "kind">): string {
  return `${STARS[kind] ?? ""}${name}`;
}

function parameterText(parameter: Parameter): string {
  const { annotation, default: value } = parameter;
  const starred = parameterName(parameter);
  const annotated = annotation === undefined ? starred : `${starred}: ${annotation}`;
  if (value === undefined) {
    return annotated;
  }
  return annotation === undefined ? `${annotated}=${value}` : `${annotated} = ${value}`;
}
