// Reports to and from one HID device: what node-hid, an emulated token and a test have in common.

export interface HidPipe {
  /** One report of 64 bytes, without a report number. Throws `WireFailure`. */
  write(report: Uint8Array): Promise<void>
  /** The next report, or undefined when none has come within the limit. Throws `WireFailure`. */
  read(limitMs: number): Promise<Uint8Array | undefined>
  /** Never throws. */
  close(): Promise<void>
}
