import { spawn } from "node:child_process";

/**
 * Opens an address in the browser of whoever sits at this machine.
 *
 * @returns whether something was started for that: without a screen there is nobody to look
 */
export function openBrowser(address: string): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER } = process.env;
  const isMac = process.platform === "darwin";
  if (!isMac && [DISPLAY, WAYLAND_DISPLAY, BROWSER].every((value) => value === undefined || value === "")) {
    return false;
  }
  // It has to outlive this program.
  const child = spawn(isMac ? "open" : "xdg-open", [address], { detached: true, stdio: "ignore" });
  // The address is said anyway: whoever has no such program opens it by hand.
  child.on("error", () => undefined);
  child.unref();
  return true;
}
