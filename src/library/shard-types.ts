/** What a shard consists of, how names in it are followed, and its errors. */

export { type NoResolution, type Resolution, type ResolutionStep, resolveName } from "../ask/resolve.ts";
export { InputError } from "../errors/input-error.ts";
export type {
  EntryPoint,
  External,
  ForeignRef,
  ImportStatement,
  NodeKind,
  Parameter,
  Problem,
  Ref,
  Requirement,
  ShardHeader,
  ShardNode,
  ShardRecord,
  Signature,
  Use,
} from "../shard/records.ts";
export type { Shard } from "../shard/shard.ts";
export type { ShardSource, SourceOptions } from "../shard/shard-source.ts";
