// Elements of HTML and SVG as text. Whatever comes from a file or a log stays text.

export type Attributes = Readonly<Record<string, string | number | undefined>>

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** `content` is markup already. Attributes that are undefined are left out; numbers keep two digits. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? printNumber(value) : escapeHtml(value)}"`],
  )
  return `<${name}${written.join('')}>${content.join('')}</${name}>`
}

/** Two digits behind the point: a hundredth of a pixel. */
export function printNumber(value: number): string {
  return String(Math.round(value * 100) / 100 + 0)
}
