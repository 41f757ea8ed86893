import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dockerOutput } from "../../docker/engine/docker.ts";
import { setUpStand } from "../../docker/testing/e2e-stand.ts";
import { programFile } from "../../files/home.ts";
import type { ExploreSite } from "./explored-pairs.ts";

export interface ExplorerStand {
  explore: ExploreSite;
  /** Tries claims in what is installed in a folder: the lines that `witness.py` answers. */
  witness(site: string, claims: readonly object[]): Promise<string>;
  /** For what is put together. */
  folder: string;
  tearDown(): Promise<void>;
}

/** Explores what lies in folders on a base image's Python: the machine's own may be any, or none. */
export async function setUpExplorer(): Promise<ExplorerStand> {
  const { docker, base, folder, tearDown } = await setUpStand();
  const python = (site: string, command: string, claims = "/dev/null") =>
    dockerOutput(docker, [
      ...["run", "--rm", "--network=none", `--volume=${site}:/site:ro`, `--volume=${claims}:/claims:ro`],
      ...[`--volume=${programFile("baseimage", "explorer")}:/explorer:ro`],
      ...[`--volume=${programFile("src", "diff", "witness")}:/witness:ro`],
      ...["--env=PYTHONPATH=/site:/explorer", "--env=PYTHONDONTWRITEBYTECODE=1"],
      ...["--entrypoint=sh", base.id, "-c", command],
    ]);
  const explore: ExploreSite = (site) => python(site, "python3 -m importgraph_explorer pairs");
  const witness = async (site: string, claims: readonly object[]) => {
    const file = join(folder, "claims.json");
    await writeFile(file, JSON.stringify({ setups: [], claims }));
    return await python(site, "python3 /witness/witness.py < /claims", file);
  };
  return { explore, witness, folder, tearDown };
}
