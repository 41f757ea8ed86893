import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { runWithin, type ScheduledJob } from "./schedule.ts";

/** Jobs that take turns, and what was the most that ran at a time. */
function jobsOf(sizes: readonly number[]) {
  const now = { running: 0, bytes: 0 };
  const most = { running: 0, bytes: 0 };
  const order: number[] = [];
  const jobs = sizes.map((memoryBytes, index): ScheduledJob => {
    return {
      memoryBytes,
      async run() {
        order.push(index);
        now.running += 1;
        now.bytes += memoryBytes;
        most.running = Math.max(most.running, now.running);
        most.bytes = Math.max(most.bytes, now.bytes);
        await sleep(index % 3);
        now.running -= 1;
        now.bytes -= memoryBytes;
      },
    };
  });
  return { jobs, most, order };
}

test("no more run at a time than are allowed, and all run", async () => {
  const { jobs, most, order } = jobsOf(Array.from({ length: 20 }, () => 1));
  await runWithin({ jobs: 3, memoryBytes: 100 }, jobs);
  expect(most.running).toBe(3);
  expect(order).toEqual(jobs.map((_, index) => index));
});

test("what runs at a time fits into the memory; smaller ones pass one that does not fit", async () => {
  const { jobs, most, order } = jobsOf([6, 6, 2, 2, 6]);
  await runWithin({ jobs: 10, memoryBytes: 10 }, jobs);
  expect(most.bytes).toBe(10);
  expect(order.slice(0, 3)).toEqual([0, 2, 3]);
  expect(order).toHaveLength(5);
});

test("what wants more than there is runs alone", async () => {
  const { jobs, most, order } = jobsOf([1, 50, 1]);
  await runWithin({ jobs: 2, memoryBytes: 10 }, jobs);
  expect(order).toEqual([0, 2, 1]);
  expect(most.bytes).toBe(50);
});

test("nothing to do is done at once", async () => {
  await runWithin({ jobs: 2, memoryBytes: 10 }, []);
});

test("when everything is to end, what runs is waited for, and nothing more is begun", async () => {
  const { jobs, order } = jobsOf([1, 1, 1, 1]);
  const stopped = { memoryBytes: 1, run: () => Promise.reject(new Error("stopped")) };
  let hasEnded = false;
  const slow = {
    memoryBytes: 1,
    async run() {
      await sleep(50);
      hasEnded = true;
    },
  };
  await expect(runWithin({ jobs: 2, memoryBytes: 10 }, [slow, stopped, ...jobs])).rejects.toThrow("stopped");
  expect(hasEnded).toBe(true);
  expect(order).toEqual([]);
});
