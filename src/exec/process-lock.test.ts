import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withProcessLock } from "./process-lock.ts";

const name = `test ${process.pid}`;

test("one at a time, all of them in the end", async () => {
  let inside = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      withProcessLock(`${name} many`, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(5);
        inside -= 1;
        return index;
      }),
    ),
  );
  expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(1);
});

test("different names do not wait for each other", async () => {
  await withProcessLock(`${name} a`, () => withProcessLock(`${name} b`, async () => {}));
});

test("an action that fails gives the lock back", async () => {
  const fail = () => Promise.reject(new Error("failed"));
  await expect(withProcessLock(name, fail)).rejects.toThrow("failed");
  expect(await withProcessLock(name, async () => "got it")).toBe("got it");
});

test("waiting is said, and can be given up", async () => {
  const controller = new AbortController();
  const reason = new Error("tired of waiting");
  await withProcessLock(name, async () => {
    const waiting = withProcessLock(name, async () => {}, {
      onWait: () => controller.abort(reason),
      signal: controller.signal,
    });
    await expect(waiting).rejects.toBe(reason);
  });
});

test("the lock of a killed process is free at once", async () => {
  const script = `
    import { withProcessLock } from ${JSON.stringify(join(import.meta.dirname, "process-lock.ts"))};
    await withProcessLock(${JSON.stringify(name)}, () => {
      console.log("held");
      return new Promise((resolve) => setTimeout(resolve, 600_000));
    });`;
  const holder = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  const order: string[] = [];
  const waiting = withProcessLock(name, async () => order.push("got it"), {
    onWait: () => order.push("waiting"),
  });
  await sleep(50);
  holder.kill("SIGKILL");
  await waiting;
  expect(order).toEqual(["waiting", "got it"]);
});
