/** How much one session may send. What no honest package comes near, and a machine can hold in memory. */
export interface ReceiverLimits {
  /** Of the whole stream. */
  bytes: number;
  /** Of the whole stream. */
  records: number;
  /** From one stage of one module. */
  recordsPerStep: number;
}

export const DEFAULT_LIMITS: ReceiverLimits = {
  bytes: 256 * 1024 * 1024,
  records: 1_000_000,
  recordsPerStep: 300_000,
};
