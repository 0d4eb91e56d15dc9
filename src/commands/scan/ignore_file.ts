// What is accepted, for a reason and for a time: lines of `rule urn until=YYYY-MM-DD reason`.
import { usageProblem } from '../line/problem.ts'

export interface Ignored {
  line: number
  rule: string
  /** A URN, or the beginning of one before a `*`. */
  urn: string
  /** The last day on which it counts. */
  until?: string
  reason: string
}

/** Throws a usage problem that names the line. Empty lines and those that begin with `#` are comments. */
export function parseIgnored(path: string, text: string): Ignored[] {
  return text.split('\n').flatMap((written, at) => {
    const content = written.trim()
    if (content === '' || content.startsWith('#')) return []
    const parsed = parseLine(content)
    if (typeof parsed === 'string') throw usageProblem(`--ignore: line ${at + 1} of ${path} ${parsed}`)
    return [{ line: at + 1, ...parsed }]
  })
}

const WANTED =
  'it wants a rule, a URN or *, perhaps until=YYYY-MM-DD, and a reason: droplet-ssh-open do:droplet:7 until=2027-01-31 bastion'

function parseLine(content: string): Omit<Ignored, 'line'> | string {
  const [rule = '', urn, ...rest] = content.split(/\s+/)
  if (urn === undefined) return `names no resource: ${WANTED}`
  const [first = ''] = rest
  const until = first.startsWith('until=') ? first.slice('until='.length) : undefined
  if (until !== undefined && !isDay(until)) return `has ${JSON.stringify(first)}: until wants YYYY-MM-DD`
  const reason = rest.slice(until === undefined ? 0 : 1).join(' ')
  if (reason === '') return `gives no reason: ${WANTED}`
  return { rule, urn, ...(until !== undefined && { until }), reason }
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
  )
}

/** Whether its last day is over, in UTC. */
export const isExpired = ({ until }: Ignored, now: Date): boolean =>
  until !== undefined && until < now.toISOString().slice(0, 10)

export const hides = (it: Ignored, rule: string, urn: string): boolean =>
  it.rule === rule && (it.urn.endsWith('*') ? urn.startsWith(it.urn.slice(0, -1)) : it.urn === urn)
