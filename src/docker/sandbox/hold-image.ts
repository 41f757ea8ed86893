import { randomBytes } from "node:crypto";
import { processIdentity } from "../../exec/process-identity.ts";
import { type Docker, DockerError } from "../engine/docker.ts";
import { deleteUntagged } from "../image/images.ts";
import { SUPERVISOR_LABEL, underWatchdog } from "./supervisor.ts";

/**
 * Keeps an image while it is used, whatever becomes of its tags: the engine deletes none that a container has, so there
 * is one that is never started. An image that lost its tags meanwhile is deleted at the end.
 *
 * @param id of the image
 * @returns undefined where the engine does not have it any more
 */
export async function holdImage<T>(
  docker: Docker,
  id: string,
  use: () => Promise<T>,
): Promise<{ result: T } | undefined> {
  return await underWatchdog(docker, async () => {
    const name = `importgraph-hold-${process.pid}-${randomBytes(6).toString("hex")}`;
    const label = `--label=${SUPERVISOR_LABEL}=${processIdentity()}`;
    const args = [
      "create",
      `--name=${name}`,
      label,
      "--pull=never",
      "--network=none",
      "--entrypoint=true",
      id,
    ];
    try {
      const { exitCode, stderr } = await docker.run(args);
      if (exitCode !== 0) {
        if (/no such image/i.test(stderr)) {
          return undefined;
        }
        throw new DockerError(`docker create failed: ${stderr.trim()}`);
      }
      return { result: await use() };
    } finally {
      await docker.run(["rm", "--force", "--volumes", name], { timeoutSeconds: 60 });
      await deleteUntagged(docker, id);
    }
  });
}
