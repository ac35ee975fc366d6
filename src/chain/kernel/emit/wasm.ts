// Just enough of the WebAssembly binary format (Core Specification 2.0, chapter 5; opcodes from its appendix) to write
// a module of functions over i32 and v128 with one memory.

export type ValueType = 'i32' | 'v128'
/** Encoded instructions. As an expression: instructions that leave one value on the stack. */
export type Code = readonly number[]

export interface Local {
  readonly index: number
  readonly get: Code
}

/** A function under construction. */
export interface Body {
  readonly parameters: readonly Local[]
  local(type: ValueType): Local
  locals(type: ValueType, count: number): Local[]
  set(local: Local, value: Code): void
  emit(...code: readonly Code[]): void
  /** Repeats `body` as long as `condition`, tested first, is not zero. */
  whilst(condition: Code, body: () => void): void
  /** Size, local declarations and instructions, as the code section wants them. */
  finish(): Code
}

export interface ModuleParts {
  readonly functions: readonly { readonly name: string; readonly body: Body }[]
  readonly memoryBytes: number
  /** What memory holds at address 0. */
  readonly data: readonly number[]
}

export function writeModule({ functions, memoryBytes, data }: ModuleParts): Uint8Array<ArrayBuffer> {
  const pages = Math.ceil(memoryBytes / 65536)
  const types = functions.map(({ body }) => [0x60, ...vector(body.parameters.map(() => [TYPE.i32])), 0])
  const indices = functions.map((_, at) => unsigned(at))
  const exported = functions.map(({ name }, at) => [...text(name), 0x00, ...unsigned(at)])
  const bodies = functions.map(({ body }) => body.finish())
  const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(1, types),
    ...section(3, indices),
    ...section(5, [[1, ...unsigned(pages), ...unsigned(pages)]]), // fixed size: views of it stay valid
    ...section(7, [...exported, [...text('memory'), 0x02, 0]]),
    ...section(10, bodies),
    ...section(11, [[0, ...constant(0), ...END, ...vector(data.map((byte) => [byte]))]]),
  ])
}

/** A function of `parameterCount` i32 parameters and no result. */
export function functionBody(parameterCount: number): Body {
  const types: ValueType[] = []
  const written: number[] = []
  const body: Body = {
    parameters: Array.from({ length: parameterCount }, (_, at) => localAt(at)),
    local: (type) => localAt(parameterCount + types.push(type) - 1),
    locals: (type, count) => Array.from({ length: count }, () => body.local(type)),
    set: (local, value) => body.emit(value, [0x21, ...unsigned(local.index)]),
    emit(...code) {
      for (const part of code) for (const byte of part) written.push(byte)
    },
    whilst(condition, inner) {
      body.emit(BLOCK, LOOP, condition, IS_ZERO, branchIf(1))
      inner()
      body.emit(branch(0), END, END)
    },
    finish() {
      const content = [...vector(types.map((type) => [1, TYPE[type]])), ...written, ...END]
      return [...unsigned(content.length), ...content]
    },
  }
  return body
}

export function gets(locals: readonly Local[]): Code[] {
  return locals.map((local) => local.get)
}

/** i32.const */
export function constant(value: number): Code {
  return [0x41, ...signed(value)]
}

/** An instruction of the v128 family. */
export function simd(opcode: number, ...immediate: readonly number[]): Code {
  return [0xfd, ...unsigned(opcode), ...immediate]
}

/** Alignment and offset of a memory access; `alignment` is the power of two. */
export function memoryArgument(alignment: number, offset: number): Code {
  return [alignment, ...unsigned(offset)]
}

/** LEB128: WebAssembly 1.0, 5.2.2. */
export function unsigned(value: number): Code {
  const low = value & 0x7f
  const rest = value >>> 7
  return rest === 0 ? [low] : [low | 0x80, ...unsigned(rest)]
}

export function littleEndian(word: number): number[] {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]
}

function localAt(index: number): Local {
  return { index, get: [0x20, ...unsigned(index)] }
}

const TYPE: Readonly<Record<ValueType, number>> = { i32: 0x7f, v128: 0x7b }
const BLOCK: Code = [0x02, 0x40]
const LOOP: Code = [0x03, 0x40]
const END: Code = [0x0b]
const IS_ZERO: Code = [0x45]
const branch = (depth: number): Code => [0x0c, depth]
const branchIf = (depth: number): Code => [0x0d, depth]

function signed(value: number): Code {
  const low = value & 0x7f
  const rest = value >> 7
  const ends = rest === 0 ? (low & 0x40) === 0 : rest === -1 && (low & 0x40) !== 0
  return ends ? [low] : [low | 0x80, ...signed(rest)]
}

function section(id: number, entries: readonly Code[]): Code {
  const content = vector(entries)
  return [id, ...unsigned(content.length), ...content]
}

function vector(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()]
}

function text(name: string): Code {
  return vector(Array.from(name, (letter) => [letter.charCodeAt(0)]))
}
