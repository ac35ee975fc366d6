// Memory whose rows of 64 bytes are cache lines. The platform's ordinary buffers start anywhere, mostly 16 bytes into a
// page, and every row then lies in two lines; the memory of a WebAssembly module starts with a page. With a million
// chains that is worth a fifth of a payment.

/** Memory for one part of a table: of this thread alone, or shared with others. At least as many bytes as asked for. */
export type Allocate = (bytes: number) => ArrayBufferLike

export const ownMemory: Allocate = (bytes) =>
  (bytes < PAGE_BYTES ? undefined : pages(bytes, false)) ?? new ArrayBuffer(bytes)

/** Few rows too are better lines of their own: two threads that write into one line wait for each other. */
export const sharedMemory: Allocate = (bytes) => pages(bytes, true) ?? new SharedArrayBuffer(bytes)

const PAGE_BYTES = 65_536

/** Undefined where the platform has no such memory to give. */
function pages(bytes: number, shared: boolean): ArrayBufferLike | undefined {
  const initial = Math.ceil(bytes / PAGE_BYTES)
  try {
    return new WebAssembly.Memory({ initial, maximum: initial, shared }).buffer
  } catch {
    return undefined
  }
}

/** What of the platform's WebAssembly is used here: no library file of the compiler but that of the browser has it. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => {
    readonly buffer: ArrayBufferLike
  }
}
