import { dockerOutput } from "../../docker/engine/docker.ts";
import { setUpStand } from "../../docker/testing/e2e-stand.ts";
import { programFile } from "../../files/home.ts";
import type { ExploreSite } from "./explored-pairs.ts";

export interface ExplorerStand {
  explore: ExploreSite;
  /** For what is put together. */
  folder: string;
  tearDown(): Promise<void>;
}

/** Explores what lies in folders on a base image's Python: the machine's own may be any, or none. */
export async function setUpExplorer(): Promise<ExplorerStand> {
  const { docker, base, folder, tearDown } = await setUpStand();
  const explore: ExploreSite = (site) =>
    dockerOutput(docker, [
      ...["run", "--rm", "--network=none", `--volume=${site}:/site:ro`],
      ...[
        `--volume=${programFile("baseimage", "explorer")}:/explorer:ro`,
        "--env=PYTHONPATH=/site:/explorer",
      ],
      ...["--env=PYTHONDONTWRITEBYTECODE=1", "--entrypoint=python3", base.id],
      ...["-m", "importgraph_explorer", "pairs"],
    ]);
  return { explore, folder, tearDown };
}
