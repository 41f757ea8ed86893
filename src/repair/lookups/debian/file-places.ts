/** Where a file that was asked for may be, and which of these places are looked at. */

import type { FileQuestion } from "./archive.ts";

/** 0: everything looks there. 1: those look there who are told the folder, by pkg-config for example. 2: elsewhere. */
export type Place = 0 | 1 | 2;

/** Names of files that answer a question, and how to see that a path does. */
export interface FileSearch {
  /** Names of files as they begin in the archive's list; `exact` ones are whole. */
  names: readonly { name: string; exact: boolean }[];
  /**
   * How near a path is to where is looked; undefined where it is something else.
   */
  place(path: string): Place | undefined;
  /** The sections of the archive that hold what is asked for; packages of these come first. */
  sections: readonly string[];
}

const LIBRARY_FOLDER = /^(?:usr\/)?lib\/(?:x86_64-linux-gnu\/)?(?=[^/]+$)/;
const INCLUDE_FOLDER = /^usr\/include\/(?:x86_64-linux-gnu\/)?/;
const DEVELOPMENT = ["libdevel", "devel"];

/** How to look for a file; undefined for a name that no file has. */
export function fileSearch(
  question: Exclude<FileQuestion, { kind: "python-module" }>,
): FileSearch | undefined {
  const { kind, name } = question;
  if (name === "" || name.length > 200 || /[\s\\]|(?:^|\/)\.{1,2}(?:\/|$)/.test(name)) {
    return undefined;
  }
  switch (kind) {
    case "header":
      return headerSearch(name.replace(/^\/+/, ""));
    case "linked-library":
      return exact([`lib${name}.so`, `lib${name}.a`], DEVELOPMENT, (path) =>
        LIBRARY_FOLDER.test(path) ? 0 : 2,
      );
    case "shared-library":
      return sharedLibrarySearch(name);
    case "pkg-config":
      return exact([`${name}.pc`], DEVELOPMENT, (path) =>
        /^usr\/(?:lib\/(?:x86_64-linux-gnu\/)?|share\/)pkgconfig\//.test(path) ? 0 : 2,
      );
    case "program":
      return programSearch(name);
    case "cmake":
      return exact(
        // Who has a Find….cmake only knows how another's is found.
        [`${name}Config.cmake`, `${name.toLowerCase()}-config.cmake`],
        DEVELOPMENT,
        cmakePlace,
      );
    case "typelib": {
      const whole = question.version === undefined ? `${name}-` : `${name}-${question.version}.typelib`;
      const names = [{ name: whole, exact: question.version !== undefined }];
      const isVersion = (path: string) =>
        /^-\d[\d.]*\.typelib$/.test(path.slice(path.lastIndexOf("/") + 1 + name.length));
      return { names, sections: ["introspection"], place: (path) => (isVersion(path) ? 0 : undefined) };
    }
  }
}

function exact(names: string[], sections: readonly string[], place: FileSearch["place"]): FileSearch {
  return { names: names.map((name) => ({ name, exact: true })), sections, place };
}

function headerSearch(name: string): FileSearch {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return exact([last], DEVELOPMENT, (path) => {
    if (path !== name && !path.endsWith(`/${name}`)) {
      return undefined;
    }
    const rest = path.slice(0, path.length - name.length);
    const [folder] = INCLUDE_FOLDER.exec(path) ?? [];
    if (folder === rest) {
      return 0;
    }
    // A library's own folder is named to compilers; folders in that are for those who name them.
    const isNamed =
      folder === undefined
        ? /^usr\/lib\/.*\/include\/$/.test(rest)
        : /^[^/]+\/$/.test(rest.slice(folder.length));
    return isNamed ? 1 : 2;
  });
}

/** By its name, or by that and a variant's: alternatives (`mpicc.openmpi`) get their plain name when they are installed. */
function programSearch(name: string): FileSearch {
  const names = [
    { name, exact: true },
    { name: `${name}.`, exact: false },
  ];
  return {
    names,
    sections: [],
    place: (path) => {
      const [, folder = "", variant] = /^(.*\/)[^/.]+(?:\.([a-z]+))?$/.exec(path) ?? [];
      if (/^(?:usr\/)?s?bin\/$/.test(folder)) {
        return variant === undefined || path.endsWith(`/${name}`) ? 0 : 1;
      }
      return /^usr\/lib\/.*\/bin\/$/.test(folder) ? 1 : undefined;
    },
  };
}

/** By its soname, or without its version as a program asks the linker for it. */
function sharedLibrarySearch(name: string): FileSearch {
  const isWhole = /\.so(?:\.|$)/.test(name);
  const stems = name.startsWith("lib") ? [name, `lib${name}`] : [`lib${name}`];
  const names = isWhole
    ? [{ name, exact: true }]
    : stems.map((stem) => ({ name: `${stem}.so.`, exact: false }));
  return { names, sections: ["libs"], place: (path) => (LIBRARY_FOLDER.test(path) ? 0 : 2) };
}

function cmakePlace(path: string): Place {
  return /^usr\/(?:lib\/(?:x86_64-linux-gnu\/)?|share\/)(?:[^/]+\/)?cmake\//.test(path) ? 0 : 2;
}
