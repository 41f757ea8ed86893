import { expect, test, vi } from "vitest";
import { ProgramNotFoundError } from "../exec/exec.ts";
import { actionsExec } from "./actions-exec.ts";

test("a program gets its arguments as they are, and nothing of its output is echoed", async () => {
  const echoed = vi.spyOn(process.stdout, "write");
  const odd = ["$(id)", "a b", "", "*", '"', "::error::x"];
  const { exitCode, stdout } = await actionsExec("printf", ["%s|", ...odd]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: odd.map((argument) => `${argument}|`).join(""),
  });
  expect(echoed.mock.calls.join("")).not.toContain("::error::x");
  echoed.mockRestore();
});

test("a program that fails is no error of the call, and one that is not there is", async () => {
  expect((await actionsExec("sh", ["-c", "echo why >&2; exit 3"])).stderr).toBe("why\n");
  await expect(actionsExec("no-such-program", [])).rejects.toThrow(ProgramNotFoundError);
});

test("what the toolkit can't do is done all the same: ending a program, giving it input", async () => {
  expect(await actionsExec("sleep", ["60"], { timeoutSeconds: 0.2 })).toMatchObject({ timedOut: true });
  expect((await actionsExec("cat", [], { input: "given" })).stdout).toBe("given");
});
