/** The beginning of a value as ASCII text, for messages: at most 80 characters, without control characters. */
export function excerpt(value: unknown): string {
  const json = stringified(value);
  const cut = json.length > 80 ? `${json.slice(0, 77)}...` : json;
  return cut.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function stringified(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "nothing";
  } catch {
    // The parser takes any depth, its counterpart does not.
    return "something deeply nested";
  }
}
