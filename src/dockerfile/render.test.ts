import { expect, test } from "vitest";
import type { LockedPackage, Locks } from "../lock/lockfile.ts";
import { renderDockerfile } from "./render.ts";

const wheel = (name: string): LockedPackage => ({
  name,
  version: "1.0",
  hashes: ["a".repeat(64)],
  fromSource: false,
});
const source = (name: string): LockedPackage => ({ ...wheel(name), fromSource: true });

function locks(name: string, packages: LockedPackage[]): Locks {
  return {
    lock: { name, version: "1.0", python: "3.13", inputsDigest: "0".repeat(64), asOf: null, packages },
  };
}

const bare = { stem: "requests", buildNeeds: [], apt: [], buildApt: [], buildEnv: {}, run: [] };

test("Wheels only", () => {
  expect(renderDockerfile(bare, locks("requests", [wheel("idna"), wheel("requests")]))).toBe(`\
# Generated from pkginfo/requests.yaml and its lock by importgraph, do not edit.
ARG BASE=importgraph/python:3.13

FROM $BASE

# Wheels only, into the untouched environment: no code of a package may run with the shared cache in reach.
RUN --mount=type=cache,id=importgraph-uv,target=/var/cache/uv \\
    --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\
    --mount=type=secret,id=uv-config,target=/etc/uv/uv.toml \\
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\
    uv pip install --no-build --no-deps --require-hashes --requirements /tmp/requirements.txt

LABEL org.opencontainers.image.title="requests" \\
      org.opencontainers.image.version="1.0"
`);
});

test("Debian packages, a source distribution among wheels, and lines of the pkginfo's own", () => {
  const pkginfo = {
    ...bare,
    stem: "psycopg2",
    apt: ["libpq-dev", "gcc", "libpq-dev"],
    run: ["touch /opt/made"],
  };
  expect(renderDockerfile(pkginfo, locks("psycopg2", [wheel("idna"), source("psycopg2")]))).toBe(`\
# Generated from pkginfo/psycopg2.yaml and its lock by importgraph, do not edit.
ARG BASE=importgraph/python:3.13
ARG BUILD_BASE=importgraph/python:3.13-build

# Building runs code of these distributions: in a stage of its own, limited, without the cache that packages share.
FROM $BUILD_BASE AS built
RUN --mount=type=cache,id=importgraph-apt-3.13,target=/var/lib/apt/lists,sharing=private \\
    apt-get update && \\
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \\
      gcc \\
      libpq-dev
ARG SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\
    --mount=type=bind,source=build-requirements.txt,target=/tmp/build-requirements.txt \\
    --mount=type=secret,id=uv-config,target=/etc/uv/uv.toml \\
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\
    ulimit -t 3600 && ulimit -v 16777216 && ulimit -f 8388608 && \\
    uv pip install --no-cache --no-deps --prefix /opt/built \\
      --require-hashes --constraints /tmp/requirements.txt \\
      --preview-features build-dependency-hashes --require-build-hashes \\
      --build-constraints /tmp/build-requirements.txt \\
      psycopg2==1.0 && \\
    rm -f /opt/built/.lock

FROM $BASE
RUN --mount=type=cache,id=importgraph-apt-3.13,target=/var/lib/apt/lists,sharing=private \\
    apt-get update && \\
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \\
      gcc \\
      libpq-dev

# Wheels only, into the untouched environment: no code of a package may run with the shared cache in reach.
RUN --mount=type=cache,id=importgraph-uv,target=/var/cache/uv \\
    --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\
    --mount=type=secret,id=uv-config,target=/etc/uv/uv.toml \\
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\
    printf '%s\\n' psycopg2 | \\
    uv pip install --no-build --no-deps --require-hashes --requirements /tmp/requirements.txt --excludes /dev/stdin

COPY --from=built /opt/built /opt/venv

ARG SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\
    ["/bin/sh", "-ec", "--", "touch /opt/made"]

LABEL org.opencontainers.image.title="psycopg2" \\
      org.opencontainers.image.version="1.0"
`);
});

test("A local wheel is taken from beside the Dockerfile", () => {
  const local = { ...wheel("my-local"), wheel: "my_local-1.0-py3-none-any.whl" };
  const text = renderDockerfile({ ...bare, stem: "my-local" }, locks("my-local", [wheel("idna"), local]));
  expect(text).toContain(`\
    --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\
    --mount=type=bind,source=my_local-1.0-py3-none-any.whl,target=/tmp/my_local-1.0-py3-none-any.whl \\
    --mount=type=secret,id=uv-config,target=/etc/uv/uv.toml \\
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\
    cd /tmp && \\
    uv pip install`);
});

test("Where Cython is to make C again every source is packed again without it", () => {
  const text = renderDockerfile(
    { ...bare, buildNeeds: ["cython<3"], buildEnv: { CYTHON_FORCE_REGEN: "1" } },
    locks("old", [source("old"), source("older")]),
  );
  expect(text).toContain(`\
    export CYTHON_FORCE_REGEN='1' && \\
    mkdir /tmp/uv`);
  expect(text).toContain("repack.py /tmp/requirements.txt /tmp/repacked old==1.0 older==1.0");
  expect(text).not.toContain("--require-hashes --constraints");
  const without = { ...bare, buildEnv: { CYTHON_FORCE_REGEN: "0" } };
  expect(renderDockerfile(without, locks("old", [source("old")]))).not.toContain("repack");
});

test("A source that uv only takes packed again is installed from what the script makes of it", () => {
  const pkginfo = {
    ...bare,
    buildNeeds: ["cython<3", "numpy"],
    buildApt: ["libpq-dev"],
    buildEnv: { CFLAGS: '-std=gnu17 -DA="b  c"', A: "" },
  };
  const repacked: LockedPackage = { ...source("twisted"), isRepacked: true };
  const text = renderDockerfile(pkginfo, locks("scrapy", [source("scrapy"), repacked]));
  expect(text).toContain(`\
RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\
    --mount=type=bind,source=build-requirements.txt,target=/tmp/build-requirements.txt \\
    --mount=type=bind,source=repack.py,target=/tmp/repack.py \\
    --mount=type=secret,id=uv-config,target=/etc/uv/uv.toml \\
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\
    ulimit -t 3600 && ulimit -v 16777216 && ulimit -f 8388608 && \\
    export A='' && \\
    export CFLAGS='-std=gnu17 -DA="b  c"' && \\
    mkdir /tmp/uv && cd /tmp/uv && \\
    printf '%s\\n' '[extra-build-dependencies]' 'scrapy = ["cython<3","numpy"]' 'twisted = ["cython<3","numpy"]' > uv.toml && \\
    uv pip install --no-cache --no-deps --prefix /opt/built \\
      --require-hashes --constraints /tmp/requirements.txt \\
      --preview-features build-dependency-hashes --require-build-hashes \\
      --build-constraints /tmp/build-requirements.txt \\
      scrapy==1.0 && \\
    python -I /tmp/repack.py /tmp/requirements.txt /tmp/repacked twisted==1.0 && \\
    uv pip install --no-cache --no-deps --prefix /opt/built \\
      --preview-features build-dependency-hashes --require-build-hashes \\
      --build-constraints /tmp/build-requirements.txt \\
      /tmp/repacked/* && \\
    rm -f /opt/built/.lock
`);
  // Only building has them: the stage that is kept installs nothing of it.
  expect(text.slice(text.indexOf("FROM $BASE\n"))).not.toMatch(/apt-get|CFLAGS/);
});

test("Where all comes from source there is no step for wheels", () => {
  const text = renderDockerfile(bare, locks("requests", [source("requests")]));
  expect(text).not.toContain("--mount=type=cache");
  expect(text).toContain("COPY --from=built /opt/built /opt/venv");
});

test("The shared cache is in reach of the step that installs wheels only, which comes before everything that runs code", () => {
  const pkginfo = { ...bare, stem: "x", apt: ["gcc"], run: ["touch /x"] };
  const text = renderDockerfile(pkginfo, locks("x", [wheel("idna"), source("x")]));
  const steps = text.split(/\n(?=RUN|COPY|FROM)/);
  const withCache = steps.flatMap((step, at) => (step.includes("id=importgraph-uv") ? [at] : []));
  expect(withCache).toHaveLength(1);
  const step = steps[withCache[0] ?? -1];
  expect(step).toContain("uv pip install --no-build");
  const before = steps.slice(
    steps.findLastIndex((one) => one.startsWith("FROM")),
    withCache[0],
  );
  expect(before.join("\n")).not.toMatch(/--from=built|\/bin\/sh|uv pip/);
});

test.each([
  ["an option of RUN", "--mount=type=cache,id=importgraph-uv,target=/x sh"],
  ["another instruction", "true\nFROM scratch"],
  ["a heredoc", "cat <<EOF"],
  ["a line that goes on", "true \\"],
  ["the JSON form", '["/bin/sh"]'],
  ["a quote that ends the JSON", '"]\nRUN echo'],
  ["characters that deceive a reader", "echo \u202eab\u2066 é 😀"],
])("A line with %s stays one argument of the shell, in plain ASCII", (_, line) => {
  const text = renderDockerfile({ ...bare, run: [line] }, locks("requests", [wheel("requests")]));
  const steps = text.split("\n").filter((one) => one.startsWith("    ["));
  expect(steps.map((step) => JSON.parse(step))).toEqual([["/bin/sh", "-ec", "--", line]]);
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(text.match(/^(RUN|FROM|COPY|ARG|LABEL)/gm)).toEqual(["ARG", "FROM", "RUN", "ARG", "RUN", "LABEL"]);
});
