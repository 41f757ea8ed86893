import { type Finding, inOrder } from "../../../impact/finding.ts";
import type { Impact } from "../../../impact/impact.ts";
import type { Store } from "../../../store/store.ts";
import type { Context } from "../../context.ts";
import type { PackageOptions } from "../../package-jobs.ts";
import { triedClaims } from "../releases/tried-claims.ts";

/**
 * An impact whose doubtful names were asked for in the new releases, each in its image, in a sandbox: what is not there breaks, what is
 * there is left out. Where a release can't be had here that is said, and all is as it was.
 */
export async function withTriedNames(
  context: Context,
  store: Store,
  impact: Impact,
  options: PackageOptions,
): Promise<Impact> {
  const doubtful = impact.findings.filter(({ kind }) => kind === "doubtful");
  const answers = new Map<string, Answer>();
  for (const [release, some] of Map.groupBy(doubtful, releaseOf)) {
    const names = [...new Set(some.map(({ name }) => name))];
    for (const [name, answer] of await tried(context, store, release, names, options)) {
      answers.set(`${release} ${name}`, answer);
    }
  }
  const findings = impact.findings.flatMap((finding) => {
    const answer =
      finding.kind === "doubtful" ? answers.get(`${releaseOf(finding)} ${finding.name}`) : undefined;
    return judged(finding, answer);
  });
  const distributions = impact.distributions.map((one) => {
    const broken = findings.filter(
      ({ level, distribution }) => level === "error" && distribution === one.name,
    );
    return {
      ...one,
      broken: broken.length,
      brokenFiles: new Set(broken.map(({ place }) => place.file)).size,
    };
  });
  return { ...impact, findings: inOrder(findings), distributions };
}

type Answer = { holds: boolean | null; said: string };

function releaseOf({ distribution = "", version = "" }: Finding): string {
  return `${distribution}==${version}`;
}

/** Whether each name is gone, as the release itself says. */
async function tried(
  context: Context,
  store: Store,
  release: string,
  names: readonly string[],
  options: PackageOptions,
): Promise<Map<string, Answer>> {
  const claims = names.map((name) => ({ what: "name", name }));
  const words = { tried: "names were", claim: "name" };
  const answers = await triedClaims(context, store, release, claims, options, words);
  return new Map([...(answers ?? [])].map(([at, answer]) => [names[at] ?? "", answer]));
}

function judged(finding: Finding, answer: Answer | undefined): Finding[] {
  if (answer === undefined || answer.holds === null) {
    return [finding];
  }
  const [said = ""] = answer.said.replace(/^\w+(?:Error|Warning): /, "").split("\n", 1);
  const advice = said === "" ? {} : { advice: said };
  const { change: _change, ...rest } = finding;
  return answer.holds ? [{ ...rest, kind: "breaks", level: "error", rule: "name-removed", ...advice }] : [];
}
