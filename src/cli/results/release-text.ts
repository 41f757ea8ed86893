import { printableLine } from "../../exec/printable.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";

/** `requests 2.34.2`, `Python 3.13.5` */
export function releaseText(distribution: string, version: string): string {
  return `${distribution === STANDARD_LIBRARY ? "Python" : distribution} ${printableLine(version)}`;
}
