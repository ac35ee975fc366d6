// What carries a line may put something in front of it: syslog (RFC 3164, RFC 5424, the ISO time of rsyslog),
// containers (docker compose, docker logs -t, CRI as in /var/log/containers), and tags in brackets.

/** The line without what stands in front of it, or undefined where nothing does. */
export function withoutPrefix(line: string): string | undefined {
  let rest = line
  for (let times = 0; times < MOST_PREFIXES; times += 1) {
    const length = PREFIX.exec(rest)?.[0].length ?? 0
    if (length === 0) break
    rest = rest.slice(length)
  }
  return rest === line ? undefined : rest
}

/** What docker's driver json-file has wrapped, out of its wrapping; any other line as it is. */
export function unwrapped(line: string): string {
  if (!line.startsWith('{"log":"')) return line
  try {
    const { log } = JSON.parse(line) as { readonly log: unknown }
    return typeof log === 'string' ? log.trimEnd() : line
  } catch {
    return line
  }
}

const PREFIX = new RegExp(
  [
    // <134>Dec 16 00:00:00 prod nginx[12]: line
    String.raw`(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})? \S+ [^\s:[\]]+(?:\[\d+\])?: `,
    // <34>1 2015-05-17T10:05:03Z prod nginx 12 - - line, with structured data in brackets
    String.raw`<\d{1,3}>\d{1,3} \S+ \S+ \S+ \S+ \S+ (?:-|\[[^\]]{1,1000}\]) (?:\ufeff)?`,
    // 2015-05-17T10:05:03+00:00 prod nginx[12]: line, 2015-05-17T10:05:03Z stdout F line, 2015-05-17T10:05:03Z line
    String.raw`(?:<\d{1,3}>)?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:std(?:out|err) F |\S+ [^\s:[\]]+(?:\[\d+\])?: )?`,
    // nginx_1  | line
    String.raw`[\w.-]{1,100} *\| `,
    // [tag] line
    String.raw`\[[^\]]{0,100}\] `,
  ]
    .map((form) => `(?:${form})`)
    .join('|')
    .replace(/^/, '^(?:')
    .concat(')'),
  'u',
)

/** A composed container with times, and a tag of its own. */
const MOST_PREFIXES = 4
