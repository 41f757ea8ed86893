import { expect, test } from "vitest";
import { headOf } from "./head.ts";

test.each([
  ["one line", "it failed", "it failed"],
  ["two lines", "it failed\nfor this", "it failed"],
  ["an announcement", "x can't be resolved:\n    Because y\n    and z", "x can't be resolved: Because y"],
  [
    "an announcement of a traceback",
    "what m2crypto 0.51.0 is built with can't be resolved:\n    INFO:run_command:running egg_info\n    Traceback\n      File\n    OSError: no openssl\n    what it is built with does not start",
    "what m2crypto 0.51.0 is built with can't be resolved: OSError: no openssl",
  ],
  [
    "an announcement of what a back end printed",
    "x can't be resolved:\n    Failed to build `x==1`\n    [stderr]\n    You need to install libcap headers\n    hint: This usually indicates a problem with the package or the build environment.",
    "x can't be resolved: You need to install libcap headers",
  ],
  [
    "an announcement of a script that says why it ends",
    "what x is built with can't be resolved:\n    running egg_info\n    error: PyObjC requires macOS to build\n    error: what x is built with can't be installed, or does not start",
    "what x is built with can't be resolved: error: PyObjC requires macOS to build",
  ],
  [
    "an announcement of what was raised in several lines",
    "azure 5.0.0 can't be resolved:\n    Traceback\n    RuntimeError: \n\n    Starting with v5.0.0, it is deprecated.\n    More.\n  → add what its build needs to `apt`",
    "azure 5.0.0 can't be resolved: RuntimeError: Starting with v5.0.0, it is deprecated.",
  ],
  [
    "an announcement of what is raised by a class of another name",
    "x can't be resolved:\n    Traceback\n    pkg_resources.extern.InvalidRequirement: Expected end or semicolon\n        python_version>",
    "x can't be resolved: pkg_resources.extern.InvalidRequirement: Expected end or semicolon",
  ],
])("of %s the head is told", (_, message, head) => {
  expect(headOf(message)).toBe(head);
});
