import { join } from "node:path";
import { type BaseImage, ensureBaseImage } from "../../docker/base/base-image.ts";
import { type PythonRow, pythonRow, readPythons } from "../../docker/base/pythons.ts";
import { type Docker, dockerOutput } from "../../docker/engine/docker.ts";
import { ensureDocker } from "../../docker/engine/ensure-docker.ts";
import { type MachineSecrets, machineSecrets } from "../../docker/engine/machine-secrets.ts";
import { removeLeftovers } from "../../docker/sandbox/supervisor.ts";
import type { Exec } from "../../exec/exec.ts";
import { openOutputLog } from "../../exec/output-log.ts";
import { compiledExplorer } from "../../explore/session/compiled-explorer.ts";
import { type KeySources, keySources } from "../../plan/package-keys.ts";
import { type Index, openIndex } from "../../releases/index/open-index.ts";

/** What stages need of the machine. Each part is had when it is first asked for, once, and shared by all packages. */
export interface Workshop {
  readonly exec: Exec;
  readonly signal: AbortSignal;
  /** Called where one package is about to wait for a part of the machine: `say` gets a line before each long step. */
  docker(say: Say): Promise<Docker>;
  /** The base image of a minor Python version. */
  base(python: string, say: Say): Promise<BaseImage>;
  /** The folder of the explorer for a minor Python version, to be mounted read-only. */
  explorer(python: string, say: Say): Promise<string>;
  secrets(): Promise<MachineSecrets>;
  /** The rows of `baseimage/pythons.yaml`. */
  pythons(): Promise<PythonRow[]>;
  row(python: string): Promise<PythonRow>;
  index(say: Say): Promise<Index>;
  /** What the keys of all packages depend on. */
  readonly keySources: KeySources;
  /** Removes what was made for this process only. */
  close(): Promise<void>;
}

export type Say = (line: string) => void;

export interface WorkshopOptions {
  exec: Exec;
  /** The program's own folder, which has `baseimage/`. */
  home: string;
  /** Where the output of setting up the machine is kept. */
  logFolder: string;
  signal: AbortSignal;
}

export function openWorkshop({ exec, home, logFolder, signal }: WorkshopOptions): Workshop {
  const parts = new Map<string, Promise<unknown>>();
  function once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = parts.get(name) as Promise<T> | undefined;
    const part = known ?? make();
    parts.set(name, part);
    return part;
  }

  async function findDocker(say: Say): Promise<Docker> {
    const found = await ensureDocker({ exec, say, signal });
    const removed = await removeLeftovers(found);
    if (removed > 0) {
      say(`Removed ${removed === 1 ? "a container" : `${removed} containers`} of a run that was killed`);
    }
    return found;
  }

  const docker = (say: Say) => once("docker", () => findDocker(say));
  const secrets = () => once("secrets", () => machineSecrets({ exec, signal }));
  const pythons = () => once("pythons", () => readPythons(home));

  const row = async (python: string) => pythonRow(await pythons(), python);

  async function makeBase(python: string, say: Say): Promise<BaseImage> {
    const log = openOutputLog(join(logFolder, `base-${python}.log`));
    try {
      const options = { exec, secrets: await secrets(), log, say, signal };
      return await ensureBaseImage(await docker(say), home, await row(python), options);
    } finally {
      await log.close();
    }
  }

  const base = (python: string, say: Say) => once(`base ${python}`, () => makeBase(python, say));

  async function findExplorer(python: string, say: Say): Promise<string> {
    const log = openOutputLog(join(logFolder, `explorer-${python}.log`));
    try {
      const explorerDirectory = join(home, "baseimage", "explorer");
      const [engine, image] = [await docker(say), await base(python, say)];
      return await compiledExplorer({ docker: engine, explorerDirectory, base: image, log, say, signal });
    } finally {
      await log.close();
    }
  }

  /** A machine without pip asks the pip of the first base that can be had here. */
  async function askDefaultIndex(say: Say): Promise<string> {
    const [first] = (await pythons()).filter(
      ({ image, debian }) => image !== undefined && debian !== undefined,
    );
    const { id } = await base(first?.python ?? "3.13", say);
    const script =
      "import ensurepip, glob, sys; sys.path[:0] = glob.glob(ensurepip.__path__[0] + '/_bundled/pip-*.whl')";
    const ask = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";
    const args = ["run", "--rm", "--network", "none", id, "python", "-c", `${script}\n${ask}`];
    return (await dockerOutput(await docker(say), args, { signal })).trim();
  }

  return {
    exec,
    signal,
    docker,
    base,
    explorer: (python, say) => once(`explorer ${python}`, () => findExplorer(python, say)),
    secrets,
    pythons,
    row,
    keySources: keySources(home),
    index: (say) => once("index", () => openIndex({ exec, signal, askDefault: () => askDefaultIndex(say) })),
    async close() {
      // Parts that were aborted or failed have told so where they were asked for.
      const made = parts.has("secrets") ? await secrets().catch(() => undefined) : undefined;
      await made?.dispose();
    },
  };
}
