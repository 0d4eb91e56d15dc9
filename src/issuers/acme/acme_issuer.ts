// RFC 8555 and RFC 9773 behind the interface of every issuer.
import { certificateId } from '../certificate_id.ts'
import { type Authorization, type Issuer, type Order, recordName, sortedNames } from '../issuer.ts'
import { badAnswer, IssuerProblem } from '../problem.ts'
import { readAuthorization, readChain, readJson, readOrder, readRenewalInfo, readUrl } from './answers.ts'
import type { Exchange, ExchangeOptions } from './exchange.ts'
import { Session, type SessionOptions } from './session.ts'

export interface AcmeOptions extends SessionOptions, ExchangeOptions {
  /** Ordered where the authority lists it. */
  profile?: string
}

// Lists begin with the oldest order, and some have three to a page.
// A hundred names are read in seconds where an authority takes half of one for each.
const AT_ONCE = 5
const PAGES_MAX = 100
// Of those that nobody here knows, the newest: an order that was lost is among them.
const ORDERS_MAX = 20

export function buildAcmeIssuer(options: AcmeOptions): Issuer {
  const { aside, ca, version, time_limit_ms } = options
  const exchange: Exchange = (request) => aside('exchange', { ca, version, time_limit_ms }, request)
  return new AcmeIssuer(options, new Session(options, exchange))
}

class AcmeIssuer implements Issuer {
  readonly name: string
  readonly #options: AcmeOptions
  readonly #session: Session

  constructor(options: AcmeOptions, session: Session) {
    this.name = options.directory
    this.#options = options
    this.#session = session
  }

  async newOrder(names: readonly string[], { replaces }: { replaces?: string } = {}): Promise<Order> {
    const { new_order, renewal_info, profiles } = await this.#session.directory.get()
    const { profile } = this.#options
    const wanted = {
      identifiers: names.map((value) => ({ type: 'dns', value })),
      ...(profile !== undefined && profiles.includes(profile) && { profile }),
    }
    const order = (payload: object) => this.#session.post(new_order, payload)
    const answer =
      replaces === undefined || renewal_info === undefined
        ? await order(wanted)
        : await order({ ...wanted, replaces }).catch((error) => {
            // The predecessor may be another account's, or replaced by an order that was lost: that must not end renewals.
            if (!isAboutPredecessor(error)) throw error
            return order(wanted)
          })
    const made = this.#readOrder(answer, readUrl(this.name, answer.headers.location, 'order'))
    if (made.names.join() !== sortedNames(names).join())
      throw badAnswer(new_order, 'an order for other names')
    return made
  }

  async findOpenOrder(
    names: readonly string[],
    known: ReadonlySet<string> = new Set(),
  ): Promise<Order | undefined> {
    const wanted = sortedNames(names).join()
    const unknown = (await this.#listOrders()).filter((url) => !known.has(url))
    for (const url of unknown.slice(-ORDERS_MAX).reverse()) {
      const order = await this.#findOrder(url)
      if (!order) continue
      const open = order.status === 'pending' || order.status === 'ready'
      const expired = order.expires !== undefined && order.expires <= this.#options.now()
      if (open && !expired && order.names.join() === wanted) return order
    }
    return undefined
  }

  async getOrder(url: string): Promise<Order> {
    return this.#readOrder(await this.#session.post(url), url)
  }

  async listAuthorizations({ names, authorizations }: Order): Promise<Authorization[]> {
    const proven_at = names.map(recordName)
    const account_key = await this.#session.key()
    const read = async (url: string) => {
      const place = { directory: this.name, now: this.#options.now(), account_key }
      const authorization = readAuthorization(await this.#session.post(url), place)
      // Or the authority could have us publish what it likes under any name of ours.
      if (!proven_at.includes(authorization.record_name))
        throw badAnswer(url, 'an authorization for a name that was not ordered')
      return authorization
    }
    const found: Authorization[] = []
    for (let start = 0; start < authorizations.length; start += AT_ONCE)
      found.push(...(await Promise.all(authorizations.slice(start, start + AT_ONCE).map(read))))
    return found
  }

  async prove({ url, challenge_url, status }: Authorization): Promise<void> {
    if (status !== 'pending') return
    try {
      // Whatever answers with anything else has not told the authority, which would then be waited for in vain.
      readJson(await this.#session.post(challenge_url, {}))
    } catch (error) {
      // Authorities differ in what they say to being told twice, but not in what they then know.
      if (!isRefusal(error) || !(await this.#isBeingProven(url))) throw error
    }
  }

  async finalize(order: Order, csr: Uint8Array): Promise<Order> {
    const payload = { csr: Buffer.from(csr).toString('base64url') }
    try {
      return this.#readOrder(await this.#session.post(order.finalize, payload), order.url)
    } catch (error) {
      if (!isRefusal(error)) throw error
      const current = await this.getOrder(order.url)
      if (current.status === 'processing' || current.status === 'valid') return current
      throw error
    }
  }

  async download({ url, certificate }: Order): Promise<string> {
    if (certificate === undefined) throw new Error(`the order ${url} has no certificate yet`)
    return readChain(await this.#session.post(certificate))
  }

  async renewalInfo(leaf_pem: string) {
    const { renewal_info } = await this.#session.directory.get()
    const id = certificateId(leaf_pem)
    if (renewal_info === undefined || id === undefined) return undefined
    const answer = await this.#session.get(`${renewal_info.replace(/\/$/, '')}/${id}`)
    return readRenewalInfo(answer, this.#options.now())
  }

  /** A list may name orders that have gone since. */
  async #findOrder(url: string): Promise<Order | undefined> {
    try {
      return await this.getOrder(url)
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }

  #readOrder(answer: Parameters<typeof readOrder>[0], url: string): Order {
    return readOrder(answer, { directory: this.name, url, now: this.#options.now() })
  }

  async #isBeingProven(url: string): Promise<boolean> {
    const { challenges, status } = readJson(await this.#session.post(url))
    const all = Array.isArray(challenges) ? challenges : []
    const told = all.some((it) => it?.type === 'dns-01' && it.status !== 'pending')
    return status !== 'pending' || told
  }

  /** URLs, the newest last, as far as the list tells. */
  async #listOrders(): Promise<string[]> {
    let { orders: page } = await this.#session.account()
    const found: string[] = []
    for (let pages = 0; page !== undefined && pages < PAGES_MAX; pages++) {
      const answer = await this.#session.post(page)
      const { orders } = readJson(answer)
      if (!Array.isArray(orders)) throw badAnswer(page, 'no list of orders')
      found.push(...orders.map((url) => readUrl(this.name, url, 'order')))
      page = nextPage(answer.headers.link, this.name)
    }
    return found
  }
}

/** The authority will say the same again. */
const isRefusal = (error: unknown) => error instanceof IssuerProblem && !error.transient

// What a CA says about an unknown predecessor differs, down to an internal error; that it is busy it says in one way.
const isAboutPredecessor = (error: unknown) =>
  error instanceof IssuerProblem &&
  error.status !== undefined &&
  error.type !== 'rateLimited' &&
  error.retry_after_seconds === undefined

function nextPage(links: string | string[] | undefined, directory: string): string | undefined {
  const [, url] = /<([^>]*)>\s*;\s*rel="?next"?/.exec([links ?? []].flat().join()) ?? []
  return url === undefined ? undefined : readUrl(directory, url, 'next page')
}
