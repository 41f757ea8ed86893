import { expect, test } from "vitest";
import { lockedDistributions } from "./recipe.ts";

test("a lock tells what it installs, and neither hashes nor what only stands in comments", () => {
  const lock = [
    "# Lock of tiny 1.0: what is installed.",
    "# idna==9.9",
    "charset-normalizer==3.4.4 \\",
    `    --hash=sha256:${"a".repeat(64)} \\`,
    `    --hash=sha256:${"b".repeat(64)}`,
    'colorama==0.4.6 ; sys_platform == "win32" \\',
    "torch==2.9.0+cpu",
    "pytz==2011k",
  ].join("\n");
  expect(lockedDistributions(lock)).toEqual([
    { name: "charset-normalizer", version: "3.4.4" },
    { name: "colorama", version: "0.4.6" },
    { name: "torch", version: "2.9.0+cpu" },
    { name: "pytz", version: "2011k" },
  ]);
  expect(lockedDistributions("FROM python:3.13\n")).toEqual([]);
});
