import { createHash } from "node:crypto";
import { printableJson } from "../../exec/printable.ts";

/**
 * Findings as SARIF 2.1.0, for whatever shows them beside the lines of a project.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLog(
  programVersion: string,
  rules: readonly object[],
  results: readonly object[],
): string {
  return printableJson({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "importgraph", version: programVersion, rules } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  });
}

/** A path with forward slashes as an address. */
export function sarifUri(file: string): string {
  return file.split("/").map(encodeURIComponent).join("/");
}

/** Tells that a finding is the one of an earlier run, wherever its lines have moved. */
export function sarifFingerprint(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
