import { printableLine } from "../../../exec/printable.ts";

/** `requests 2.34.2`, `Python 3.13.5` */
export function releaseText(distribution: string, version: string): string {
  return `${distribution === "python" ? "Python" : distribution} ${printableLine(version)}`;
}
