export interface OpenOptions {
  /** The graph of this run, such as `2026-11-23`. Default: of what questions are answered from now, the newest. */
  run?: string;
  /** Ends what is under way. */
  signal?: AbortSignal;
  /** Told in a line what a person should know, such as that a server sends whole files where a part is asked for. */
  say?: (line: string) => void;
}
