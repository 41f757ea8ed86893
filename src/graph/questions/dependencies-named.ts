import { isProjectName, normalizeName, STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { Dependency } from "./dependents.ts";
import { findObjects } from "./find-objects.ts";
import type { OpenGraph } from "./open-graph.ts";
import { userCount } from "./users.ts";
import { writtenObjects } from "./written-objects.ts";

/**
 * What a person may mean by a name: a distribution, else objects, else what somebody uses by that name. The likeliest first.
 *
 * @param argument `requests`, `requests==2.31.0`, or a dotted name or its end
 */
export async function dependenciesNamed(graph: OpenGraph, argument: string): Promise<Dependency[]> {
  const [name = "", version] = argument.split("==", 2);
  const ofVersion = version === undefined ? {} : { version };
  // An object comes before a distribution whose name has dots, too.
  const mayBeObject = version === undefined && name.includes(".");
  const first = mayBeObject ? undefined : await distributionNamed(graph, name);
  if (first !== undefined) {
    return [{ distribution: first, ...ofVersion }];
  }
  const objects = await findObjects(graph, name);
  if (objects.length > 0) {
    return objects.map(({ distribution, id }) => ({ distribution, id, ...ofVersion }));
  }
  const whole = mayBeObject ? await distributionNamed(graph, name) : undefined;
  if (whole !== undefined) {
    return [{ distribution: whole }];
  }
  const [top = ""] = name.split(".", 1);
  const users = await Promise.all(
    [normalizeName(top), STANDARD_LIBRARY].map(async (distribution) => {
      const rows = await graph.withPrefix("dependents", `${distribution} ${name}`);
      return rows.length > 0 ? [{ distribution, id: name }] : [];
    }),
  );
  const written = users.flat().length > 0 ? users.flat() : await writtenObjects(graph, name);
  return written.map((one) => ({ ...one, ...ofVersion }));
}

async function distributionNamed(graph: OpenGraph, name: string): Promise<string | undefined> {
  const distribution = normalizeName(name);
  if (!isProjectName(name)) {
    return undefined;
  }
  const releases = graph.releasesOf(distribution);
  return releases.length > 0 || (await userCount(graph, distribution, "")) > 0 ? distribution : undefined;
}
