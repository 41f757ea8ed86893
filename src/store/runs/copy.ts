import { isDeepStrictEqual } from "node:util";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { isOfGraph, runGraphKey } from "../../page/graph-keys.ts";
import { shardObjectKey } from "../layout.ts";
import { type Store, UnreadableObjectError } from "../store.ts";
import { runsListFix, storeOption } from "../store-option.ts";
import { findLatest } from "./latest.ts";
import { type MakeRunGraph, type Published, type PublishOptions, publishRun } from "./publish.ts";
import {
  countStatuses,
  type RunManifest,
  type RunPackages,
  readManifest,
  readRunObject,
  readRunPackages,
  readRunRecord,
  runKeys,
} from "./record.ts";
import { listRunIds } from "./reservation.ts";

export interface CopyOptions extends PublishOptions {
  /**
   * How the graph is made in the other store; without it, there is none.
   *
   * @param earlier the run of the first store whose graph was brought along, if it was
   */
  makeGraph?: (earlier: string | undefined) => MakeRunGraph;
}

/**
 * Copies a finished run of one store into another. It keeps its id there, unless that is another run's; a run that is
 * there already is not copied again.
 *
 * @param id default: the latest run
 * @throws InputError where there is no such run, or it is not finished; UnreadableObjectError where it is damaged: its
 *   documents have to be what its manifest says, and to agree with each other
 */
export async function copyRun(
  from: Store,
  to: Store,
  id: string | undefined,
  options: CopyOptions = {},
): Promise<Published> {
  const manifest = await finishedRun(from, id);
  const keys = runKeys(manifest.id);
  const [packages, log] = await Promise.all([
    readRunPackages(from, manifest.id),
    readRunObject(from, manifest, keys.log),
  ]);
  if (packages === undefined || log === undefined) {
    throw new UnreadableObjectError({
      place: { file: `${from.address}/${packages === undefined ? keys.packages : keys.log}` },
      message: "there is no such object in the store, though the run is finished",
      fix: "run it again; `./scripts/importgraph store verify` tells what else is missing",
    });
  }
  await ensureAgreement(from, manifest, packages);
  const {
    id: own,
    startedAt,
    author,
    commit,
    explorer,
    platform,
    inputs,
    finishedAt,
    bases,
    objects,
  } = manifest;
  // Segments have rows of all packages, those of files of this machine among them.
  const hasLocal = Object.values(packages).some(({ shard }) => shard?.local === true);
  const isWrittenAnew = (key: string) =>
    [keys.packages, keys.log, runGraphKey(manifest.id)].includes(key) ||
    key.startsWith("shards/") ||
    (hasLocal && isOfGraph(key));
  return await publishRun(
    to,
    {
      start: { id: own, startedAt, author, explorer, platform, inputs, ...(commit && { commit }) },
      ...{ finishedAt, bases, packages, log: new TextDecoder().decode(log) },
      objects: Object.fromEntries(Object.entries(objects).filter(([key]) => !isWrittenAnew(key))),
      sources: [from],
      areOwn: true,
      ...(options.makeGraph && { makeGraph: options.makeGraph(hasLocal ? undefined : manifest.id) }),
    },
    options,
  );
}

/** What a run says twice has to be the same: else one of both was changed, and there is no telling what is right. */
async function ensureAgreement(from: Store, manifest: RunManifest, packages: RunPackages): Promise<void> {
  const keys = runKeys(manifest.id);
  const problems: InputProblem[] = [];
  const fault = (key: string, message: string) => {
    const fix = "`./scripts/importgraph store verify` tells what else is damaged; publish another run";
    problems.push({ place: { file: `${from.address}/${key}` }, message, fix });
  };
  for (const [stem, { shard }] of Object.entries(packages)) {
    const key = shard && shardObjectKey(shard);
    const promise = key === undefined ? undefined : manifest.objects[key];
    if (key !== undefined && promise?.digest !== shard?.digest) {
      fault(keys.manifest, `${stem} has ${key} in packages.json, and the manifest does not have it`);
    }
  }
  const counts = countStatuses(packages);
  if (!isDeepStrictEqual({ ...counts, ...manifest.counts }, counts)) {
    fault(keys.manifest, "its counts are not those of packages.json");
  }
  const record = await readRunRecord(from, manifest.id);
  const names = ["startedAt", "author", "commit", "explorer", "platform", "inputs"] as const;
  const different = names.filter((name) => record && !isDeepStrictEqual(record[name], manifest[name]));
  if (different.length > 0) {
    fault(keys.run, `says something else than the manifest does of: ${different.join(", ")}`);
  }
  if (problems.length > 0) {
    throw new UnreadableObjectError(problems);
  }
}

async function finishedRun(store: Store, wanted: string | undefined): Promise<RunManifest> {
  const manifest =
    wanted === undefined ? (await findLatest(store))?.manifest : await readManifest(store, wanted);
  if (manifest === undefined) {
    const isBegun = (await listRunIds(store)).some(({ id }) => id === wanted);
    throw new InputError({
      message:
        wanted === undefined
          ? `there is no finished run in ${store.address}`
          : `there is no ${isBegun ? "finished " : ""}run ${wanted} in ${store.address}`,
      fix: isBegun
        ? `finish it first: ./scripts/importgraph run --resume${storeOption(store)}`
        : runsListFix(store),
    });
  }
  return manifest;
}
