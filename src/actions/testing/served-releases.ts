/** Two releases of a distribution in a store that a server of files gives. For tests. */

import { join } from "node:path";
import { runProgram } from "../../cli/testing/program-stand.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { keepModule } from "../../graph/testing/module-shard.ts";
import { serveFiles } from "../../page/testing/file-server.ts";
import { folderStore } from "../../store/folder-store.ts";
import { updateHead } from "../../store/layout.ts";

export interface ServedReleases {
  /** A folder for whatever else a test has. */
  folder: string;
  /** Of the store: `lib` 1.0 has `fetch(url, timeout)` and `gone`, of which 2.0 has `fetch(url)`. */
  address: string;
  close(): Promise<void>;
}

export async function serveReleases(): Promise<ServedReleases> {
  const folder = await temporaryFolder();
  const out = join(folder.path, "out");
  const store = folderStore(out);
  const fetching = (...names: string[]) => {
    const parameters = names.map((name) => ({ name, kind: "positionalOrKeyword" as const, default: "None" }));
    return ["lib.fetch", "function", { signature: { parameters } }] as const;
  };
  const old = await keepModule(store, "lib", {
    ...{ version: "1.0", members: { fetch: "lib.fetch", gone: "lib.gone" } },
    nodes: [[...fetching("url", "timeout")], ["lib.gone", "function"]],
  });
  await keepModule(store, "lib", {
    ...{ version: "2.0", members: { fetch: "lib.fetch" }, nodes: [[...fetching("url")]] },
  });
  await updateHead(store, "lib@1.0", old);
  await runProgram(folder.path, ["merge", "--store", out]);
  const server = await serveFiles(out);
  return {
    ...{ folder: folder.path, address: server.address },
    async close() {
      await server.close();
      await folder.remove();
    },
  };
}
