import { readFile } from "node:fs/promises";
import type { Docker } from "../engine/docker.ts";

const LOOK_SECONDS = 2;

/**
 * Whether a running container has been refused a process or thread for having too many, as the kernel counts it (cgroups,
 * of either version). False where that can't be seen, as with an engine on another machine.
 */
export async function hasMetProcessLimit(docker: Docker, container: string): Promise<boolean> {
  const inspect = ["container", "inspect", "--format", "{{.State.Pid}}", container];
  const { exitCode, stdout } = await docker.run(inspect, { timeoutSeconds: LOOK_SECONDS });
  const pid = Number(stdout.trim());
  if (exitCode !== 0 || !Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  const groups = await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "");
  // Lines such as `8:pids:/docker/3e…`, and with version 2 only `0::/system.slice/docker-3e….scope`.
  const places = groups.split("\n").flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.+)$/.exec(line) ?? [];
    if (path === undefined || (controllers !== "" && controllers !== "pids")) {
      return [];
    }
    return [`/sys/fs/cgroup/${controllers}${path}/pids.events`];
  });
  const events = await Promise.all(places.map((place) => readFile(place, "utf8").catch(() => "")));
  return events.some((text) => /^max [1-9]/m.test(text));
}
