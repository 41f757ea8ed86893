import { describe, expect, test } from "vitest";
import { BuildError, buildErrorFrom, tellingLines } from "./build-error.ts";

// As the BuildKit client inside docker 20.10 prints it.
const OLD_CLIENT = `#1 [internal] load build definition from Dockerfile
#1 sha256:c55ab
#1 DONE 0.0s

#5 [build 2/3] RUN uv pip install nothing
#5 sha256:906a1
#5 0.231 Using Python 3.13.5 environment at: /opt/venv
#5 0.283 error: Failed to fetch: nothing
#5 0.284
#5 ERROR: executor failed running [/bin/sh -c uv pip install nothing]: exit code: 2

#6 [other 1/1] RUN true
#6 CANCELED
------
 > [build 2/3] RUN uv pip install nothing:
------
executor failed running [/bin/sh -c uv pip install nothing]: exit code: 2
`;

// As buildx 0.2x prints it, which repeats the output and shows the Dockerfile.
const BUILDX = `#0 building with "default" instance using docker driver
#5 [2/3] RUN echo "error: no compiler" && false
#5 0.231 error: no compiler
#5 ERROR: process "/bin/sh -c echo \\"error: no compiler\\" && false" did not complete successfully: exit code: 1
------
 > [2/3] RUN echo "error: no compiler" && false:
0.231 error: no compiler
------
Dockerfile:2
--------------------
   1 |     FROM x
   2 | >>> RUN echo "error: no compiler" && false
   3 |     RUN true
--------------------
ERROR: failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1
`;

describe("the failing step", () => {
  test("as docker 20.10 tells it", () => {
    expect(buildErrorFrom(OLD_CLIENT, false)).toMatchObject({
      failure: "step",
      step: "RUN uv pip install nothing",
      lines: ["Using Python 3.13.5 environment at: /opt/venv", "error: Failed to fetch: nothing"],
    });
  });

  test("as buildx tells it", () => {
    expect(buildErrorFrom(BUILDX, false)).toMatchObject({
      failure: "step",
      step: 'RUN echo "error: no compiler" && false',
      lines: ["error: no compiler"],
    });
  });

  test("that printed nothing is told by its exit code", () => {
    const progress = "#5 [2/2] RUN exit 137\n#5 ERROR: executor failed running [/bin/sh]: exit code: 137\n";
    expect(buildErrorFrom(progress, false).lines).toEqual([
      "executor failed running [/bin/sh]: exit code: 137",
    ]);
  });

  test("can't have its place taken by output that looks like progress", () => {
    const progress = `#5 [2/2] RUN evil
#5 0.1 #9 ERROR: innocent
#5 0.1 ::error::innocent
#5 ERROR: exit code: 1
`;
    expect(buildErrorFrom(progress, false)).toMatchObject({
      step: "RUN evil",
      lines: ["#9 ERROR: innocent", "\\x3a:error::innocent"],
    });
  });
});

describe("what a person reads first", () => {
  const long = `RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt     --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt     ulimit -t 3600 && ulimit -v 16777216 && uv pip install --no-cache --no-deps --prefix /opt/built ${"x".repeat(400)}`;
  const message = (output: readonly string[], step = long) =>
    buildErrorFrom(
      [`#5 [2/2] ${step}`, ...output.map((line) => `#5 0.1 ${line}`), "#5 ERROR: exit code: 1"].join("\n"),
      false,
    ).message.split("\n");

  test("is the line that says why; the command follows, without what every such command has", () => {
    const lines = message([
      "copying x",
      "x.c:1: fatal error: ffi.h: No such file or directory",
      "error: command 'gcc' failed",
    ]);
    expect(lines[0]).toBe("x.c:1: fatal error: ffi.h: No such file or directory");
    expect(lines[1]).toMatch(/^a step of the build failed: RUN uv pip install --no-cache .{20,75}…$/);
    expect(lines.slice(2)).toEqual(["    copying x", "    error: command 'gcc' failed"]);
  });

  test.each([
    [
      [
        "Traceback:",
        "KeyError: 'a'",
        "During another:",
        "ModuleNotFoundError: No module named 'x'",
        "error: subprocess-exited-with-error",
      ],
      "ModuleNotFoundError: No module named 'x'",
    ],
    [["Traceback:", "KeyError: 'a'", "  ValueError: bad", "error: Failed to build x"], "ValueError: bad"],
    [["× Failed to build x", "error: metadata is wrong", "hint: y"], "error: metadata is wrong"],
    [
      ["/usr/bin/ld: cannot find -lpq", "collect2: error: ld returned 1 exit status"],
      "/usr/bin/ld: cannot find -lpq",
    ],
    [["one", "two"], "two"],
  ])("of %j is %s", (output, first) => {
    expect(message(output)[0]).toBe(first);
  });

  test("of a `run` line is the line, not how it is started", () => {
    const lines = message(
      ["boo"],
      'RUN --mount=type=secret,id=ca,target=/etc/x     ["/bin/sh", "-ec", "--", "make it"]',
    );
    expect(lines).toEqual(["boo", 'a step of the build failed: RUN "make it"']);
  });

  test("and last how to mend it", () => {
    const error = new BuildError("step", "RUN x", ["a", "error: b"], "add it to `apt`");
    expect(error.message).toBe("error: b\na step of the build failed: RUN x\n    a\n  → add it to `apt`");
  });
});

test("a timeout names the step that was running", () => {
  const progress = `#4 [1/3] FROM x
#4 DONE 0.0s
#5 [2/3] RUN make
#5 0.1 compiling
#5 CANCELED
`;
  expect(buildErrorFrom(progress, true)).toMatchObject({
    failure: "timeout",
    step: "RUN make",
    lines: ["compiling"],
  });
});

test("a full disk is told apart, in a step or in the engine itself", () => {
  const inStep = "#5 [2/3] RUN make\n#5 0.1 ld: No space left on device\n#5 ERROR: exit code: 1\n";
  expect(buildErrorFrom(inStep, false)).toMatchObject({ failure: "disk-full", step: "RUN make" });
  const inEngine = "failed to solve: write /var/lib/docker/tmp/x: no space left on device\n";
  expect(buildErrorFrom(inEngine, false)).toMatchObject({ failure: "disk-full", step: undefined });
});

test("of a disk that was seen to have room, no step is believed that it is full", () => {
  const inStep = "#5 [2/3] RUN make\n#5 0.1 setup.py: No space left on device\n#5 ERROR: exit code: 1\n";
  expect(buildErrorFrom(inStep, false, { hadRoom: true })).toMatchObject({
    failure: "step",
    step: "RUN make",
  });
  const inEngine = "failed to solve: write /var/lib/docker/tmp/x: no space left on device\n";
  expect(buildErrorFrom(inEngine, false, { hadRoom: true })).toMatchObject({ failure: "disk-full" });
});

test("without a failing step, the client's own words are the reason", () => {
  const progress =
    "#1 [internal] load build definition\n#1 DONE 0.0s\nERROR: dockerfile parse error on line 2\n";
  expect(buildErrorFrom(progress, false)).toMatchObject({
    failure: "engine",
    lines: ["ERROR: dockerfile parse error on line 2"],
  });
  expect(buildErrorFrom("", false).message).toBe("Docker could not build");
});

describe("the lines that say why", () => {
  const noise = Array.from({ length: 100 }, (_, index) => `gcc -c file${index}.c`);

  test("are all of a short output, without empty ones", () => {
    expect(tellingLines(["a", "", "  ", "b"])).toEqual(["a", "b"]);
  });

  test("hold the first error of a long one besides its end", () => {
    const lines = tellingLines([
      "x.c:1: fatal error: Python.h: No such file",
      ...noise,
      "error: command failed",
    ]);
    expect(lines[0]).toBe("x.c:1: fatal error: Python.h: No such file");
    expect(lines.at(-1)).toBe("error: command failed");
    expect(lines.length).toBeLessThanOrEqual(20);
  });
});
