import { mkdir } from "node:fs/promises";
import type { PackageResult } from "../../dockerfile/generate-all.ts";
import { failedPackage, writeReport } from "../../report/write-report.ts";
import { failureText } from "../../run/package/outcome.ts";

/** Writes a report of the packages that could not be generated, for the comment; none where all could be. */
export async function reportUnlocked(folder: string, results: readonly PackageResult[]): Promise<void> {
  const failed = results.flatMap((result) =>
    "error" in result
      ? [failedPackage(result.stem, { stage: "lock", message: failureText(result.error) })]
      : [],
  );
  if (failed.length > 0) {
    await mkdir(folder, { recursive: true });
    await writeReport(folder, {}, failed);
  }
}
