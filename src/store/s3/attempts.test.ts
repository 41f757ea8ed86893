import { expect, test, vi } from "vitest";
import { DEFAULT_LIMITS } from "./access.ts";
import { Waits } from "./attempts.ts";

test.for([0, 0.999])(
  "however chance falls (%s), a request waits for a server that is gone for seconds",
  (chance) => {
    const random = vi.spyOn(Math, "random").mockReturnValue(chance);
    const waits = new Waits();
    const repetitions = Array.from({ length: DEFAULT_LIMITS.attempts - 1 }, (_, at) => at);
    const milliseconds = repetitions.reduce((sum, at) => sum + waits.computeNextBackoffDelay(at), 0);
    random.mockRestore();
    expect(milliseconds).toBeGreaterThanOrEqual(5_000);
    expect(milliseconds).toBeLessThan(15_000);
  },
);

test("where the server asks for fewer requests, the waits are longer, and have an end", () => {
  const waits = new Waits();
  waits.setDelayBase(1000);
  const milliseconds = [0, 1, 2, 20].map((at) => waits.computeNextBackoffDelay(at));
  [500, 1000, 2000, 10_000].forEach((least, at) => {
    expect(milliseconds[at]).toBeGreaterThanOrEqual(least);
    expect(milliseconds[at]).toBeLessThanOrEqual(2 * least);
  });
});
