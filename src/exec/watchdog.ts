/**
 * A shell that outlives this process and ends what it had begun, however it ended: nothing of ours stays behind even
 * when this process is killed.
 */

import { spawn } from "node:child_process";

/**
 * Reads what there is to end, a line each; when the input ends without "end", this process is no more. Containers are
 * removed more than once, since a client that outlived this process may just be making one.
 */
const SCRIPT = `
  trap '' HUP INT TERM
  groups=' ' program= label=
  while read -r word rest; do
    case $word in
      group) groups="$groups$rest " ;;
      free) case $groups in *" $rest "*) groups="\${groups%%" $rest "*} \${groups#*" $rest "}" ;; esac ;;
      folder) set -- "$@" "$rest" ;;
      label) label=$rest ;;
      docker) program=$rest ;;
      end) exit ;;
    esac
  done
  for signal in TERM KILL; do
    for group in $groups; do kill -s $signal -- "-$group"; done
    sleep 0.5
  done
  for try in 1 2 3; do
    [ -n "$program" ] || break
    "$program" ps --all --quiet --filter "label=$label" | while read -r id; do "$program" rm --force --volumes "$id"; done
    "$program" image ls --quiet --filter "label=$label" | while read -r id; do "$program" image rm --force "$id"; done
    sleep 1
  done
  rm -rf -- "$@"`;

let tell: ((line: string) => void) | undefined;
/** How much there is that the watchdog would have to end now. */
let pending = 0;

/** Has a process group ended with this process. The result is to be called when it has ended by itself. */
export function watchGroup(pid: number): () => void {
  send(`group ${pid}`);
  return watched(() => send(`free ${pid}`));
}

/** Has a folder removed with this process. The result is to be called when that was done. */
export function watchFolder(path: string): () => void {
  send(`folder ${path}`);
  return watched(() => {});
}

/** Has the containers and images with a label removed with this process. The result is to be called when there are none. */
export function watchLabel(docker: string, label: string): () => void {
  send(`label ${label}`);
  send(`docker ${docker}`);
  return watched(() => {});
}

function watched(release: () => void): () => void {
  pending += 1;
  let isReleased = false;
  return () => {
    if (!isReleased) {
      isReleased = true;
      pending -= 1;
      release();
    }
  };
}

function send(line: string): void {
  tell ??= startWatchdog();
  tell(line);
}

function startWatchdog(): (line: string) => void {
  const watchdog = spawn("sh", ["-c", SCRIPT, "sh"], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  // Without a watchdog, leftovers are found by the next run.
  watchdog.once("error", () => {});
  watchdog.stdin.on("error", () => {});
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  process.once("exit", () => {
    if (pending === 0) {
      watchdog.stdin.write("end\n");
    }
  });
  return (line) => watchdog.stdin.write(`${line}\n`);
}
