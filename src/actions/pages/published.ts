/** What a published run is shown as, on the step's page. */

import { basename } from "node:path";
import { markdownCode, markdownTable, markdownText, numberText } from "../../cli/results/markdown.ts";
import { sizeText } from "../../cli/text.ts";
import type { InputProblem } from "../../errors/input-error.ts";
import { countText } from "../../exec/figure.ts";
import type { PublishedBins } from "../../run/jobs/publish-bins.ts";
import { countStatuses, type RunPackage, runKeys } from "../../store/runs/record.ts";
import type { Store } from "../../store/store.ts";
import { addToSummary } from "./step-summary.ts";

export async function tellPublished(store: Store, result: PublishedBins): Promise<void> {
  const { packages, published, plan, faults } = result;
  const counts = Object.entries(countStatuses(packages)).filter(([, count]) => count > 0);
  const counted = counts.map(([status, count]) => `${count} ${status}`).join(", ");
  const before = new Map(plan.packages.map(({ stem, previous }) => [stem, previous]));
  const news = Object.entries(packages).filter(([, { status }]) => status === "explored");
  const failed = Object.entries(packages).filter(([, { failure }]) => failure !== undefined);
  const lines = [
    "### Published",
    "",
    published === undefined
      ? `Nothing is new${plan.latest === undefined ? "" : ` since run ${plan.latest}`}, so nothing was published: ${counted}.`
      : `Run **${published.manifest.id}**: ${counted}; ${countText(published.sent, "object")} sent, ${sizeText(published.sentBytes)}.`,
    "",
    ...(published === undefined
      ? []
      : [
          `Its manifest: ${markdownCode(`${store.address.replace(/\?.*$/, "")}/${runKeys(published.manifest.id).manifest}`)}`,
          "",
        ]),
    ...(faults.length === 0 ? [] : [...faults.map(faultLine), ""]),
    ...(news.length === 0
      ? []
      : [
          markdownTable(
            ["explored", "version", "Python", "nodes", "problems", "why"],
            news.map(([stem, said]) => newsRow(stem, said, before.get(stem))),
          ),
          "",
        ]),
    ...(failed.length === 0
      ? []
      : [
          markdownTable(
            ["failed", "version", "stage", "why", "in the run"],
            failed.map(([stem, said]) => failedRow(stem, said)),
          ),
        ]),
  ];
  await addToSummary(lines.join("\n"), "the run's `packages.json`");
}

/** Where a runner keeps artifacts says nothing to anybody. */
function faultLine({ message, place }: InputProblem): string {
  const where = place === undefined ? "" : `${markdownCode(basename(place.file))}: `;
  return `- ⚠️ ${where}${markdownText(message)}`;
}

function newsRow(stem: string, said: RunPackage, before: RunPackage | undefined): string[] {
  const { shard, version, python, reason } = said;
  const changed =
    before?.shard === undefined || before.shard.version === version
      ? version
      : `${before.shard.version} → ${version}`;
  return [
    markdownCode(stem),
    markdownText(changed),
    python ?? "–",
    numberText(shard?.nodes),
    numberText(shard?.problems),
    markdownText(reason),
  ];
}

function failedRow(stem: string, { version, failure, shard, shardOf }: RunPackage): string[] {
  const [why = ""] = failure?.message.split("\n", 1) ?? [];
  const carried =
    shard === undefined
      ? "nothing of it"
      : `its shard of ${shard.version}${shardOf === undefined ? "" : ` from run ${shardOf}`}`;
  return [
    markdownCode(stem),
    markdownText(version),
    markdownText(failure?.stage ?? ""),
    markdownText(why.slice(0, 300)),
    markdownText(carried),
  ];
}
