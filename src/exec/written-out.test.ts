import { expect, test } from "vitest";
import { nodeExec } from "./node-exec.ts";

test("what is printed arrives whole, however late it is read", async () => {
  const module = new URL("./written-out.ts", import.meta.url).href;
  const printing = `
    const { writtenOut } = await import(${JSON.stringify(module)});
    process.stdout.write("x".repeat(1_000_000));
    await writtenOut();
    process.exit();`;
  const script = `"$0" --input-type=module --eval "$1" | (sleep 1; wc -c)`;
  const { stdout } = await nodeExec("bash", ["-c", script, process.execPath, printing]);
  expect(Number(stdout)).toBe(1_000_000);
});
