import { mkdir } from "node:fs/promises";
import type { PackageResult } from "../../dockerfile/generate-all.ts";
import type { Proposal } from "../../repair/outcome/proposal.ts";
import { failedPackage, withRepair, writeReport } from "../../report/write-report.ts";
import { failureText } from "../../run/package/outcome.ts";

/**
 * Writes a report of the packages that could not be generated, for the comment; none where all could be.
 *
 * @param repairsOf what repairs of these packages come to, by stem
 */
export async function reportUnlocked(
  folder: string,
  results: readonly PackageResult[],
  repairsOf: (stems: readonly string[]) => Promise<ReadonlyMap<string, Proposal>>,
): Promise<void> {
  const failed = results.flatMap((result) =>
    "error" in result
      ? [failedPackage(result.stem, { stage: "lock", message: failureText(result.error) })]
      : [],
  );
  if (failed.length > 0) {
    const repairs = await repairsOf(failed.map(({ stem }) => stem));
    await mkdir(folder, { recursive: true });
    await writeReport(
      folder,
      {},
      failed.map((one) => withRepair(one, repairs.get(one.stem))),
    );
  }
}
