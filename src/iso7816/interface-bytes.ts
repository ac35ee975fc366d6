// What the interface bytes of an ATR say: clock and bit rate, waiting times, block size (ISO/IEC 7816-3:2006, 8.3, 10.2, 11.4).
// Leaves out the meaning of TB1 and TB2 (programming voltage), which the edition of 2006 deprecates.

/** TAi, TBi, TCi, and the protocol type T of the TD that introduced them. TDi itself follows from the next group. */
export interface InterfaceGroup {
  /** 0 to 14, or 15 for bytes that hold for the card as a whole. Absent in the first group only. */
  readonly protocol?: number | undefined
  readonly ta?: number | undefined
  readonly tb?: number | undefined
  readonly tc?: number | undefined
}

/** Clock rate conversion integer Fi by the high half of TA1; 0 is reserved (8.3, table 7). */
const FI: readonly number[] = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0]

/** The highest clock in Hz, by the same half; 0 is reserved (8.3, table 7). */
const MAX_CLOCK_HZ: readonly number[] = [4e6, 5e6, 6e6, 8e6, 12e6, 16e6, 20e6, 0, 0, 5e6, 7.5e6, 10e6, 15e6, 20e6, 0, 0]

/** Baud rate adjustment integer Di by the low half of TA1; 0 is reserved (8.3, table 8). */
const DI: readonly number[] = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0]

/** What TA1 says; undefined where it is reserved. Clock cycles per bit are `fi / di`. */
export interface TransmissionFactors {
  readonly fi: number | undefined
  readonly di: number | undefined
  readonly maxClockHz: number | undefined
}

/** TA1 where an ATR has none: Fi 372, Di 1, 5 MHz. */
const DEFAULT_TA1 = 0x11

/** The information field size of T=1 where an ATR does not say one (11.4.2). */
const DEFAULT_IFSC = 32

export function transmissionFactors(ta1: number = DEFAULT_TA1): TransmissionFactors {
  const [high, low] = [ta1 >> 4, ta1 & 0xf]
  return { fi: FI[high] || undefined, di: DI[low] || undefined, maxClockHz: MAX_CLOCK_HZ[high] || undefined }
}

/** The protocols offered, in order; T=0 where no TD names one (8.2.3). */
export function protocolsOf(groups: readonly InterfaceGroup[]): readonly number[] {
  const named = groups.flatMap(({ protocol }) => (protocol === undefined || protocol === 15 ? [] : [protocol]))
  return named.length === 0 ? [0] : [...new Set(named)]
}

/** The most data bytes in a T=1 block to the card (11.4.2); reserved values count as absent. Undefined without T=1. */
export function ifscOf(groups: readonly InterfaceGroup[]): number | undefined {
  if (!protocolsOf(groups).includes(1)) return undefined
  const first = groups.find((group, at) => at >= 2 && group.protocol === 1 && group.ta !== undefined)?.ta
  return first === undefined || first === 0 || first === 0xff ? DEFAULT_IFSC : first
}

/** One interface byte in words for people. `at` counts groups from 0, so `ta` at 0 is TA1. */
export function explainInterfaceByte(
  groups: readonly InterfaceGroup[],
  at: number,
  letter: 'ta' | 'tb' | 'tc',
): string {
  const value = groups[at]?.[letter] ?? 0
  if (at < 2) return explainEarly(`${letter}${at + 1}`, value)
  const protocol = groups[at]?.protocol
  const again = groups.findIndex((group, index) => index >= 2 && group.protocol === protocol) < at
  if (protocol === 1 && !again) return explainBlockProtocol(letter, value)
  if (protocol === 15 && !again) return explainWholeCard(letter, value)
  return `specific to T=${protocol}`
}

function explainEarly(name: string, value: number): string {
  switch (name) {
    case 'ta1':
      return explainFactors(value)
    case 'tc1':
      return value === 0xff ? 'no extra guard time, the shortest of the protocol' : `extra guard time ${value} etu`
    case 'ta2':
      return `specific mode T=${value & 0xf}, ${(value & 0x10) === 0 ? 'factors of TA1' : 'implicit factors'}, ${
        (value & 0x80) === 0 ? 'can' : 'cannot'
      } change to negotiable mode`
    case 'tc2':
      return `waiting time integer of T=0: ${value}`
    default:
      return 'programming voltage, deprecated'
  }
}

function explainFactors(ta1: number): string {
  const { fi, di, maxClockHz } = transmissionFactors(ta1)
  if (fi === undefined || di === undefined || maxClockHz === undefined) return 'reserved factors'
  return `Fi ${fi}, Di ${di}, at most ${maxClockHz / 1e6} MHz: ${Number((fi / di).toFixed(1))} clock cycles a bit`
}

/** 11.4.2 to 11.4.4. */
function explainBlockProtocol(letter: 'ta' | 'tb' | 'tc', value: number): string {
  if (letter === 'ta') return value === 0 || value === 0xff ? 'reserved information field size' : `IFSC ${value} B`
  if (letter === 'tb') return `block waiting integer ${value >> 4}, character waiting integer ${value & 0xf}`
  return `error detection by ${(value & 1) === 0 ? 'LRC' : 'CRC'}`
}

/** 8.3: clock stop indicator, class indicator, use of contact C6. */
function explainWholeCard(letter: 'ta' | 'tb' | 'tc', value: number): string {
  if (letter === 'tb') return `use of contact C6: ${value.toString(16).padStart(2, '0')}`
  if (letter === 'tc') return 'reserved'
  const stop = ['not supported', 'in state L', 'in state H', 'in either state'][value >> 6] ?? ''
  const volts = ['5 V', '3 V', '1.8 V'].filter((_, bit) => (value & (1 << bit)) !== 0)
  return `clock stop ${stop}; ${volts.length === 0 ? 'reserved voltages' : volts.join(', ')}`
}
