// How many answers a network gets over UDP. A question's source is easily forged, and then our answers hit another.
import { ipv6Groups } from './wire/addresses.ts'

export type Verdict = 'answer' | 'refer' | 'drop'

const ANSWERS_A_SECOND = 500
/** Of the answers beyond that, every second one refers to TCP: who asks honestly gets through. */
const REFER_EVERY = 2
const MOST_NETWORKS = 100_000
const WINDOW_MS = 1000

/** Counts within each second. Loopback is not limited: it cannot be forged from elsewhere. */
export class AnswerRate {
  readonly #now: () => Date
  readonly #counts = new Map<string, number>()
  #window = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  judge(address: string): Verdict {
    const network = networkOf(address)
    if (network === LOOPBACK) return 'answer'
    const window = Math.floor(this.#now().getTime() / WINDOW_MS)
    if (window !== this.#window) this.#counts.clear()
    this.#window = window
    const count = (this.#counts.get(network) ?? 0) + 1
    if (count > 1 || this.#counts.size < MOST_NETWORKS) this.#counts.set(network, count)
    else return 'drop'
    if (count <= ANSWERS_A_SECOND) return 'answer'
    return count % REFER_EVERY === 0 ? 'refer' : 'drop'
  }
}

const LOOPBACK = 'loopback'
/** How the system shows an IPv4 address on a socket of IPv6. */
const MAPPED = '::ffff:'
/** A customer's usual share of IPv6 has 56 bits: three groups, and two digits of the fourth. */
const WHOLE_GROUPS = 3

/** The /24 of an IPv4 address, the /56 of an IPv6 one. */
export function networkOf(address: string): string {
  const plain = address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address
  if (plain.startsWith('127.') || plain === '::1') return LOOPBACK
  if (!plain.includes(':')) return plain.slice(0, plain.lastIndexOf('.'))
  const groups = ipv6Groups(plain)
  const digits = (groups[WHOLE_GROUPS] ?? '0').padStart(4, '0').slice(0, 2)
  return [...groups.slice(0, WHOLE_GROUPS), digits].join(':')
}
