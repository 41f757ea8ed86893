import { expect, test } from "vitest";
import { moduleNames, OwnNames } from "./module-names.ts";

test("modules are named from the outermost package on", () => {
  const names = moduleNames([
    ...["setup.py", "app/__init__.py", "app/core/__init__.py", "app/core/x.py", "scripts/run.py"],
    ...["src/lib/__init__.py", "src/lib/y.py", "src/space/part/z.py", "docs/note.ipynb"],
  ]);
  expect(
    Object.fromEntries([...names].map(([path, { module, isPackage }]) => [path, `${module} ${isPackage}`])),
  ).toEqual({
    "setup.py": "setup false",
    "app/__init__.py": "app true",
    "app/core/__init__.py": "app.core true",
    "app/core/x.py": "app.core.x false",
    "scripts/run.py": "run false",
    "src/lib/__init__.py": "lib true",
    "src/lib/y.py": "lib.y false",
    "src/space/part/z.py": "space.part.z false",
    "docs/note.ipynb": "note false",
  });
});

test("own is what stands beside a file, around it, or in a folder of packages", () => {
  const own = new OwnNames(["app/main.py", "app/near.py", "src/lib/__init__.py", "tests/yaml/data.py"]);
  expect(own.has("near", "app/main.py")).toBe(true);
  expect(own.has("app", "app/main.py")).toBe(true);
  expect(own.has("lib", "app/main.py")).toBe(true);
  expect(own.has("yaml", "app/main.py")).toBe(false);
  expect(own.has("yaml", "tests/yaml/data.py")).toBe(true);
});

test("what stands inside a package is not reached by its name alone", () => {
  const own = new OwnNames([
    "src/app/__init__.py",
    "src/app/yaml.py",
    "src/app/main.py",
    "scripts/yaml.py",
    "scripts/run.py",
  ]);
  expect(own.has("yaml", "src/app/main.py")).toBe(true);
  expect(own.isReached("yaml", "src/app/main.py")).toBe(false);
  expect(own.isReached("app", "src/app/main.py")).toBe(true);
  expect(own.isReached("yaml", "scripts/run.py")).toBe(true);
});
