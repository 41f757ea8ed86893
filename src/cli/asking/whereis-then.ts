import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { History, partsAt } from "../../history/history.ts";
import { type Since, sinceOf } from "../../history/since.ts";
import { normalizeVersion } from "../../releases/versions.ts";
import type { Context } from "../context.ts";
import { type Asked, answeringForDottedName, unknownDottedName } from "./shard-choice.ts";

/** Which distributions had a name in one of their versions. */
export interface Then {
  name: string;
  at: string;
  owners: {
    distribution: string;
    /** The release of its history that tells: that of the version, else the newest before it. */
    version: string;
    isThere: boolean;
    id?: string;
    kind?: string;
    history?: Since;
  }[];
}

/**
 * Whether the distributions that are imported by the beginning of a name had it in a version, by their histories.
 *
 * @throws UsageError for what is no version; InputError where no history tells
 */
export async function whereisThen(
  { signal }: Pick<Context, "signal">,
  asked: Asked,
  name: string,
  version: string,
): Promise<Then> {
  const at = normalizeVersion(version);
  if (at === undefined) {
    throw new UsageError({ message: `--at takes a version such as 8.1, found ${quoted(version)}` });
  }
  const candidates = answeringForDottedName(asked, name);
  if (candidates.length === 0) {
    throw unknownDottedName(asked, name);
  }
  const owners: Then["owners"] = [];
  for (const { entry } of candidates) {
    signal.throwIfAborted();
    const history = await History.open(asked.store, entry.name);
    const release = history?.releaseAt(at) ?? -1;
    if (history !== undefined && release >= 0) {
      owners.push(await ownerThen(history, name.replace(":", "."), release));
    }
  }
  if (owners.length === 0) {
    const names = candidates.map(({ entry }) => entry.name);
    throw new InputError({
      message: `no history of ${names.join(", ")} in ${asked.store.address} goes back to ${at}`,
      fix: `make one: ./scripts/importgraph history ${names[0]} --from ${at}${asked.storeFlag}`,
    });
  }
  return { name, at, owners };
}

async function ownerThen(history: History, name: string, release: number): Promise<Then["owners"][number]> {
  const rows = await history.follow(name, release);
  const own = rows?.find(({ what }) => what === "name");
  const since = await sinceOf(history, [name]);
  const [target] = partsAt(rows ?? [], "target", release);
  return {
    ...{ distribution: history.document.name, version: history.versions[release] ?? "" },
    isThere: own !== undefined,
    ...(own !== undefined && { id: target ?? own.name }),
    ...(own?.kind !== undefined && { kind: own.kind }),
    ...(since !== undefined && { history: since }),
  };
}
