import { expect, test } from "vitest";
import type { Index } from "../../releases/index/open-index.ts";
import { addPackage } from "./add.ts";

test.for(["python", "Python"])("%s is the standard library, and added to no repository", async (name) => {
  const index: Pick<Index, "project"> = {
    project: () => {
      throw new Error("an index was asked");
    },
  };
  const listed = { name, extras: [], specifier: "" };
  const places = { root: "nowhere", scratchFolder: "nowhere" };
  const adding = addPackage(listed, { pkginfos: [], skipped: [] }, places, index as Index, {
    ...{ beside: false, pythons: ["3.13"] },
  });
  await expect(adding).rejects.toThrow(
    new RegExp(`${name} is the standard library, which needs no file in pkginfo/\\s+→ a run explores`),
  );
});
