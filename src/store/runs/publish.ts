import pLimit from "p-limit";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { fileSha256 } from "../../files/file-digest.ts";
import { isOfGraph } from "../../page/graph-keys.ts";
import { checkShard, checkShardDigest } from "../care/check-shard.ts";
import { keyObjectKey, readExplored, recordExplored, type ShardEntry, shardObjectKey } from "../layout.ts";
import { copyRecipe } from "../recipe.ts";
import { type Store, UnreadableObjectError } from "../store.ts";
import { carry, carryOne, readSnapshot, type Snapshot } from "./carry.ts";
import { completeRun, type RunResult } from "./complete.ts";
import { whyNotLatest } from "./latest.ts";
import {
  type ManifestObject,
  type RunManifest,
  type RunPackage,
  type RunPackages,
  type RunRecord,
  readManifest,
  readRunPackages,
  runKeys,
} from "./record.ts";
import { type RunStart, reserveRun } from "./reservation.ts";

/** A run as it is to be published. */
export interface Publication extends RunResult {
  start: RunStart;
  /** Stores that hold what the target lacks; asked one after another. What they say is checked. */
  sources: readonly Store[];
  /** Makes what else the run consists of, when its packages are known: its graph. */
  makeGraph?: MakeRunGraph;
  /** The sources are of this program: of a shard only the digest is checked, else every record. */
  areOwn: boolean;
}

/**
 * Makes the graph of a run from its packages, whose shards are in the store.
 *
 * @returns its objects by key
 */
export type MakeRunGraph = (
  store: Store,
  record: RunRecord,
  packages: RunPackages,
) => Promise<Record<string, ManifestObject>>;

export interface PublishOptions {
  signal?: AbortSignal;
  /** Called after each object that was looked at. */
  onProgress?: (progress: PublishProgress) => void;
}

/** Of shards and other content-addressed objects. */
export interface PublishProgress {
  /** How many were looked at, of how many. */
  done: number;
  objects: number;
  sent: number;
  sentBytes: number;
}

export interface Published {
  manifest: RunManifest;
  packages: RunPackages;
  /** Why it did not become the latest run of the target, if it did not. */
  notLatest: InputProblem | undefined;
  /** Objects that were sent; the others were there. */
  sent: number;
  sentBytes: number;
  /** Packages whose shards could not be had whole, and why; each is `failed` in the run and carries an older shard, if there is one. */
  damaged: Readonly<Record<string, string>>;
  /** Stems that are left out, since they were made from files of a machine. */
  local: readonly string[];
}

/** Packages that are worked on at once; with the parts of a file under way this bounds the memory. */
const AT_ONCE = 4;

/**
 * Makes a run in a store out of what others hold: reserves it, sends what is missing, and completes it. Packages without
 * a shard carry that of the target's newest run. What was made from files of a machine is left out.
 *
 * Killed at any instant it leaves the target as it was for whoever reads; done again with the author and `startedAt` of
 * before, it goes on where it was. Others may publish at the same time: each gets a run of its own.
 *
 * @throws InputError for a target that cannot be written to
 */
export async function publishRun(
  target: Store,
  publication: Publication,
  options: PublishOptions = {},
): Promise<Published> {
  const { start } = publication;
  const local = Object.keys(publication.packages).filter(
    (stem) => publication.packages[stem]?.shard?.local === true,
  );
  const own = Object.fromEntries(
    Object.entries(publication.packages).filter(([stem]) => !local.includes(stem)),
  );
  const snapshot = await readSnapshot(target);
  const record = await reserveRun(target, { ...start, objects: reliedOn(own, snapshot) });
  if ((await readManifest(target, record.id)) !== undefined) {
    const manifest = await completeRun(target, record, publication, options);
    const packages = (await readRunPackages(target, record.id)) ?? {};
    const notLatest = await whyNotLatest(target, record.id);
    return { manifest, packages, notLatest, sent: 0, sentBytes: 0, damaged: {}, local };
  }
  const transfer = new Transfer(target, publication, options);
  const [packages, objects] = await transfer.all(carry(own, snapshot), snapshot, publication, record);
  const graph = await publication.makeGraph?.(target, record, packages);
  const all = graph === undefined ? objects : { ...withoutGraph(objects), ...graph };
  const manifest = await completeRun(target, record, { ...publication, packages, objects: all }, options);
  const { sent, sentBytes } = transfer.progress;
  const notLatest = await whyNotLatest(target, record.id);
  return { manifest, packages, notLatest, sent, sentBytes, damaged: transfer.damaged, local };
}

/** Of what was brought, a new graph may need only a part, and says of which. */
function withoutGraph(objects: Readonly<Record<string, ManifestObject>>): Record<string, ManifestObject> {
  return Object.fromEntries(Object.entries(objects).filter(([key]) => !isOfGraph(key)));
}

/** All that the run may come to consist of, known before anything is looked at. */
function reliedOn(own: RunPackages, { packages: last }: Snapshot): string[] {
  return Object.keys(own).flatMap((stem) =>
    [own[stem]?.shard, last[stem]?.shard].flatMap((shard) => (shard ? [shardObjectKey(shard)] : [])),
  );
}

/** Brings what a run consists of into its store. */
class Transfer {
  readonly progress: PublishProgress = { done: 0, objects: 0, sent: 0, sentBytes: 0 };
  readonly damaged: Record<string, string> = {};
  readonly #target: Store;
  readonly #sources: readonly Store[];
  readonly #check: typeof checkShard;
  readonly #options: PublishOptions;

  constructor(target: Store, { sources, areOwn }: Publication, options: PublishOptions) {
    this.#target = target;
    this.#sources = sources;
    this.#check = areOwn ? checkShardDigest : checkShard;
    this.#options = options;
  }

  /** @returns the packages as the run has them, and its other objects by their keys in the target */
  async all(
    packages: RunPackages,
    snapshot: Snapshot,
    { objects = {} }: Publication,
    { id }: RunRecord,
  ): Promise<[RunPackages, Record<string, ManifestObject>]> {
    this.progress.objects = Object.keys(packages).length + Object.keys(objects).length;
    const limit = pLimit(AT_ONCE);
    try {
      const brought = await limit.map(Object.entries(packages), async ([stem, one]) => {
        return [stem, await this.#step(() => this.#package(stem, one, snapshot))] as const;
      });
      const others = await limit.map(Object.entries(objects), async ([key, promise]) => {
        const own = key.replace(/^runs\/[^/]+\//, runKeys(id).folder);
        await this.#step(() => this.#object(key, own, promise));
        return [own, promise] as const;
      });
      return [Object.fromEntries(brought), Object.fromEntries(others)];
    } finally {
      // After a failure nothing more is begun.
      limit.clearQueue();
    }
  }

  async #step<T>(work: () => Promise<T>): Promise<T> {
    this.#options.signal?.throwIfAborted();
    const result = await work();
    this.progress.done += 1;
    this.#options.onProgress?.(this.progress);
    return result;
  }

  async #package(stem: string, one: RunPackage, snapshot: Snapshot): Promise<RunPackage> {
    const { shard, shardOf: _shardOf, problemsByStage: _problems, ...rest } = one;
    const fault =
      shard && (shard.name === one.name ? await this.#bring(shard) : `it is a shard of ${shard.name}`);
    if (fault === undefined) {
      return one;
    }
    this.damaged[stem] = fault;
    const reason = "its shard could not be published";
    const failed: RunPackage = {
      ...{ ...rest, status: "failed", reason },
      failure: { stage: "publish", message: fault },
    };
    const carried = carryOne(stem, failed, snapshot);
    const isAnother = carried.shard !== undefined && carried.shard.digest !== shard?.digest;
    return isAnother && (await this.#bring(carried.shard as ShardEntry)) === undefined ? carried : failed;
  }

  /**
   * Brings a shard and its key into the target.
   *
   * @returns why it cannot be had; undefined when it is there
   */
  async #bring(shard: ShardEntry): Promise<string | undefined> {
    const key = shardObjectKey(shard);
    const there = await this.#target.stat(key);
    if (there?.sizeBytes !== shard.sizeBytes) {
      const fault = await this.#sendFrom(key, key, (path) => this.#check(key, path, this.#options.signal));
      // Of another size it may have been packed by another zlib.
      if (fault !== undefined && there === undefined) {
        return fault;
      }
    }
    await copyRecipe(this.#sources, this.#target, shard);
    const known = await orUndefinedWhenUnreadable(readExplored(this.#target, keyObjectKey(shard.shardKey)));
    if (known?.digest !== shard.digest) {
      await recordExplored(this.#target, shard);
    }
    return undefined;
  }

  async #object(key: string, own: string, promise: ManifestObject): Promise<void> {
    const there = await this.#target.stat(own);
    if (
      there?.sizeBytes === promise.sizeBytes &&
      (await this.#target.withFile(own, fileSha256)) === promise.sha256
    ) {
      return;
    }
    const fault = await this.#sendFrom(key, own, async (path) => {
      if ((await fileSha256(path)) !== promise.sha256) {
        throw new UnreadableObjectError({ message: "its content is not what the manifest says" });
      }
    });
    if (fault !== undefined) {
      throw new InputError({ place: { file: key }, message: fault, fix: "make the run again" });
    }
  }

  /** @returns why no source has it whole; undefined when it was sent */
  async #sendFrom(
    key: string,
    own: string,
    check: (path: string) => Promise<void>,
  ): Promise<string | undefined> {
    let fault = "it is in none of the places that it could be sent from";
    for (const source of this.#sources) {
      const found = await source.stat(key);
      if (found === undefined) {
        continue;
      }
      try {
        await source.withFile(key, async (path) => {
          await check(path);
          if (await this.#target.send(own, path)) {
            this.progress.sent += 1;
            this.progress.sentBytes += found.sizeBytes;
          }
        });
        return undefined;
      } catch (error) {
        if (!(error instanceof UnreadableObjectError)) {
          throw error;
        }
        fault = `${source.address}/${key}: ${error.problems.map(({ message }) => message).join("; ")}`;
      }
    }
    return fault;
  }
}

async function orUndefinedWhenUnreadable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return undefined;
    }
    throw error;
  }
}
