import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { withMachineLock } from "./machine-lock.ts";

const lockModule = new URL("./machine-lock.ts", import.meta.url).href;

/** Another process that takes the lock, says "held", and keeps it until it is ended. */
async function holder(name: string) {
  const script = `import { withMachineLock } from ${JSON.stringify(lockModule)};
    await withMachineLock(${JSON.stringify(name)}, () => {
      console.log("held");
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

test("two actions under one lock take turns", async () => {
  const events: string[] = [];
  async function act(label: string) {
    await withMachineLock("turns", async () => {
      events.push(`${label} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      events.push(`${label} ends`);
    });
  }
  await Promise.all([act("a"), act("b")]);
  expect(events).toHaveLength(4);
  expect(events[0]?.charAt(0)).toBe(events[1]?.charAt(0));
});

test("a lock whose process was killed is free at once", async () => {
  const name = `killed ${process.pid}`;
  const child = await holder(name);
  let waited = false;
  const taken = withMachineLock(name, async () => "mine", {
    onWait: () => {
      waited = true;
      child.kill("SIGKILL");
    },
  });
  expect(await taken).toBe("mine");
  expect(waited).toBe(true);
});

test("waiting can be given up", async () => {
  const name = `given up ${process.pid}`;
  const child = await holder(name);
  const controller = new AbortController();
  const taken = withMachineLock(name, async () => "mine", {
    signal: controller.signal,
    onWait: () => controller.abort(new Error("enough")),
  });
  await expect(taken).rejects.toThrow();
  child.kill("SIGKILL");
});

test("an action that fails gives the lock back", async () => {
  const failed = withMachineLock("failing", () => Promise.reject(new Error("no")));
  await expect(failed).rejects.toThrow("no");
  expect(await withMachineLock("failing", async () => 1)).toBe(1);
});
