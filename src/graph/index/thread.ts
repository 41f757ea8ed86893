/** A thread that makes parts and indexes: started by `threads.ts`. */

import { parentPort, workerData } from "node:worker_threads";
import { folderStore } from "../../store/folder-store.ts";
import { addShard, mergeRuns } from "./new-layer.ts";
import { SortedRuns } from "./sorted-runs.ts";
import type { Answers, Reply, Task, ThreadData } from "./threads.ts";

const { store: folder, parts: partsFolder, runs: runsFolder } = workerData as ThreadData;
const store = folderStore(folder);
const parts = folderStore(partsFolder);
const runs = new SortedRuns(runsFolder);

async function answerOf(task: Task): Promise<Answers[keyof Answers]> {
  switch (task.do) {
    case "shard":
      return await addShard({ store, parts }, task.address, runs);
    case "flush":
      await runs.flush();
      return runs.folders;
    case "merge":
      return await mergeRuns(store, task.index, task.folders);
  }
}

parentPort?.on("message", async (task: Task) => {
  const reply: Reply = await answerOf(task).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ failed: String((error as Error).stack ?? error) }),
  );
  parentPort?.postMessage(reply);
});
