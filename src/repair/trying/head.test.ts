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
])("of %s the head is told", (_, message, head) => {
  expect(headOf(message)).toBe(head);
});
