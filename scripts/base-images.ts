/** Makes the base images of all rows of pythons.yaml, and pushes them. `scripts/base-images` is the way to start it. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerError } from "../src/docker/docker.ts";
import { nodeExec } from "../src/exec/node-exec.ts";
import { printableLine } from "../src/exec/printable.ts";
import { programHome } from "../src/home.ts";
import { openWorkshop, type Workshop } from "../src/run/workshop.ts";

const say = (line: string) => process.stdout.write(`${printableLine(line)}\n`);

/**
 * Pushes the two images of a base: as `<python>` and `<python>-build`, and each under a name that says what it is made
 * of and is never given to another image.
 */
async function push(workshop: Workshop, python: string, target: string): Promise<void> {
  const docker = await workshop.docker(say);
  const { tag, buildTag, inputsDigest } = await workshop.base(python, say);
  for (const [image, name] of [
    [tag, python],
    [buildTag, `${python}-build`],
  ] as const) {
    for (const remote of [
      `${target}/python:${name}`,
      `${target}/python:${name}-${inputsDigest.slice(0, 16)}`,
    ]) {
      await docker.run(["tag", image, remote]);
      const { exitCode, stderr } = await docker.run(["push", "--quiet", remote]);
      if (exitCode !== 0) {
        throw new DockerError(`${remote} could not be pushed: ${stderr.trim()}`);
      }
      say(`Pushed ${remote}`);
    }
  }
}

const [command, target] = process.argv.slice(2);
if (!((command === "make" && target === undefined) || (command === "push" && target !== undefined))) {
  process.stderr.write("usage: scripts/base-images make | push REGISTRY/NAME\n");
  process.exit(2);
}
const logFolder = await mkdtemp(join(tmpdir(), "importgraph-bases-"));
const { signal } = new AbortController();
const workshop = openWorkshop({ exec: nodeExec, home: programHome, logFolder, signal });
try {
  for (const { python } of await workshop.pythons()) {
    const { tag, inputsDigest } = await workshop.base(python, say);
    say(`${tag} is there, made of ${inputsDigest.slice(0, 16)}`);
    if (target !== undefined) {
      // Names of images are lower case.
      await push(workshop, python, target.toLowerCase());
    }
  }
} finally {
  await workshop.close();
  await rm(logFolder, { recursive: true, force: true });
}
