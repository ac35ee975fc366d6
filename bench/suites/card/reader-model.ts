// A reader's name without what tells one reader from another of its kind: names of PC/SC end in the numbers of the slot,
// and many hold the reader's serial number in brackets: pcscd puts it right before them, whatever it looks like.

/** `Gemalto PC Twin Reader (70D7E2EE) 00 00` is a `Gemalto PC Twin Reader`. */
export function readerModel(name: string): string {
  return name
    .replace(/\s*\([^()]*\)(?=\s[0-9a-f]{2} [0-9a-f]{2}$)/i, '')
    .replace(/[([{][^)\]}]*\d[^)\]}]*[)\]}]/g, ' ')
    .replace(/\s[0-9a-f]{2} [0-9a-f]{2}$/i, '')
    .replace(/\b(?=\w*\d)[0-9a-f]{7,}\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
