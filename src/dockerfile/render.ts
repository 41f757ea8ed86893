import { aptStep } from "../lock/apt-step.ts";
import { LOCK_FILE_NAMES, type LockedPackage, type Locks } from "../lock/lockfile.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";

/** The index's address and this machine's certificates, for the step alone: nothing of them stays in the image. */
const SECRET_MOUNTS = [
  "--mount=type=secret,id=uv-config,target=/etc/uv/uv.toml",
  "--mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt",
];

/**
 * What one process that builds a source distribution may use: an hour of processor time, 16 GiB of addresses (in KiB),
 * files of 4 GiB (in blocks of 512 bytes). BuildKit has no limits of its own.
 */
const BUILD_LIMITS = "ulimit -t 3600 -v 16777216 -f 8388608";

/**
 * The Dockerfile of a package: the same text for the same pkginfo and locks, made to be read by whoever reviews it.
 *
 * The order of its steps is what keeps packages apart. The cache of downloaded wheels is shared by all packages, and
 * code that reached it could change what another one installs, hashes or not. Hence it is mounted only while nothing of
 * any package has run or will: into the untouched environment, since uv starts the environment's Python, which would
 * obey `.pth` files found there. What runs code comes without the cache: source distributions in a stage of their
 * own, then the pkginfo's `run` lines.
 *
 * Docker 20.10 must build it: no heredocs, no `# syntax` line, no variables in `--mount`.
 */
export function renderDockerfile(pkginfo: Pick<Pkginfo, "stem" | "apt" | "run">, locks: Locks): string {
  const { lock } = locks;
  const wheels = lock.packages.filter((locked) => !locked.fromSource);
  const sources = lock.packages.filter((locked) => locked.fromSource);
  const apt = aptStep(pkginfo.apt);
  const built = sources.length > 0;
  const paragraphs: string[][] = [
    [
      `# Generated from pkginfo/${pkginfo.stem}.yaml and ${LOCK_FILE_NAMES.install} by importgraph, do not edit.`,
      `ARG BASE=importgraph/python:${lock.python}`,
      ...(built ? [`ARG BUILD_BASE=importgraph/python:${lock.python}-build`] : []),
    ],
  ];
  if (built) {
    paragraphs.push(
      [
        "# Building runs the code of these distributions: in a stage of its own, limited, away from the shared cache.",
        "FROM $BUILD_BASE AS built",
        ...apt,
      ],
      sourceLines(sources),
    );
  }
  paragraphs.push([
    "FROM $BASE",
    `LABEL org.opencontainers.image.title=${JSON.stringify(lock.name)} \\`,
    `      org.opencontainers.image.version=${JSON.stringify(lock.version)}`,
    ...apt,
  ]);
  if (wheels.length > 0) {
    paragraphs.push(wheelLines(wheels, sources));
  }
  if (built) {
    paragraphs.push(["COPY --from=built /opt/built /opt/venv"]);
  }
  if (pkginfo.run.length > 0) {
    paragraphs.push(["# The pkginfo's `run` lines.", ...pkginfo.run.flatMap(runLines)]);
  }
  return `${paragraphs.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function wheelLines(wheels: readonly LockedPackage[], sources: readonly LockedPackage[]): string[] {
  const local = wheels.flatMap(({ wheel }) => wheel ?? []);
  const except = sources.map(({ name }) => name).join(" ");
  const install = [
    ...(except === "" ? [] : [`printf '%s\\n' ${except} |`]),
    "uv pip install --no-build --no-deps --require-hashes",
  ].join(" ");
  return run(
    [
      "--mount=type=cache,id=importgraph-uv,target=/root/.cache/uv",
      ...[LOCK_FILE_NAMES.install, ...local].map(bindMount),
      ...SECRET_MOUNTS,
    ],
    [
      install,
      ...(except === "" ? [] : ["--excludes /dev/stdin"]),
      `--requirements /tmp/${LOCK_FILE_NAMES.install}`,
    ],
    "# Wheels only, into the untouched environment: with the shared cache in reach, no package's code may run.",
  );
}

function sourceLines(sources: readonly LockedPackage[]): string[] {
  return [
    ...run(
      [...[LOCK_FILE_NAMES.install, LOCK_FILE_NAMES.build].map(bindMount), ...SECRET_MOUNTS],
      [
        BUILD_LIMITS,
        `&& uv pip install --no-cache --no-deps --require-hashes --prefix /opt/built`,
        "--preview-features build-dependency-hashes --require-build-hashes",
        `--build-constraints /tmp/${LOCK_FILE_NAMES.build}`,
        `--constraints /tmp/${LOCK_FILE_NAMES.install}`,
        sources.map(({ name, version }) => `${name}==${version}`).join(" "),
        "&& rm -f /opt/built/.lock",
      ],
    ),
  ];
}

/**
 * One `RUN` for each line, in its JSON form: whatever a line holds, it stays one argument of the shell, and can be
 * neither another instruction, nor an option such as `--mount`, nor a heredoc.
 */
function runLines(line: string): string[] {
  return [
    "RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\",
    `    ${JSON.stringify(["/bin/sh", "-ec", line])}`,
  ];
}

function run(mounts: readonly string[], command: readonly string[], comment?: string): string[] {
  const [first = "", ...rest] = [...mounts, ...command].map((part, at) =>
    at === 0 ? `RUN ${part}` : `    ${part}`,
  );
  return [...(comment === undefined ? [] : [comment]), [first, ...rest].join(" \\\n")].join("\n").split("\n");
}

function bindMount(fileName: string): string {
  return `--mount=type=bind,source=${fileName},target=/tmp/${fileName}`;
}
