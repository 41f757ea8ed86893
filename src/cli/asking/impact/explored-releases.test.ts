import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { from, projectOf } from "../../../impact/testing/library.ts";
import { folderStore } from "../../../store/folder-store.ts";
import { ExploredReleases } from "./explored-releases.ts";

test("what the project imports is wanted by its name, else by names that are like it", () => {
  const project = projectOf({
    "app.py": ["os", "requests", "yaml", "dotenv", "google.cloud", "other_thing"].map((top, at) =>
      from(at, top),
    ),
  });
  const names = ["requests", "requests-mock", "pyyaml", "python-dotenv", "google-cloud-storage", "os-helper"];
  const pins = [...names, "unrelated", "other-thing"].map((name) => {
    return { name, version: "1", markers: [], place: { file: "requirements.txt", line: 1 } };
  });
  const lock = { file: "requirements.txt", leftOut: [], several: [], pins };
  const known = new ExploredReleases([{ store: folderStore(tmpdir()), storeFlag: "", shards: {} }]);
  const nothing = { upgrades: new Map(), added: new Map(), removed: new Set<string>() };
  const missing = known.missing({ project, lock, declared: new Map(), python: "3.13" }, nothing);
  expect(missing.sort()).toEqual(
    ["google-cloud-storage", "other-thing", "python-dotenv", "pyyaml", "requests"].map(
      (name) => `${name}==1`,
    ),
  );
});
