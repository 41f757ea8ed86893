/** Which key of a pkginfo mends what a build or an import said. */

import { isProjectName } from "../releases/project-name.ts";

/**
 * Where something was said: `build`: while a source distribution was built, which gets what its back end asks for and
 * nothing else; `run`: by a `run` line; `import`: by a module.
 */
export type Place = "build" | "run" | "import";

type Advice = (found: string, place: Place) => string;

/** Programs that Debian has in a package of the same name. */
const PACKAGED_PROGRAMS = new Set(
  "autoconf automake bison cargo cmake curl flex gfortran git libtool make meson patchelf perl rustc swig unzip wget".split(
    " ",
  ),
);

const header: Advice = (name) => `add the Debian package that has the header ${name} to \`apt\``;
const library: Advice = (name) => `add the Debian package that has the library ${name} to \`apt\``;
const pkgConfig: Advice = (name) => `add the Debian package that has ${name}.pc to \`apt\``;
const program: Advice = (name) =>
  PACKAGED_PROGRAMS.has(name)
    ? `add the program ${name}: \`apt: [${name}]\``
    : `add the Debian package that has the program ${name} to \`apt\``;
const python =
  (version: string): Advice =>
  () =>
    `it is too old for this Python: \`python: "${version}"\``;
const limited = (requirement: string): Advice => {
  return (_, place) =>
    `give it an older one: \`${place === "build" ? "build-with" : "with"}: [${requirement}]\``;
};
const missingModule: Advice = (name, place) => {
  if (place === "build") {
    return `its build uses ${name} without asking for it, which no key adds: set a \`python\` for which it has a wheel, or another \`version\``;
  }
  return isProjectName(name)
    ? `add the distribution that has the module ${name}, if it is called so: \`with: [${name}]\``
    : `add the distribution that has the module ${name} to \`with\``;
};

/** What was removed from Python with 3.12 and 3.13 (PEP 632, PEP 594). */
const REMOVED =
  "distutils|imp|asynchat|asyncore|smtpd|lib2to3|aifc|audioop|cgi|cgitb|chunk|crypt|imghdr|mailcap|msilib|nis|nntplib|ossaudiodev|pipes|sndhdr|spwd|sunau|telnetlib|uu|xdrlib";

/** The first group is what is missing. Ordered: what is the reason comes before what follows from it. */
const RULES: readonly (readonly [RegExp, Advice])[] = [
  [
    /^E: (?:Unable to locate package|Package '?)\s*([\w.+-]+)/m,
    (name) => `correct ${name} in \`apt\`: Debian has no such package here`,
  ],
  [/fatal error: '?([\w./+-]+\.h(?:pp|h|xx)?)'?(?:: No such file| file not found)/, header],
  [/\bcannot find -l([\w.+-]+)/, (name) => library(`lib${name}.so`, "build")],
  [/(?<!\S)(lib[^\s/:]+): cannot open shared object file/, library],
  [
    /No package '([\w.+-]+)' found|Package '?([\w.+-]+?)'?,? (?:required by|was not found in the pkg-config)/,
    pkgConfig,
  ],
  [/\b[Cc]an't find Rust compiler|Rust toolchain is not/, () => program("cargo", "build")],
  [/CMake must be installed|Problem with the CMake installation/, () => program("cmake", "build")],
  [/\b([\w.+-]+): command not found/, program],
  [/\bsh: (?:line )?\d+: ([\w.+-]+): not found/, program],
  [/(?:Error: )?([\w.+-]+) executable not found/, program],
  [/FileNotFoundError: .*No such file or directory: '([\w.+-]+)'/, program],
  [/(?:error: command|unable to execute) '([\w.+-]+)'(?: failed)?: No such file/, program],
  [/use_2to3 is invalid/, limited("setuptools<58")],
  [/No module named '?pkg_resources\b/, limited("setuptools<81")],
  [new RegExp(`No module named '?(?:${REMOVED})\\b`), python("3.11")],
  [/cannot import name '\w+' from 'collections'|module 'collections' has no attribute/, python("3.9")],
  [/No module named '?([^'\s.]+)/, missingModule],
];

/**
 * How to mend what was said, as an imperative sentence without a full stop: the key, and its value where that follows
 * from what was said.
 *
 * @returns undefined where it does not say what is missing
 */
export function keyAdvice(lines: readonly string[], place: Place): string | undefined {
  const text = lines.join("\n");
  for (const [pattern, advice] of RULES) {
    const found = pattern.exec(text);
    if (found !== null) {
      return advice(found[1] ?? found[2] ?? "", place);
    }
  }
  return undefined;
}
