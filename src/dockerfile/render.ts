import { aptStep } from "../lock/apt-step.ts";
import { LOCK_FILE_NAMES, type LockedPackage, type Locks } from "../lock/lockfile.ts";
import { buildNeedsText } from "../lock/uv/build-needs.ts";
import { REPACK_SCRIPT } from "../lock/uv/repack.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";

const { install: REQUIREMENTS, build: BUILD_REQUIREMENTS } = LOCK_FILE_NAMES;

/** The index's address and this machine's certificates, for one step alone: nothing of them stays in the image. */
const UV_CONFIG = "--mount=type=secret,id=uv-config,target=/etc/uv/uv.toml";
const CERTIFICATES = "--mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt";
/** For back ends and `run` lines that download something; an ARG does not stay in the image. */
const CERTIFICATES_ARG = "ARG SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt";
const SHARED_CACHE = "--mount=type=cache,id=importgraph-uv,target=/var/cache/uv";

/**
 * What each process may use that builds a source distribution: an hour of processor time, 16 GiB of addresses (in KiB),
 * files of 4 GiB (in blocks of 512 bytes). BuildKit itself ignores limits on memory.
 */
const LIMITS = "ulimit -t 3600 && ulimit -v 16777216 && ulimit -f 8388608";

/** What of a pkginfo an image is made by, besides its locks. */
export type Rendered = Pick<Pkginfo, "stem" | "buildNeeds" | "apt" | "buildApt" | "buildEnv" | "run">;

/**
 * The Dockerfile of a package: the same text for the same pkginfo and locks, made to be read by whoever reviews it.
 *
 * The order of its steps keeps packages apart. The cache of downloaded wheels is shared by all of them, and code that
 * reached it could change what another package installs, hashes or not. So it is mounted only where nothing of any
 * package runs: wheels are installed first, into the untouched environment, because uv starts the environment's
 * Python, which obeys the `.pth` files it finds there. What runs code comes without the cache: source distributions are
 * built in a stage of their own, and the pkginfo's `run` lines come last.
 *
 * Docker 20.10 must build it: no heredocs, no `# syntax` line, no variables in `--mount`.
 */
export function renderDockerfile(pkginfo: Rendered, { lock }: Locks): string {
  const wheels = lock.packages.filter((locked) => !locked.fromSource);
  const sources = lock.packages.filter((locked) => locked.fromSource);
  const apt = aptStep(pkginfo.apt, lock.python);
  const base = `importgraph/python:${lock.python}`;
  const head = [
    `# Generated from pkginfo/${pkginfo.stem}.yaml and its lock by importgraph, do not edit.`,
    `ARG BASE=${base}`,
  ];
  const paragraphs =
    sources.length === 0
      ? [head, ["FROM $BASE", ...apt], installWheels(wheels, sources)]
      : [
          [...head, `ARG BUILD_BASE=${base}-build`],
          [
            "# Building runs code of these distributions: in a stage of its own, limited, without the cache that packages share.",
            "FROM $BUILD_BASE AS built",
            ...aptStep([...pkginfo.apt, ...pkginfo.buildApt], lock.python),
            ...buildSources(sources, repackedSources(pkginfo, { lock }), pkginfo),
          ],
          ["FROM $BASE", ...apt],
          installWheels(wheels, sources),
          ["COPY --from=built /opt/built /opt/venv"],
        ];
  paragraphs.push(runLines(pkginfo.run), [
    `LABEL org.opencontainers.image.title="${lock.name}" \\`,
    `      org.opencontainers.image.version="${lock.version}"`,
  ]);
  const texts = paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${texts.join("\n\n")}\n`;
}

function installWheels(wheels: readonly LockedPackage[], sources: readonly LockedPackage[]): string[] {
  if (wheels.length === 0) {
    return [];
  }
  const local = wheels.flatMap(({ wheel }) => wheel ?? []);
  const names = sources.map(({ name }) => name).join(" ");
  const install = "uv pip install --no-build --no-deps --require-hashes";
  return [
    "# Wheels only, into the untouched environment: no code of a package may run with the shared cache in reach.",
    `RUN ${SHARED_CACHE} \\`,
    ...[REQUIREMENTS, ...local].map((file) => `    ${bindMount(file)} \\`),
    `    ${UV_CONFIG} \\`,
    `    ${CERTIFICATES} \\`,
    // uv looks for the lock's "./file.whl" where it was started.
    ...(local.length > 0 ? ["    cd /tmp && \\"] : []),
    ...(names === ""
      ? [`    ${install} --requirements /tmp/${REQUIREMENTS}`]
      : [
          `    printf '%s\\n' ${names} | \\`,
          `    ${install} --requirements /tmp/${REQUIREMENTS} --excludes /dev/stdin`,
        ]),
  ];
}

/**
 * Source distributions that are packed again before they are built: those that uv takes in no other way, and where C is to be made
 * again that Cython made, all of them, without it.
 */
export function repackedSources({ buildEnv }: Pick<Rendered, "buildEnv">, { lock }: Locks): LockedPackage[] {
  const isMadeAgain = buildEnv.CYTHON_FORCE_REGEN === "1";
  return lock.packages.filter(({ fromSource, isRepacked }) => fromSource && (isMadeAgain || isRepacked));
}

function buildSources(
  sources: readonly LockedPackage[],
  repacked: readonly LockedPackage[],
  { buildEnv, buildNeeds }: Rendered,
): string[] {
  const plain = sources.filter((source) => !repacked.includes(source));
  const steps = [
    ...Object.entries(buildEnv)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [`export ${name}='${value}'`]),
    ...(buildNeeds.length > 0 ? needsSteps(sources, buildNeeds) : []),
    ...(plain.length > 0
      ? [buildStep(`--require-hashes --constraints /tmp/${REQUIREMENTS}`, releasesText(plain))]
      : []),
    // The script holds each file against its hash in the lock.
    ...(repacked.length > 0
      ? [
          [`python -I /tmp/${REPACK_SCRIPT} /tmp/${REQUIREMENTS} /tmp/repacked ${releasesText(repacked)}`],
          buildStep("", "/tmp/repacked/*"),
        ]
      : []),
  ];
  const files = [REQUIREMENTS, BUILD_REQUIREMENTS, ...(repacked.length > 0 ? [REPACK_SCRIPT] : [])];
  const [first = "", ...mounts] = files.map(bindMount);
  return [
    CERTIFICATES_ARG,
    ...[`RUN ${first}`, ...[...mounts, UV_CONFIG, CERTIFICATES].map((mount) => `    ${mount}`)].map(
      (line) => `${line} \\`,
    ),
    ...[[LIMITS], ...steps].flatMap((step) => `    ${step.join(" \\\n      ")} && \\`.split("\n")),
    "    rm -f /opt/built/.lock",
  ];
}

/** A command over several lines. */
function buildStep(hashes: string, what: string): string[] {
  return [
    "uv pip install --no-cache --no-deps --prefix /opt/built",
    ...(hashes === "" ? [] : [hashes]),
    "--preview-features build-dependency-hashes --require-build-hashes",
    `--build-constraints /tmp/${BUILD_REQUIREMENTS}`,
    what,
  ];
}

function releasesText(packages: readonly LockedPackage[]): string {
  return packages.map(({ name, version }) => `${name}==${version}`).join(" ");
}

/** uv reads the settings of the folder where it is started beside those that are mounted. */
function needsSteps(sources: readonly LockedPackage[], buildNeeds: readonly string[]): string[][] {
  const names = sources.map(({ name }) => name);
  const settings = buildNeedsText(names, buildNeeds).trimEnd().split("\n");
  return [
    ["mkdir /tmp/uv && cd /tmp/uv"],
    [`printf '%s\\n' ${settings.map((line) => `'${line}'`).join(" ")} > uv.toml`],
  ];
}

function bindMount(file: string): string {
  return `--mount=type=bind,source=${file},target=/tmp/${file}`;
}

/** One step each. */
function runLines(lines: readonly string[]): string[] {
  const steps = lines.flatMap((line) => [
    `RUN ${CERTIFICATES} \\`,
    `    ${execForm(["/bin/sh", "-ec", "--", line])}`,
  ]);
  return steps.length === 0 ? [] : [CERTIFICATES_ARG, ...steps];
}

/**
 * The JSON form of an instruction's arguments: whatever a text holds, it stays one argument and can be neither another
 * instruction, nor an option such as `--mount`, nor a heredoc. Only ASCII, so that a reviewer sees what is there.
 */
function execForm(command: readonly string[]): string {
  const unicode = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const quoted = command.map((argument) => JSON.stringify(argument).replace(/[\u007f-\uffff]/g, unicode));
  return `[${quoted.join(", ")}]`;
}
