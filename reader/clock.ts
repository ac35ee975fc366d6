// Time is handed in.

/** Monotonic, in nanoseconds, e.g. `process.hrtime.bigint`. */
export type ClockNs = () => bigint
