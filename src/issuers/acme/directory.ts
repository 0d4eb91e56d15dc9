// Where an authority keeps its resources (RFC 8555, 7.1.1). It changes rarely, so it is asked for a few times a day.
import { asObject } from '../problem.ts'
import { problemOf, readJson, readUrl } from './answers.ts'
import type { Exchange } from './exchange.ts'

export interface Directory {
  new_nonce: string
  new_account: string
  new_order: string
  /** Absent where the authority does not say when to renew. */
  renewal_info?: string
  /** The names of the profiles that can be ordered. */
  profiles: string[]
}

const KEPT_MS = 6 * 3_600_000

export class RememberedDirectory {
  readonly url: string
  readonly #exchange: Exchange
  readonly #now: () => Date
  #kept: { directory: Directory; until: number } | undefined

  constructor(url: string, exchange: Exchange, now: () => Date) {
    this.url = url
    this.#exchange = exchange
    this.#now = now
  }

  async get(): Promise<Directory> {
    const now = this.#now()
    if (this.#kept && now.getTime() < this.#kept.until) return this.#kept.directory
    const answer = await this.#exchange({ method: 'GET', url: this.url })
    if (answer.status !== 200) throw problemOf(answer, now)
    const directory = readDirectory(this.url, readJson(answer))
    this.#kept = { directory, until: now.getTime() + KEPT_MS }
    return directory
  }

  /** After a failure, which a resource that has moved may have been the cause of. */
  forget(): void {
    this.#kept = undefined
  }
}

function readDirectory(url: string, fields: Record<string, unknown>): Directory {
  const { newNonce, newAccount, newOrder, renewalInfo, meta } = fields
  return {
    new_nonce: readUrl(url, newNonce, 'newNonce'),
    new_account: readUrl(url, newAccount, 'newAccount'),
    new_order: readUrl(url, newOrder, 'newOrder'),
    ...(renewalInfo !== undefined && { renewal_info: readUrl(url, renewalInfo, 'renewalInfo') }),
    profiles: Object.keys(asObject(asObject(meta).profiles)),
  }
}
