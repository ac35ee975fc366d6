// What a user gives to `--reader`, as a closed union. The forms are those of the command line's page: auto,
// emulated:[PROFILE], pcsc:[NAME], hid:[VID:PID], vpicc:PORT, replay:FILE.

export type ReaderAddress =
  | { readonly kind: 'auto' }
  | { readonly kind: 'emulated'; readonly profile: string | undefined }
  | { readonly kind: 'pcsc'; readonly reader: string | undefined }
  | { readonly kind: 'hid'; readonly device: HidDeviceId | undefined }
  | { readonly kind: 'vpicc'; readonly port: number }
  | { readonly kind: 'replay'; readonly file: string }

/** USB vendor and product, 16 bits each. */
export interface HidDeviceId {
  readonly vendorId: number
  readonly productId: number
}

/** `why` is one line for the user. */
export interface WrongAddress {
  readonly kind: 'wrong'
  readonly why: string
}

const ADDRESS_FORMS = 'auto, emulated:[PROFILE], pcsc:[NAME], hid:[VID:PID], vpicc:PORT or replay:FILE'

/** The text after the first colon belongs to the driver as it is: reader names contain spaces and colons. */
export function parseAddress(text: string): ReaderAddress | WrongAddress {
  const colon = text.indexOf(':')
  const scheme = colon < 0 ? text : text.slice(0, colon)
  const rest = colon < 0 ? '' : text.slice(colon + 1)
  switch (scheme) {
    case 'auto':
      return rest === '' ? { kind: 'auto' } : wrong(text, 'auto takes nothing after it')
    case 'emulated':
      return { kind: 'emulated', profile: rest === '' ? undefined : rest }
    case 'pcsc':
      return { kind: 'pcsc', reader: rest === '' ? undefined : rest }
    case 'hid':
      return parseHid(text, rest)
    case 'vpicc':
      return parsePort(text, rest)
    case 'replay':
      return rest === '' ? wrong(text, 'name the recording, as in replay:purse.apdu') : { kind: 'replay', file: rest }
    default:
      return wrong(text, `known are ${ADDRESS_FORMS}`)
  }
}

/** As it is given to `--reader`. */
export function printAddress(address: ReaderAddress): string {
  switch (address.kind) {
    case 'auto':
      return 'auto'
    case 'emulated':
      return `emulated:${address.profile ?? ''}`
    case 'pcsc':
      return `pcsc:${address.reader ?? ''}`
    case 'hid':
      return `hid:${address.device === undefined ? '' : printHidId(address.device)}`
    case 'vpicc':
      return `vpicc:${address.port}`
    case 'replay':
      return `replay:${address.file}`
  }
}

/** As `lsusb` writes it, e.g. `1050:0407`. */
export function printHidId(device: HidDeviceId): string {
  return [device.vendorId, device.productId].map((id) => id.toString(16).padStart(4, '0')).join(':')
}

function parseHid(text: string, rest: string): ReaderAddress | WrongAddress {
  if (rest === '') return { kind: 'hid', device: undefined }
  const match = /^([0-9a-fA-F]{4}):([0-9a-fA-F]{4})$/.exec(rest)
  const [, vendor, product] = match ?? []
  if (vendor === undefined || product === undefined) return wrong(text, 'hid takes VID:PID in hex, as in hid:1050:0407')
  return { kind: 'hid', device: { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) } }
}

function parsePort(text: string, rest: string): ReaderAddress | WrongAddress {
  const port = /^[0-9]{1,5}$/.test(rest) ? Number(rest) : 0
  if (port < 1 || port > 65_535) return wrong(text, 'vpicc takes a TCP port, as in vpicc:35963')
  return { kind: 'vpicc', port }
}

function wrong(text: string, why: string): WrongAddress {
  return { kind: 'wrong', why: `${JSON.stringify(text)} is not a reader address: ${why}` }
}
