/** Makes the base images of all rows of pythons.yaml, and pushes them. `scripts/base-images` is the way to start it. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPushable, pushBase } from "../src/docker/base/pushed-base.ts";
import { type PushedBase, withPushed } from "../src/docker/base/pythons.ts";
import { nodeExec } from "../src/exec/node-exec.ts";
import { printableLine } from "../src/exec/printable.ts";
import { programHome } from "../src/files/home.ts";
import { writeWholeText } from "../src/files/whole-file.ts";
import { failureText } from "../src/run/package/outcome.ts";
import { openWorkshop } from "../src/run/package/workshop.ts";

const say = (line: string) => process.stdout.write(`${printableLine(line)}\n`);

const [command, target] = process.argv.slice(2);
if (!((command === "make" && target === undefined) || (command === "push" && target !== undefined))) {
  process.stderr.write("usage: scripts/base-images make | push REGISTRY/NAME\n");
  process.exit(2);
}
const logFolder = await mkdtemp(join(tmpdir(), "importgraph-bases-"));
const { signal } = new AbortController();
const workshop = openWorkshop({ exec: nodeExec, home: programHome, logFolder, signal });
const pushed = new Map<string, PushedBase>();
const failed: string[] = [];
try {
  for (const row of await workshop.pythons()) {
    const { python } = row;
    try {
      const base = await workshop.base(python, say);
      say(`${base.tag} is there, made of ${base.inputsDigest.slice(0, 16)}`);
      if (target !== undefined) {
        checkPushable(row, base.provenance);
        // Names of images are lower case.
        const repository = `${target.toLowerCase()}/python`;
        const names = await pushBase(await workshop.docker(say), base, repository);
        say(`Pushed ${names.runtime} and ${names.build}`);
        pushed.set(python, names);
      }
    } catch (error) {
      failed.push(python);
      say(`Python ${python}: ${failureText(error)}`);
    }
  }
} finally {
  await workshop.close();
  await rm(logFolder, { recursive: true, force: true });
}
if (pushed.size > 0) {
  const path = join(programHome, "baseimage", "pythons.yaml");
  const text = await readFile(path, "utf8");
  const updated = withPushed(text, pushed);
  if (updated !== text) {
    await writeWholeText(path, updated);
    say("Wrote what was pushed into baseimage/pythons.yaml: commit it, and others pull exactly these");
  }
}
if (failed.length > 0) {
  say(`No base for Python ${failed.join(", ")}; the others are there`);
  process.exitCode = 1;
}
