import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { checkInvariants } from "../../shard/invariants.ts";
import { openShard } from "../../shard/open-shard.ts";
import type { ShardContent } from "../../shard/records.ts";
import { brokenPromises } from "../../shard/testing/independent-check.ts";
import { below, type Random, seededRandom } from "../../shard/testing/mutations.ts";
import { shardLines, writeShard } from "../../shard/writer.ts";
import { explore } from "../exploration.ts";
import { settle } from "../settle.ts";
import { mutatedSession } from "../testing/mutated-sessions.ts";
import { ended } from "../testing/scripted-session.ts";
import type { SessionJob } from "./protocol.ts";
import { SessionReceiver } from "./receiver.ts";
import type { Sandbox } from "./session.ts";

/** How many mutated streams there are in all; `./scripts/test fuzz` asks for more. */
const STREAMS = Number(process.env.FUZZ_STREAMS ?? 4000);
const MINUTES = 60_000;

const log: OutputLog = { path: "", write: async () => {}, tail: () => [], close: async () => {} };

function received(bytes: Buffer, random: Random, count: number): SessionReceiver {
  const receiver = new SessionReceiver({
    skip: ["tiny.windows"].slice(0, count % 2),
    mayTamper: () => count % 3 === 0,
  });
  // As they come through a pipe: in pieces cut anywhere.
  for (let from = 0; from < bytes.length; ) {
    const size = count % 4 === 0 ? 1 + below(random, 500) : bytes.length;
    receiver.push(bytes.subarray(from, from + size));
    from += size;
  }
  return receiver;
}

const TAKEN = ["node", "external", "entryPoint", "import", "use", "requirement", "problem"];

function expectSound(content: ShardContent, planned: readonly string[]): string[] {
  const lines = [...shardLines(content)].map(String);
  expect(brokenPromises(lines, planned)).toEqual([]);
  expect(checkInvariants(content)).toEqual([]);
  return lines;
}

describe("mutated sessions", () => {
  const single = Math.ceil(STREAMS * 0.6);

  it("never crash the receiver, and never become a shard that breaks a promise", {
    timeout: 30 * MINUTES,
  }, () => {
    const random = seededRandom(20_260_101);
    const outcomes = { running: 0, done: 0, violated: 0 };
    for (let count = 0; count < single; count++) {
      const bytes = mutatedSession(random);
      const receiver = received(bytes, random, count);
      outcomes[receiver.state] += 1;
      const kinds = receiver.records.map(({ record }) => record);
      expect(kinds.filter((kind) => !TAKEN.includes(kind))).toEqual([]);
      if (receiver.state === "done") {
        expect(bytes.toString()).toMatch(new RegExp(`"records":\\s*${receiver.records.length}\\b`));
      }
      // Also what was sent before a violation must be harmless.
      if (receiver.start !== undefined) {
        expectSound(settle(receiver.start, receiver.records, []), receiver.start.modules);
      }
    }
    process.stdout.write(`${single} mutated streams: ${JSON.stringify(outcomes)}\n`);
    // All three must be reached, or the mutations are too tame or too wild to show anything.
    expect(Math.min(outcomes.running, outcomes.done, outcomes.violated)).toBeGreaterThan(single / 100);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("become one sound shard, or an error for people, where all sessions of an exploration are such", {
    timeout: 30 * MINUTES,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "importgraph-fuzz-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const random = seededRandom(20_260_102);
    const outcomes = { explored: 0, refused: 0, reread: 0 };
    let streams = 0;
    const sandbox: Sandbox = async ({ stdin, onStdout }) => {
      streams += 1;
      const { sign }: SessionJob = JSON.parse(String(stdin));
      await onStdout(mutatedSession(random, sign));
      return { ...ended, exitCode: below(random, 3) };
    };
    const target = { distribution: "tiny", importNames: undefined, skip: {}, setups: [] };
    const expected = { version: "1.0", python: "3.13" };
    while (streams < STREAMS - single) {
      const exploration = await explore(sandbox, { target, expected, log, timeoutSeconds: 60 }).catch(
        refusal,
      );
      if (exploration === undefined) {
        outcomes.refused += 1;
        continue;
      }
      outcomes.explored += 1;
      const planned = [...exploration.moduleReports.keys()].filter((module) => module !== "");
      const lines = expectSound(exploration, planned);
      if (outcomes.explored % 20 === 0) {
        const path = join(folder, "shard.jsonl.gz");
        await writeShard(path, exploration);
        expect([...shardLines(await openShard(path))].map(String)).toEqual(lines);
        outcomes.reread += 1;
      }
    }
    process.stdout.write(`${streams} mutated streams in explorations: ${JSON.stringify(outcomes)}\n`);
    expect(Math.min(outcomes.explored, outcomes.refused, outcomes.reread)).toBeGreaterThan(0);
  });
});

function refusal(error: unknown): undefined {
  // Anything else is a defect.
  expect(error).toBeInstanceOf(InputError);
}
