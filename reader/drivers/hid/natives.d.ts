// The part of node-hid that the driver uses, declared here because the package is optional.

declare module 'node-hid' {
  export interface Device {
    vendorId: number
    productId: number
    path?: string | undefined
    manufacturer?: string | undefined
    product?: string | undefined
    usagePage?: number | undefined
  }

  export class HIDAsync {
    static open(path: string): Promise<HIDAsync>
    close(): Promise<void>
    /** Undefined when nothing came within the time. */
    read(limitMs: number): Promise<Buffer | undefined>
    write(values: number[] | Buffer): Promise<number>
  }

  export function devicesAsync(): Promise<Device[]>
}
