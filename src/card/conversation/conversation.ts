// A conformance conversation as data: what a terminal says to an applet and what the applet must answer, so that one text
// is run against every implementation over any channel. FORMAT.md describes the text, parse.ts reads it.

/** What a conversation asks of a card beyond its applets: said to who chooses one, never probed. */
export const NEEDS = ['p256', 'extended', 'chaining', 'getResponse', 'channels', 'partialSelection'] as const
export type Need = (typeof NEEDS)[number]

export interface Conversation {
  /** Its file, without the extension. */
  readonly name: string
  readonly about: string
  /** Freshly installed at the beginning, in this order. */
  readonly applets: readonly string[]
  readonly needs: readonly Need[]
  /** What it leaves on the card. */
  readonly changes: string
  readonly steps: readonly Step[]
}

/** `file:line`, for messages. */
export type Place = string

export type Step =
  | { readonly kind: 'let'; readonly place: Place; readonly name: string; readonly value: Value }
  | { readonly kind: 'reset'; readonly place: Place; readonly about: string }
  | Exchange

export interface Exchange {
  readonly kind: 'exchange'
  readonly place: Place
  /** The comment before it: what it shows. */
  readonly about: string
  readonly said: Said
  readonly expected: Expected
}

export type Said =
  | { readonly kind: 'raw'; readonly parts: readonly Value[] }
  | { readonly kind: 'select'; readonly applet: string }
  | { readonly kind: 'command'; readonly name: string; readonly request: Value }

export type Expected =
  /** Answer bytes and status word; one part may stand for any bytes. */
  | { readonly kind: 'raw'; readonly parts: readonly Value[] }
  | { readonly kind: 'ok'; readonly answer: Value }
  /** `count` is the last digit of a counted word. */
  | { readonly kind: 'refused'; readonly refusal: string; readonly count: number }

/** What stands in the text for bytes, a number, a word or a structure. Read when its field is known. */
export type Value =
  | { readonly kind: 'token'; readonly text: string }
  /** `$name`, `$name.part`. */
  | { readonly kind: 'name'; readonly name: string; readonly path: readonly string[] }
  /** `.name`: the encoded field beside this one. */
  | { readonly kind: 'sibling'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Value[] }
  | { readonly kind: 'record'; readonly entries: Entries }
  | { readonly kind: 'list'; readonly values: readonly Value[] }
  | { readonly kind: 'changed'; readonly base: Value; readonly changes: readonly Change[] }
  /** `?`, or `?name` to keep it. Only in answers. */
  | { readonly kind: 'any'; readonly keepAs: string | undefined }
  /** A part of an answer that was kept. */
  | { readonly kind: 'constant'; readonly value: unknown }

export type Entries = ReadonlyMap<string, Value>

export interface Change {
  readonly path: readonly string[]
  readonly value: Value
}
