// Orders at the local authority, as URLs that carry their own terms and that only this installation can make.
import { createHmac, createPrivateKey, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { sortedNames } from './issuer.ts'
import { IssuerProblem } from './problem.ts'

export interface OrderTerms {
  names: string[]
  /** ISO 8601. */
  expires: string
  /** Makes the record of each order another, so that one which was left behind proves nothing. */
  nonce: string
}

const DAYS_MS = 7 * 86_400_000
const URL_PATTERN = /^local:order\/([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/

export class LocalOrders {
  readonly #secret: Buffer

  /** `authority_key` is PEM. What is derived from it says nothing about it. */
  constructor(authority_key: string) {
    const key = createPrivateKey(authority_key).export({ type: 'pkcs8', format: 'der' })
    this.#secret = Buffer.from(hkdfSync('sha256', key, '', 'rockpool local orders', 32))
  }

  make(names: readonly string[], now: Date): OrderTerms {
    if (names.length === 0) throw new IssuerProblem({ type: 'malformed', detail: 'an order wants a name' })
    const expires = new Date(now.getTime() + DAYS_MS).toISOString()
    return { names: sortedNames(names), expires, nonce: randomBytes(16).toString('base64url') }
  }

  urlOf(terms: OrderTerms): string {
    const text = JSON.stringify(terms)
    return `local:order/${Buffer.from(text).toString('base64url')}.${this.#mac('order', text)}`
  }

  /** Throws IssuerProblem for a URL that was not made here, and for one that has expired. */
  read(url: string, now: Date): OrderTerms {
    const [, encoded = '', mac = ''] = URL_PATTERN.exec(url) ?? []
    const text = Buffer.from(encoded, 'base64url').toString()
    if (!sameText(mac, this.#mac('order', text)))
      throw new IssuerProblem({ type: 'notFound', detail: 'there is no such order' })
    const terms: OrderTerms = JSON.parse(text)
    if (new Date(terms.expires) <= now)
      throw new IssuerProblem({ type: 'notFound', detail: `the order expired at ${terms.expires}` })
    return terms
  }

  recordValue(terms: OrderTerms, name: string): string {
    return this.#mac('record', JSON.stringify([terms.nonce, name]))
  }

  #mac(use: 'order' | 'record', text: string): string {
    return createHmac('sha256', this.#secret).update(`${use}\n${text}`).digest('base64url')
  }
}

const sameText = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
