import { NotARequirement, parseRequirement, type Requirement } from "./requirement.ts";

/**
 * What a distribution asks for by its metadata (core metadata, such as `METADATA` of a wheel): its `Requires-Dist`. What is no
 * requirement of a release of an index is left out.
 */
export function requirementsOf(metadata: string): Requirement[] {
  const [headers = ""] = metadata.replaceAll("\r\n", "\n").split("\n\n", 1);
  // A line that begins with a space goes on with the one before (RFC 822).
  const lines = headers.replace(/\n[ \t]+/g, " ").split("\n");
  return lines.flatMap((line) => {
    const [, text] = /^Requires-Dist:\s*(.*)$/i.exec(line) ?? [];
    return text === undefined ? [] : readable(text);
  });
}

function readable(text: string): Requirement[] {
  try {
    return [parseRequirement(text)];
  } catch (error) {
    if (error instanceof NotARequirement) {
      return [];
    }
    throw error;
  }
}
