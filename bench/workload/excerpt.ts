// Text of a log that is shown to people.

/** Free of what steers a terminal, breaks the line or hides in it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd')
}

export function excerpt(line: string): string {
  return printable(line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line)
}

const EXCERPT = 120
