import { describe, expect, it } from "vitest";
import { node, tinyShard } from "../../shard/testing/tiny-shard.ts";
import { bytesOf, start, step, wholeSession } from "../testing/scripted-session.ts";
import { DEFAULT_LIMITS, type ReceiverLimits } from "./limits.ts";
import { SessionReceiver } from "./receiver.ts";

function receive(events: readonly unknown[], skip: string[] = [], limits?: ReceiverLimits): SessionReceiver {
  const receiver = new SessionReceiver({ skip, ...(limits && { limits }) });
  receiver.push(bytesOf(events));
  return receiver;
}

describe("SessionReceiver", () => {
  it("takes a whole session, cut into pieces anywhere", () => {
    const bytes = bytesOf(wholeSession());
    for (const size of [1, 7, 100, bytes.length]) {
      const receiver = new SessionReceiver();
      for (let index = 0; index < bytes.length; index += size) {
        receiver.push(bytes.subarray(index, index + size));
      }
      expect(receiver.state).toBe("done");
      expect(receiver.records).toHaveLength(19 + 1);
      expect(receiver.steps.secondsOfModules.get("tiny")).toBe(0.5);
      expect(receiver.steps.finishedImports).toBe(4);
    }
  });

  it("says where a session stood when it broke off", () => {
    const receiver = receive([
      start,
      ...step("import", "tiny"),
      { event: "begin", stage: "import", module: "tiny.retry" },
    ]);
    expect(receiver.state).toBe("running");
    expect(receiver.steps.atWork).toEqual({ stage: "import", module: "tiny.retry" });
    expect(receiver.steps.hasFinished({ stage: "import", module: "tiny" })).toBe(true);
    expect(receiver.steps.hasFinished({ stage: "import", module: "tiny.retry" })).toBe(false);
  });

  it("blames what comes between two steps on the first", () => {
    expect(receive([start, ...step("import", "tiny")]).steps.atWork).toEqual({
      stage: "import",
      module: "tiny",
    });
  });

  it("refuses anything after the end, however it comes", () => {
    for (const more of ["\n", "x", '{"event":"done","records":20}\n']) {
      const together = new SessionReceiver();
      together.push(Buffer.concat([bytesOf(wholeSession()), Buffer.from(`${more}\n`)]));
      expect(together.violation?.message).toBe("found more after the end of the session");
      const apart = receive(wholeSession());
      expect(apart.state).toBe("done");
      apart.push(Buffer.from(more));
      expect(apart.violation?.message).toBe("found more after the end of the session");
    }
  });

  it("refuses lines that do not begin with its sign", () => {
    const receiver = new SessionReceiver({ sign: "abc " });
    receiver.push(Buffer.concat([Buffer.from("abc "), bytesOf([start])]));
    expect(receiver.start).toEqual(start);
    receiver.push(bytesOf(step("import", "tiny")));
    expect(receiver.violation?.message).toBe("found a line that the explorer did not write");
  });

  it("refuses an end before all was imported and described that can be", () => {
    const failed = { module: "tiny.things", stage: "import", error: "ImportError", message: "no" } as const;
    const isToImport = (module: string) => module !== "tiny.windows";
    const retry = tinyShard().nodes.filter(({ id }) => id === "tiny.retry");
    const imports = [start, ...step("import", "tiny"), ...step("import", "tiny.retry")];
    const events = [...imports, ...step("walk", "tiny", retry)];
    const undescribed = new SessionReceiver({ isToImport });
    undescribed.push(bytesOf([...imports, { event: "done", records: 0 }]));
    expect(undescribed.violation?.message).toContain('before "tiny.retry" was imported and described');
    const early = new SessionReceiver({ isToImport });
    early.push(bytesOf([...events, { event: "done", records: 1 }]));
    expect(early.violation?.message).toContain('before "tiny.things" was imported and described');
    const record = { event: "record", record: { record: "problem", ...failed } };
    const whole = new SessionReceiver({ isToImport });
    whole.push(bytesOf([...events, record, { event: "done", records: 2 }]));
    expect(whole.state).toBe("done");
    const skipping = new SessionReceiver({ isToImport, skip: ["tiny.things"] });
    skipping.push(bytesOf([...events, { event: "done", records: 1 }]));
    expect(skipping.state).toBe("done");
  });

  it("refuses records while only the package is at work", () => {
    const begin = { event: "begin", stage: "import", module: "tiny" };
    const { violation } = receive([start, begin, { event: "record", record: node("tiny", "module") }]);
    expect(violation).toMatchObject({ stage: "tamper", error: "BrokenStream" });
  });

  it("keeps what names lead to of modules that could not be imported", () => {
    const of = { python: "3.13", id: "os" } as const;
    const named = { event: "named", module: "tiny.windows", names: { "nt.system": of } };
    const more = { ...named, names: { winreg: { distribution: null, id: "winreg" } } };
    const foreign = { ...named, module: "os" };
    const walk = { event: "begin", stage: "walk", module: "tiny.windows" };
    const receiver = receive([start, walk, named, more, foreign]);
    expect(receiver.state).toBe("running");
    expect([...(receiver.asides.named.get("tiny.windows") ?? [])].map(([name]) => name)).toEqual([
      "nt.system",
      "winreg",
    ]);
    expect(receiver.asides.named.get("os")).toBeUndefined();
    const begin = { event: "begin", stage: "import", module: "tiny" };
    expect(receive([start, begin, named]).violation?.message).toContain("found names where only code");
    const wrong = { ...named, names: { x: { id: "no owner" } } };
    expect(receive([start, walk, wrong]).violation?.message).toContain('a malformed "named" event');
  });

  it("takes modules that announced ones make below themselves", () => {
    expect(receive([start, ...step("walk", "tiny.things.moves")]).state).toBe("running");
  });

  const begin = { event: "begin", stage: "import", module: "tiny" };
  it.each<[string, unknown[], string]>([
    ["a line that is no event", [start, "hello"], "a line that is no event"],
    [
      "an event without its fields",
      [start, { event: "begin", stage: "import" }],
      'a malformed "begin" event',
    ],
    ["a field too many", [{ ...start, colour: "green" }], 'a malformed "start" event'],
    ["another protocol", [{ ...start, protocol: 1 }], 'a malformed "start" event'],
    ["anything before start", [begin], "no start before the rest"],
    ["a second start", [start, start], "a second start"],
    ["a step inside a step", [start, begin, { ...begin, module: "tiny.retry" }], 'inside import of "tiny"'],
    [
      "a module that is imported a third time",
      [start, ...step("import", "tiny"), ...step("import", "tiny"), begin],
      "once too often",
    ],
    [
      "site files that are run twice",
      [start, ...step("site", ""), { event: "begin", stage: "site", module: "" }],
      "a second time",
    ],
    ["a module of somebody else", [start, { ...begin, module: "os" }], "which was not announced"],
    ["a site step of a module", [start, { ...begin, stage: "site" }], "which was not announced"],
    [
      "a module that was to be skipped",
      [start, { ...begin, module: "tiny.windows" }],
      "which was to be skipped",
    ],
    [
      "an end without beginning",
      [start, { event: "end", stage: "walk", module: "tiny", seconds: 1 }],
      "in no step",
    ],
    [
      "another step's end",
      [start, begin, { event: "end", stage: "walk", module: "tiny", seconds: 1 }],
      "end of walk",
    ],
    ["negative seconds", [start, begin, { ...begin, event: "end", seconds: -1 }], 'malformed "end" event'],
    [
      "a header",
      [start, { event: "record", record: { record: "end", nodes: 1, problems: 0 } }],
      "only the receiver writes",
    ],
    ["done inside a step", [start, begin, { event: "done", records: 0 }], "end of the session inside"],
    ["a wrong count", [start, { event: "done", records: 3 }], "found 0 records, expected 3"],
  ])("refuses %s", (_, events, message) => {
    const receiver = receive(events, ["tiny.windows"]);
    expect(receiver.state).toBe("violated");
    expect(receiver.violation?.stage).toBe("tamper");
    expect(receiver.violation?.message).toContain(message);
  });

  it("leaves out malformed records, says so, and refuses many of them", () => {
    const malformed = { event: "record", record: { record: "node", id: "tiny.x", kind: "thing" } };
    const begin = { event: "begin", stage: "walk", module: "tiny.things" };
    const receiver = receive([start, begin, malformed]);
    expect(receiver.state).toBe("running");
    expect(receiver.records).toEqual([
      {
        record: "problem",
        module: "tiny.things",
        stage: "walk",
        error: "MalformedRecord",
        message: expect.stringContaining('node "tiny.x": kind: found "thing", expected one of'),
      },
    ]);
    const many = receive([start, begin, ...Array.from({ length: 1001 }, () => malformed)]);
    expect(many.violation?.message).toContain("more than 1000 malformed records");
  });

  it("refuses bytes that are no text, and lines without end", () => {
    const binary = new SessionReceiver();
    binary.push(Buffer.from([0xff, 0x0a]));
    expect(binary.violation).toMatchObject({ stage: "tamper", message: "bytes that are not text were sent" });
    const endless = new SessionReceiver();
    for (let count = 0; count < 20 && endless.state === "running"; count++) {
      endless.push(Buffer.alloc(1024 * 1024, "x"));
    }
    expect(endless.violation?.stage).toBe("limit");
  });

  it("bounds bytes, records, and records of one step", () => {
    const records = Array.from({ length: 20 }, (_, index) => node(`tiny.x${index}`, "data"));
    const events = [start, ...step("walk", "tiny", records), ...step("walk", "tiny.things", records)];
    const limited = (limits: Partial<ReceiverLimits>) =>
      receive(events, [], { ...DEFAULT_LIMITS, ...limits }).violation;
    expect(limited({})).toBeUndefined();
    expect(limited({ bytes: 1000 })).toMatchObject({
      stage: "limit",
      message: "more than 1000 bytes were sent",
    });
    expect(limited({ recordsPerStep: 19 })?.message).toBe("more than 19 records were sent");
    expect(limited({ recordsPerStep: 20, records: 39 })?.message).toContain("by the whole session");
  });
});
