import { InputError } from "../../errors/input-error.ts";
import { type Store, UnreadableObjectError } from "../store.ts";
import { compareRunIds } from "./id.ts";
import { type Published, type PublishOptions, publishRun } from "./publish.ts";
import { type RunManifest, readManifest, readRunPackages, runKeys } from "./record.ts";
import { listRunIds } from "./reservation.ts";

/**
 * Copies a finished run of one store into another. It keeps its id there, unless that is another run's; a run that is
 * there already is not copied again.
 *
 * @param id default: the newest finished run
 * @throws InputError where there is no such run, or it is not finished
 */
export async function copyRun(
  from: Store,
  to: Store,
  id: string | undefined,
  options: PublishOptions = {},
): Promise<Published> {
  const manifest = await finishedRun(from, id);
  const keys = runKeys(manifest.id);
  const [packages, log] = await Promise.all([readRunPackages(from, manifest.id), from.read(keys.log)]);
  if (packages === undefined || log === undefined) {
    throw new UnreadableObjectError({
      place: { file: `${from.address}/${packages === undefined ? keys.packages : keys.log}` },
      message: "there is no such object in the store, though the run is finished",
      fix: "run it again; `./scripts/importgraph store verify` tells what else is missing",
    });
  }
  const { startedAt, author, commit, explorer, platform, inputs, finishedAt, bases, objects } = manifest;
  const isWrittenAnew = (key: string) => [keys.packages, keys.log].includes(key) || key.startsWith("shards/");
  return await publishRun(
    to,
    {
      start: { startedAt, author, explorer, platform, inputs, ...(commit && { commit }) },
      ...{ finishedAt, bases, packages, log: new TextDecoder().decode(log) },
      objects: Object.fromEntries(Object.entries(objects).filter(([key]) => !isWrittenAnew(key))),
      sources: [from],
      areOwn: true,
    },
    options,
  );
}

async function finishedRun(store: Store, wanted: string | undefined): Promise<RunManifest> {
  const runs = (await listRunIds(store)).sort((left, right) => compareRunIds(left.id, right.id));
  const id = wanted ?? runs.filter(({ isComplete }) => isComplete).at(-1)?.id;
  const manifest = id && (await readManifest(store, id));
  if (!manifest) {
    const isBegun = runs.some((run) => run.id === id);
    throw new InputError({
      message:
        id === undefined
          ? `there is no finished run in ${store.address}`
          : `there is no ${isBegun ? "finished " : ""}run ${id} in ${store.address}`,
      fix: isBegun
        ? "finish it first: ./scripts/importgraph run --resume"
        : "`./scripts/importgraph runs list` tells which there are",
    });
  }
  return manifest;
}
