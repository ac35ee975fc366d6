// What stands before the time in a line of text. Between client and time Common Log Format has exactly ident and user,
// and ident is `-` (RFC 1413 is asked by hardly a server). A line that could be read in two ways is read only when most
// of the log is of one of them: the wrong field for a client would make a comparison of other buyers.

import { clientName, hasServerPort, isAddress, isDottedName } from './names.ts'

export interface Front {
  /** In front of the name of what follows. */
  readonly name: string
  readonly client: string
  /** The fields that name client and site, the site's empty where there is none. */
  readonly take: (words: readonly string[], isHeld: boolean) => Parties | undefined
}

export interface Parties {
  readonly client: string
  readonly host: string
}

/** `%h %l %u`. The user may have blanks, unless it would begin with a field that is no part of it. */
const COMMON: Front = {
  name: '',
  client: 'field 1 (%h)',
  take(words) {
    const [client = '', ident = '', user] = words
    if (words.length < 3) return undefined
    const isUser = ident === '-' ? words.length === 3 || user !== '-' : words.length === 3 && isIdent(client, ident)
    return isUser && clientName(client) !== '' ? { client, host: '' } : undefined
  },
}

/** `%v:%p %h %l %u` and `%v %h %l %u`: vhost_combined as Debian has it, and without the port. */
const SITE_FIRST: Front = {
  name: 'virtual host, then ',
  client: 'field 2 (%h)',
  take([host = '', client = '', ident, user], isHeld) {
    if (ident !== '-' || user === undefined || clientName(client) === '') return undefined
    const isSite = isDottedName(host)
      ? isAddress(client) || hasServerPort(host)
      : isAddress(host) && hasServerPort(host)
    const isPlain = PLAIN_NAME.test(host) && isAddress(client)
    return isSite || isPlain || (isHeld && client !== '') ? { client, host } : undefined
  },
}

/** `%h %V %u`: lighttpd's own default, which has the site where ident stands. */
const SITE_SECOND: Front = {
  name: 'client, virtual host, then ',
  client: 'field 1 (%h)',
  take([client = '', host = '', user, ...others], isHeld) {
    if (user === undefined || others.length > 0 || host === '-' || clientName(client) === '') return undefined
    return (isAddress(client) && isDottedName(host)) || isHeld ? { client, host } : undefined
  },
}

/** `%D %h %l %u`: a duration, a size or a process in front. */
const NUMBER_FIRST: Front = {
  name: 'a number, then ',
  client: 'field 2 (%h)',
  take([number = '', client = '', ident, user]) {
    const isIt =
      NUMBER.test(number) && ident === '-' && user !== undefined && (isAddress(client) || isDottedName(client))
    return isIt ? { client, host: '' } : undefined
  },
}

export const FRONTS: readonly Front[] = [COMMON, SITE_FIRST, SITE_SECOND, NUMBER_FIRST]

/** The fields in front of the time: quotes hold one together, and so do the commas of a list. */
export function wordsOf(head: string): readonly string[] {
  if (!head.includes('"') && !head.includes(',')) return head.split(' ')
  const words = head.match(WORDS) ?? []
  return words.join(' ') === head ? words : head.split(' ')
}

/** What RFC 1413 gives, and not the name of another party. */
function isIdent(client: string, word: string): boolean {
  return (isAddress(client) || isDottedName(client)) && IDENT.test(word)
}

const WORDS = /"[^"]*"(?= |$)|[^ ,]+(?:,[ ]*[^ ,]+)*/g

const IDENT = /^[\w+@-]{1,64}$/

const PLAIN_NAME = /^[a-z][a-z0-9_-]{0,62}(?::\d{1,5})?$/i

const NUMBER = /^\d{1,15}(?:\.\d{1,9})?$/
