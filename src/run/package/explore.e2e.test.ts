import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Docker, dockerOutput } from "../../docker/engine/docker.ts";
import { findImage, packageImageTag } from "../../docker/image/images.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import { programHome } from "../../files/home.ts";
import { folderStore } from "../../store/folder-store.ts";
import { shardObjectKey } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { explorePackage } from "./explore.ts";
import { openWorkshop, type Workshop } from "./workshop.ts";

/** A name that only these tests have images of. */
const NAME = `twin${process.pid}`;
const TAG = packageImageTag(NAME, "1.0");

let folder: TemporaryFolder;
let workshop: Workshop;
let store: Store;
let docker: Docker;

beforeAll(async () => {
  folder = await temporaryFolder();
  const { signal } = new AbortController();
  workshop = openWorkshop({ exec: nodeExec, home: programHome, logFolder: folder.path, signal });
  store = folderStore(join(folder.path, "store"));
  docker = await workshop.docker(() => {});
});

afterAll(async () => {
  await docker.run(["image", "rm", "--force", TAG]);
  await workshop.close();
  await folder.remove();
});

/** A wheel whose only module has one value, called as the content says; all have the same name and version. */
async function wheel(content: string): Promise<string> {
  const path = join(folder.path, content, `${NAME}-1.0-py3-none-any.whl`);
  await mkdir(join(folder.path, content), { recursive: true });
  const script = `import sys, zipfile
name, content, path = sys.argv[1:]
info = f"{name}-1.0.dist-info"
files = {
    f"{name}.py": f"{content} = 1\\n",
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
with zipfile.ZipFile(path, "w") as archive:
    for file, text in files.items():
        archive.writestr(file, text)
    archive.writestr(f"{info}/RECORD", "".join(f"{file},,\\n" for file in [*files, f"{info}/RECORD"]))
`;
  expect(await nodeExec("python3", ["-c", script, NAME, content, path])).toMatchObject({ exitCode: 0 });
  return path;
}

async function explore(content: string, own: Workshop = workshop) {
  const settings = {
    ...{ home: programHome, store, logFolder: join(folder.path, "logs"), frozen: false, force: true },
    places: { root: folder.path, scratchFolder: join(folder.path, "scratch") },
  };
  const target = { kind: "artifact", label: content, path: await wheel(content) } as const;
  return await explorePackage(target, settings, own, () => {});
}

/** The values that the shard has which was stored under the key of what was explored. */
async function valuesOf(outcome: Awaited<ReturnType<typeof explore>>): Promise<string[]> {
  if (outcome.status === "failed") {
    throw new Error(outcome.message);
  }
  const path = await store.localPath(shardObjectKey(outcome.entry));
  const text = (await promisify(gunzip)(await readFile(path))).toString("utf8");
  return text.match(/(?<="id":"twin\d+\.)\w+(?=")/g) ?? [];
}

/** The same machine, except that something happens after each `docker` command of a kind. */
function whereAfter(kind: string, happen: (args: readonly string[]) => Promise<void>): Workshop {
  return {
    ...workshop,
    docker: async () => ({
      ...docker,
      run: async (args, options) => {
        const result = await docker.run(args, options);
        if (args[0] === kind) {
          await happen(args);
        }
        return result;
      },
    }),
  };
}

test("wheels of one name and version at once: each shard has its own content", async () => {
  const contents = ["one", "two", "three"];
  for (let round = 0; round < 4; round += 1) {
    const order = round % 2 === 0 ? contents : contents.toReversed();
    const outcomes = await Promise.all(order.map((content) => explore(content)));
    expect(await Promise.all(outcomes.map(valuesOf))).toEqual(order.map((content) => [content]));
  }
  // Those whose tag another one took were deleted when they were done.
  const ids = await dockerOutput(docker, [
    ...["image", "ls", "--all", "--no-trunc", "--quiet"],
    `--filter=label=org.opencontainers.image.title=${NAME}`,
  ]);
  expect([...new Set(ids.split("\n").filter(Boolean))]).toEqual([(await findImage(docker, TAG))?.id]);
});

test("a tag that was moved between building and running is not believed", async () => {
  await explore("other");
  const other = (await findImage(docker, TAG))?.id ?? "";
  const holder = `importgraph/package/${NAME}:held`;
  await dockerOutput(docker, ["tag", other, holder]);
  const moving = whereAfter("build", async () => {
    await dockerOutput(docker, ["tag", other, TAG]);
  });
  expect(await valuesOf(await explore("own", moving))).toEqual(["own"]);
  await docker.run(["image", "rm", holder]);
});

test("an image that was deleted before it could be explored is built again", async () => {
  let deleted = 0;
  const deleting = whereAfter("build", async () => {
    deleted += 1;
    if (deleted < 3) {
      await dockerOutput(docker, ["image", "rm", "--force", TAG]);
    }
  });
  expect(await valuesOf(await explore("vanishing", deleting))).toEqual(["vanishing"]);
  expect(deleted).toBe(3);
});

test("what was built on another base than was asked for is not explored", async () => {
  const other: Workshop = {
    ...workshop,
    base: async (python, say) => ({ ...(await workshop.base(python, say)), inputsDigest: "0".repeat(64) }),
  };
  expect(await explore("misplaced", other)).toMatchObject({
    status: "failed",
    stage: "build",
    message: expect.stringContaining("replaced by something else"),
    isTransient: true,
  });
});

test("the image is made of the lock that its key was made of, though the package's folder changes meanwhile", async () => {
  const before = await explore("whole");
  const folders = before.status === "failed" ? [] : [before.folder];
  const [own = ""] = folders;
  const recipe = await readFile(join(own, "Dockerfile"), "utf8");
  const changing: Workshop = {
    ...workshop,
    // Asked for just before the build.
    secrets: async () => {
      await writeFile(join(own, "Dockerfile"), `${recipe}RUN touch /opt/venv/changed && false\n`);
      return await workshop.secrets();
    },
  };
  expect(await valuesOf(await explore("whole", changing))).toEqual(["whole"]);
});
