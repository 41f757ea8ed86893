import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { History, partsAt } from "../../../history/history.ts";
import { type Since, sinceOf } from "../../../history/since.ts";
import { isHistoryKey } from "../../../page/history-document.ts";
import { normalizeVersion } from "../../../releases/versions.ts";
import type { Context } from "../../context.ts";
import { type Asked, answeringForDottedName, unknownDottedName } from "../shard-choice.ts";

/** Which distributions had a name in one of their versions. */
export interface Then {
  name: string;
  at: string;
  owners: {
    distribution: string;
    /** The whole name, where its end was asked about. */
    name?: string;
    /** The release of its history that tells: that of the version, else the newest before it. */
    version: string;
    isThere: boolean;
    id?: string;
    kind?: string;
    history?: Since;
  }[];
}

/** Of the names of a distribution that end alike so many are told, the shortest. */
const MOST_TAILS = 3;

/**
 * Whether the distributions that are imported by the beginning of a name had it in a version, by their histories; where none
 * is, which have a name that ends so.
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
    const owners = await ownersOfTail(asked, name.replace(":", "."), at, signal);
    if (owners.length === 0) {
      throw unknownDottedName(asked, name);
    }
    return { name, at, owners };
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

/** Those who have, or had, public names that end so; a server does not tell which histories it has. */
async function ownersOfTail(
  { store }: Asked,
  tail: string,
  at: string,
  signal: AbortSignal,
): Promise<Then["owners"]> {
  const owners: Then["owners"] = [];
  for await (const { key } of store.isReadOnly === true ? [] : store.list("history/")) {
    signal.throwIfAborted();
    const history = isHistoryKey(key) ? await History.open(store, key.split("/")[1] ?? "") : undefined;
    const release = history?.releaseAt(at) ?? -1;
    if (history !== undefined && release >= 0) {
      for (const name of await namesEndingSo(history, tail)) {
        owners.push({ name, ...(await ownerThen(history, name, release)) });
      }
    }
  }
  return owners;
}

async function namesEndingSo(history: History, tail: string): Promise<string[]> {
  const rows = await history.allRows();
  const names = rows.filter((row) => row.what === "name" && row.public === true).map(({ name }) => name);
  return names
    .filter((name) => name.endsWith(`.${tail}`))
    .sort((a, b) => a.length - b.length)
    .slice(0, MOST_TAILS);
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
