import { Command } from "commander";
import { expect, test } from "vitest";
import { createContext } from "../context.ts";
import { captured } from "./captured.ts";

/** What is taken of a command that says these lines, answers, and fails or not. */
async function taken({ says, answers, fails }: { says: string[]; answers: string[]; fails: boolean }) {
  const context = createContext(new AbortController().signal);
  return await captured(
    context,
    async (inner) =>
      new Command().command("ask").action(() => {
        for (const line of says) {
          inner.say(line);
        }
        for (const text of answers) {
          inner.out(text);
        }
        if (fails) {
          inner.fail();
        }
      }),
    [],
  );
}

test("what is said of the work is not part of an answer, what warns is", async () => {
  const says = [
    "Tables of 3 of 9 packages are made",
    "! lib 1 is not explored",
    "    → ./scripts/explore lib",
  ];
  expect(await taken({ says, answers: ["lib 2 has it"], fails: true })).toEqual({
    text: "! lib 1 is not explored\n    → ./scripts/explore lib\nlib 2 has it",
    isError: false,
  });
});

test("what fails without an answer is an error, with all that was said", async () => {
  const says = ["lib==9  look up  …", "\n✗ lib==9 failed"];
  expect(await taken({ says, answers: [], fails: true })).toEqual({ text: says.join("\n"), isError: true });
  expect(await taken({ says, answers: [], fails: false })).toMatchObject({ isError: true });
  const started = { says: ["lib==9  look up  …"], answers: [], fails: false };
  expect(await taken(started)).toEqual({ text: "lib==9  look up  …", isError: false });
});
