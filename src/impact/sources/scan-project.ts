import { StringDecoder } from "node:string_decoder";
import type { Docker } from "../../docker/engine/docker.ts";
import { runSandbox } from "../../docker/sandbox/sandbox.ts";
import { InputError } from "../../errors/input-error.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { type FoundSources, findSources, type SourceFile } from "./find-sources.ts";
import { moduleNames } from "./module-names.ts";
import { type Project, ProjectCollection } from "./project.ts";
import { PROJECT_PROTOCOL, sourceRecord } from "./records.ts";

export interface ScanOptions {
  docker: Docker;
  /** Id of the base image of the Python that the project is read with. Nothing of the project is in it. */
  image: string;
  /** The folder that holds the Python package `importgraph_explorer`; mounted read-only. */
  explorerDirectory: string;
  /** Gets what goes wrong in the container. */
  log: OutputLog;
  signal?: AbortSignal;
}

const LIMITS = {
  memoryBytes: 2 * 1024 ** 3,
  pids: 32,
  timeoutSeconds: 300,
  maxStdoutBytes: 512 * 1024 ** 2,
  maxStderrBytes: 1024 ** 2,
};
/** What is read in less time than a second container takes to start is read by one. */
const WORTH_TWO_BYTES = 1024 ** 2;
const LONGEST_LINE = 16 * 1024 ** 2;

/**
 * Reads a project's sources in a sandbox: their text goes in, what they take of others comes out. Nothing of the project is
 * run, installed or mounted.
 *
 * @throws InputError where there is no source, or reading did not end; the signal's reason when aborted
 */
export async function scanProject(folder: string, options: ScanOptions): Promise<Project> {
  const found = await findSources(folder);
  if (found.sources.length === 0) {
    throw new InputError({
      place: { file: folder },
      message: "there is no Python source here (*.py, *.ipynb)",
      fix: "give the folder of the project, the one that has its sources",
    });
  }
  return await scanSources(found, options);
}

async function scanSources({ sources, problems }: FoundSources, options: ScanOptions): Promise<Project> {
  const names = moduleNames(sources.map(({ path }) => path));
  const modules = new Map([...names].map(([path, { module }]) => [path, module]));
  const collection = new ProjectCollection(modules);
  const shares = sharesOf(sources);
  await Promise.all(
    shares.map(async (share) => {
      const job = share.map(({ path, content }) => ({
        file: path,
        module: names.get(path)?.module ?? "",
        package: names.get(path)?.isPackage === true,
        content: Buffer.from(content).toString("base64"),
      }));
      await runSession(JSON.stringify({ protocol: PROJECT_PROTOCOL, sources: job }), collection, options);
    }),
  );
  const project = collection.project();
  if (collection.ended !== shares.length) {
    throw new InputError({
      message: "reading the project's sources did not come to its end",
      fix: "look into the log of the explorer; give a folder with less in it",
    });
  }
  return { ...project, problems: [...problems, ...project.problems] };
}

/** One share, or two of about the same size where that is worth a container. */
function sharesOf(sources: readonly SourceFile[]): SourceFile[][] {
  const total = sources.reduce((sum, { content }) => sum + content.length, 0);
  if (total < WORTH_TWO_BYTES || sources.length < 2) {
    return [[...sources]];
  }
  const shares: [SourceFile[], SourceFile[]] = [[], []];
  const sizes: [number, number] = [0, 0];
  for (const source of sources.toSorted((a, b) => b.content.length - a.content.length)) {
    const at = sizes[0] <= sizes[1] ? 0 : 1;
    shares[at].push(source);
    sizes[at] += source.content.length;
  }
  return shares;
}

async function runSession(job: string, collection: ProjectCollection, options: ScanOptions): Promise<void> {
  const { docker, image, explorerDirectory, log, signal } = options;
  const take = collection.session();
  const decoder = new StringDecoder("utf8");
  let waiting = "";
  const result = await runSandbox(docker, {
    ...LIMITS,
    image,
    command: ["/opt/venv/bin/python", "-I", "-S", "/explorer/importgraph_explorer", "project"],
    mounts: [{ source: explorerDirectory, target: "/explorer" }],
    stdin: job,
    log,
    ...(signal && { signal }),
    onStdout(chunk) {
      const lines = (waiting + decoder.write(Buffer.from(chunk))).split("\n");
      waiting = lines.pop() ?? "";
      if (waiting.length > LONGEST_LINE) {
        throw new Error("the explorer wrote a line that does not end");
      }
      for (const line of lines) {
        if (line !== "") {
          take(sourceRecord(line));
        }
      }
    },
  });
  if (result.exitCode !== 0 || result.timedOut || result.tooMuchOutput) {
    const why = result.timedOut
      ? `it was not done after ${LIMITS.timeoutSeconds} s`
      : result.oomKilled
        ? "it wanted more memory than it may have"
        : result.tooMuchOutput
          ? "it told too much"
          : (log.tail(1)[0] ?? `it ended with exit code ${result.exitCode}`);
    throw new InputError({
      message: `the project's sources could not be read: ${why}`,
      fix: "give a folder with less in it",
    });
  }
}
