/** Sessions written out by hand, for tests: what the explorer sends for the distribution of shard/tiny-shard.ts. */

import { tinyShard } from "../shard/tiny-shard.ts";
import type { SessionEvent, SessionStage, StartEvent } from "./protocol.ts";
import type { CollectedRecord } from "./receiver.ts";

export const start: StartEvent = {
  event: "start",
  protocol: 1,
  explorer: "0.1.0",
  python: "3.13",
  platform: "linux-x86_64",
  distribution: { name: "tiny", displayName: "Tiny", version: "1.0", licence: "MIT" },
  importNames: ["tiny"],
  requirements: [{ name: "base", version: "2.0" }],
  modules: ["tiny", "tiny.retry", "tiny.things", "tiny.windows"],
};

/** A step around records. */
export function step(
  stage: SessionStage,
  module: string,
  records: readonly CollectedRecord[] = [],
): SessionEvent[] {
  return [
    { event: "begin", stage, module },
    ...records.map((record): SessionEvent => ({ event: "record", record })),
    { event: "end", stage, module, seconds: 0.25 },
  ];
}

/** A whole session that sends the tiny shard. */
export function wholeSession(): SessionEvent[] {
  const { nodes, externals, entryPoints, problems } = tinyShard();
  const records = [...nodes, ...externals, ...entryPoints, ...problems];
  return [
    start,
    ...step("site", ""),
    ...start.modules.flatMap((module) => step("import", module)),
    ...step("walk", "tiny", records),
    { event: "done", records: records.length },
  ];
}

export function bytesOf(events: readonly unknown[]): Buffer {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}
