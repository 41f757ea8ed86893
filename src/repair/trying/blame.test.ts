import { expect, test } from "vitest";
import { isOfTheMachine } from "./blame.ts";

const NETWORK = `idna 3.10 can't be resolved:
    Failed to fetch: \`https://index.example.org/simple/idna/\`
    error sending request for url (https://index.example.org/simple/idna/)`;
const BUILD = `thing 1.0 can't be resolved:
    Failed to build \`thing==1.0\`
    The build backend returned an error
    urllib.error.URLError: <urlopen error [Errno 111] Connection refused>`;

test.for([
  ["an index that does not answer", { stage: "lock", message: NETWORK, isTransient: false }, true],
  ["a setup.py that downloads something", { stage: "lock", message: BUILD, isTransient: false }, false],
  ["a build that says so", { stage: "build", message: NETWORK, isTransient: false }, false],
  ["a disk that is full", { stage: "write", message: "the disk is full", isTransient: true }, true],
  ["a release that is not there", { stage: "look up", message: "no such release", isTransient: false }, true],
] as const)("%s", ([, outcome, expected]) => {
  expect(isOfTheMachine(outcome)).toBe(expected);
});
