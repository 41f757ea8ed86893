import { ProgramNotFoundError } from "../exec/exec.ts";
import { InputError, type InputPlace } from "./input-error.ts";

/** What the system's refusals mean, and what a person does about them; the codes are those of errno(3). */
const REFUSALS: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  EACCES: ["permission is denied", "give the user of this program the right to it, or choose another place"],
  EPERM: [
    "the system does not permit it",
    "give the user of this program the right to it (`lsattr` tells whether it is immutable), or choose another place",
  ],
  EROFS: ["it is on a file system that can only be read", "choose a place that can be written to"],
  ENOSPC: [
    "the disk is full",
    "free some space (`./scripts/importgraph images delete --all` removes package images, if Docker is on the same disk) and run it again",
  ],
  EDQUOT: ["the quota of the disk is used up", "free some space, or have the quota raised, and run it again"],
  EFBIG: ["the file would be larger than is allowed", "raise that limit (`ulimit -f`), and run it again"],
  ENOENT: ["there is no such file or folder", "check the path; where it was deleted meanwhile, run it again"],
  ENOTDIR: ["a part of this path is a file, and no folder", "choose another path, or move that file away"],
  EEXIST: ["a part of this path is a file, and no folder", "choose another path, or move that file away"],
  ENOTEMPTY: ["the folder is not empty", "move away what is in it"],
  EISDIR: ["a folder is where a file is expected", "choose another path, or move that folder away"],
  ELOOP: [
    "its symbolic links lead in a circle, or there are too many",
    "mend the links, or choose another path",
  ],
  ENAMETOOLONG: ["the path is longer than the system takes", "choose a shorter one"],
  EMFILE: [
    "this program has too many files open",
    "raise that limit (`ulimit -n 8192`), or give fewer --jobs",
  ],
  ENFILE: ["this machine has too many files open", "end other programs, and run it again"],
  ENOMEM: ["this machine has no memory left", "end other programs, or give fewer --jobs, and run it again"],
  EAGAIN: [
    "this machine can start no more processes",
    "raise that limit (`ulimit -u`), or give fewer --jobs",
  ],
  EBUSY: ["it is in use by another program", "end that one, or choose another place, and run it again"],
  ETXTBSY: ["it is in use by another program", "end that one, and run it again"],
  EXDEV: ["it would have to be moved to another file system", "choose a path on one file system"],
  EIO: ["reading or writing failed, which is what broken disks do", "check the disk (`dmesg` tells more)"],
  ESTALE: [
    "the file system of another machine has lost it",
    "mount that file system again, and run it again",
  ],
  ENODEV: ["its device is gone", "mount that file system again, or choose another place"],
  ENXIO: ["its device is gone", "mount that file system again, or choose another place"],
  ENOTSUP: ["its file system cannot do that", "choose a place on another file system"],
  EOPNOTSUPP: ["its file system cannot do that", "choose a place on another file system"],
};

/** These say enough without a path, which Node does not tell of what is done with an open file. */
const WITHOUT_PATH: ReadonlySet<string> = new Set([
  ...["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EISDIR"],
]);

/**
 * What a person is told where the system refused to do something with a file of theirs: which one, why, and how to mend
 * it. The one place where that is known: whoever ends a command, an action or a package's part of it asks here before it
 * speaks of a defect.
 *
 * @param place where the error itself does not say, or says less than is known
 * @returns undefined for any other error, and for one that is a defect
 */
export function systemError(error: unknown, place?: InputPlace): InputError | undefined {
  if (error instanceof ProgramNotFoundError) {
    return new InputError({ message: error.message, fix: `install ${error.program}` }, { cause: error });
  }
  if (!isSystemError(error)) {
    return undefined;
  }
  const { code, syscall, path } = error;
  const [message, fix] = REFUSALS[code] ?? [];
  if (message === undefined || fix === undefined) {
    return undefined;
  }
  if (syscall.startsWith("spawn")) {
    const program = path ?? syscall.replace(/^spawn ?/, "");
    return new InputError(
      { message: `cannot start ${program}: ${message} (${code})`, fix },
      { cause: error },
    );
  }
  // What a socket is refused is told by who opened it; its path is no file's.
  const isOfFile = path !== undefined && !["connect", "listen", "bind"].includes(syscall);
  if (!isOfFile && place === undefined && !WITHOUT_PATH.has(code)) {
    return undefined;
  }
  const where = place ?? (isOfFile ? { file: ownPath(path) } : undefined);
  return new InputError(
    { ...(where && { place: where }), message: `${message} (${code}: ${syscall})`, fix },
    { cause: error },
  );
}

/** {@link systemError} where there is one, else the error as it is. */
export function mendable(error: unknown): unknown {
  return systemError(error) ?? error;
}

interface SystemError extends Error {
  code: string;
  syscall: string;
  path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return typeof code === "string" && typeof syscall === "string";
}

/** A file is written beside its place under a name that says nothing to a person. */
function ownPath(path: string): string {
  return path.replace(/\.(?:[0-9a-f]{12}-\d+-\d*|\d+)\.[0-9a-z]{1,8}\.tmp$/, "");
}
