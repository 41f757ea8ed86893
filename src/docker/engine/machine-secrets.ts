/** What builds and the resolver need of this machine's client configuration, without it staying in any image. */

import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Exec } from "../../exec/exec.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { certificatesOf } from "../../releases/index/certificates.ts";
import {
  type IndexConfiguration,
  pipConfigText,
  readIndexConfiguration,
  uvConfigText,
} from "../../releases/index/configuration.ts";

/**
 * Handed to `docker build` as BuildKit secrets and to `docker run` as read-only mounts. In a Dockerfile:
 *
 * - `--mount=type=secret,id=uv-config,target=/etc/uv/uv.toml`: the index, as uv's own configuration;
 * - `--mount=type=secret,id=pip-config,target=/etc/pip.conf`: the same for pip;
 * - `--mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt`: the certificates this machine trusts.
 */
export interface MachineSecrets {
  readonly files: readonly SecretFile[];
  /** Removes the temporary files; may be called more than once. */
  dispose(): Promise<void>;
}

interface SecretFile {
  id: "uv-config" | "pip-config" | "ca";
  /** Where the secret is on this machine. */
  path: string;
  /** Where a container has it. */
  target: string;
}

/** @throws InputError for a configuration of uv that can't be read. */
export async function machineSecrets(options: {
  exec: Exec;
  env?: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
}): Promise<MachineSecrets> {
  const configuration = await readIndexConfiguration(options);
  const folder = await temporaryFolder();
  try {
    const certificates = certificatesOf(options.env ?? process.env);
    const files = await writeSecrets(folder.path, configuration, certificates !== undefined);
    if (certificates !== undefined) {
      files.push({ id: "ca", path: certificates, target: "/etc/ssl/certs/ca-certificates.crt" });
    }
    return { files, dispose: folder.remove };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function writeSecrets(
  folder: string,
  configuration: IndexConfiguration,
  certificates: boolean,
): Promise<SecretFile[]> {
  const files: (SecretFile & { text: string })[] = [
    {
      id: "uv-config",
      path: join(folder, "uv.toml"),
      target: "/etc/uv/uv.toml",
      text: uvConfigText(configuration, certificates),
    },
    {
      id: "pip-config",
      path: join(folder, "pip.conf"),
      target: "/etc/pip.conf",
      text: pipConfigText(configuration),
    },
  ];
  for (const { path, text } of files) {
    // The folder keeps other users out; the user inside a container, which is none of this machine's, must be able to read.
    await writeFile(path, text);
    // Whatever this process's umask is.
    await chmod(path, 0o644);
  }
  return files.map(({ id, path, target }) => ({ id, path, target }));
}

/** The variables that say how this machine reaches the network, where they are set; builds and the resolver pass them on. */
export function proxyVariables(env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  return ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"].filter(
    (name) => env[name],
  );
}
