import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { Counts } from "./counts.ts";

/** As many lines of a message as tell what was expected and what was there instead. */
const MESSAGE_LINES = 12;

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/**
 * @param text what `vitest --reporter=json` wrote
 * @param root the folder that files are named from
 */
export function readVitestReport(text: string, root: string): Counts {
  const { numPassedTests, numFailedTests, success, testResults } = report.parse(JSON.parse(text));
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    // A hook that fails, and a file that cannot be loaded, are told of the file alone.
    return failed.length === 0 && status === "failed"
      ? [failureText(file, message)]
      : failed.map((test) =>
          failureText(`${file} › ${test.fullName.trim()}`, test.failureMessages.join("\n")),
        );
  });
  // A file that cannot be loaded has no tests to count, and is a failure all the same.
  const failed = success ? numFailedTests : Math.max(1, numFailedTests);
  return { passed: numPassedTests, failed, failures };
}

function failureText(what: string, message: string): string {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return [what, ...lines.slice(0, MESSAGE_LINES)].join("\n    ");
}
