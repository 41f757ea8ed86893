import { chmod, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeExec } from "../../exec/node-exec.ts";
import { programHome } from "../../files/home.ts";
import { folderStore } from "../../store/folder-store.ts";
import { readHead, recordExplored, updateHead } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { generatePackage } from "./build.ts";
import { StageClock } from "./events.ts";
import { explorePackage } from "./explore.ts";
import { findTargets } from "./targets.ts";
import { prepareTask } from "./task.ts";
import { openWorkshop } from "./workshop.ts";

const NOBODY = 65_534;

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-explore-"));
  const root = join(folder, "root");
  await mkdir(join(root, "pkginfo"), { recursive: true });
  await cp(join(programHome, "pkginfo", "attrs.yaml"), join(root, "pkginfo", "attrs.yaml"));
  await cp(join(programHome, "dockerfiles", "attrs"), join(root, "dockerfiles", "attrs"), {
    recursive: true,
  });
  store = folderStore(join(folder, "store"));
  await chmod(folder, 0o755);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Root may write everywhere, so that it is somebody else who may not. */
async function asReader<T>(action: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  await chmod(join(folder, "store"), 0o555);
  try {
    if (isRoot) {
      process.seteuid?.(NOBODY);
    }
    return await action();
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
    await chmod(join(folder, "store"), 0o755);
  }
}

test("an unchanged package is answered from a store that can't be written", async () => {
  const places = { root: join(folder, "root"), scratchFolder: join(folder, "store", "scratch") };
  const signal = new AbortController().signal;
  const logFolder = join(folder, "store", "logs");
  const settings = { home: programHome, places, logFolder, frozen: true, force: false, store };
  const workshop = openWorkshop({ exec: nodeExec, home: programHome, logFolder, signal });
  const [target] = await findTargets(places.root, ["attrs"]);
  if (target === undefined) {
    throw new Error("attrs is in pkginfo/");
  }
  const clock = new StageClock(() => {});
  const noLog = () => expect.unreachable("nothing is logged");
  const task = await prepareTask(target, places, workshop, clock, noLog);
  const { keys } = await generatePackage(task, settings, workshop, clock, noLog);
  const entry = { ...(await keepTinyShard(store, "26.1.0", "attrs")), shardKey: keys.shardKey };
  await recordExplored(store, entry);
  // The head has another shard, so that it would have to be written.
  await updateHead(store, "attrs", { ...entry, nodes: 1 });

  const details: string[] = [];
  const outcome = await asReader(() =>
    explorePackage(target, settings, workshop, (event) => void details.push(event.detail ?? "")),
  );
  expect(outcome).toMatchObject({ status: "kept", entry: { shardKey: keys.shardKey } });
  expect(details.join("\n")).toMatch(/not noted as the newest.*permission is denied \(EACCES/);
  expect((await readHead(store)).attrs?.nodes).toBe(1);
  await workshop.close();
});
