// The server's own authority as an issuer, for where no public one is configured or can be reached. It proves names as
// the others do, by a TXT record, and keeps nothing: what there is to know about an order is in its URL.
import { X509Certificate } from 'node:crypto'
import { BadRequest } from '../tls/csr.ts'
import type { Identity } from '../tls/local_ca.ts'
import type { Aside } from './aside/work.ts'
import { type Authorization, type Issuer, type Order, recordName } from './issuer.ts'
import { LocalOrders, type OrderTerms } from './local_orders.ts'
import { IssuerProblem } from './problem.ts'

export interface LocalOptions {
  authority(): Promise<Identity>
  /** The texts of the TXT records of `name`; none where there is no such name. Rejects where nobody answers for it. */
  lookUpTxt(name: string): Promise<string[]>
  now(): Date
  aside: Aside
}

const CERTIFICATE_URL = 'local:certificate/'
const LOOK_AGAIN_SECONDS = 1

export function buildLocalIssuer(options: LocalOptions): Issuer {
  return new LocalIssuer(options)
}

class LocalIssuer implements Issuer {
  readonly name = 'local'
  readonly #options: LocalOptions

  constructor(options: LocalOptions) {
    this.#options = options
  }

  async newOrder(names: readonly string[]): Promise<Order> {
    const orders = await this.#orders()
    const terms = orders.make(names, this.#options.now())
    return this.#shown(orders, terms)
  }

  /** There is none to find: an order that was lost has cost nothing. */
  async findOpenOrder(): Promise<undefined> {}

  async getOrder(url: string): Promise<Order> {
    const orders = await this.#orders()
    return this.#shown(orders, orders.read(url, this.#options.now()))
  }

  async listAuthorizations({ url }: Order): Promise<Authorization[]> {
    const orders = await this.#orders()
    return this.#authorizations(orders, orders.read(url, this.#options.now()))
  }

  /** It looks whenever it is asked how things are. */
  async prove(): Promise<void> {}

  async finalize({ url }: Order, csr: Uint8Array): Promise<Order> {
    const order = await this.getOrder(url)
    if (order.status !== 'ready')
      throw new IssuerProblem({ type: 'orderNotReady', detail: 'not every name of the order is proven' })
    const { authority, aside, now } = this.#options
    const issued = aside('issueFromCsr', await authority(), csr, order.names, now())
    const chain = await issued.catch((error) => {
      if (!(error instanceof BadRequest)) throw error
      throw new IssuerProblem({ type: 'badCSR', detail: error.message }, { cause: error })
    })
    const leaf = new X509Certificate(chain).raw.toString('base64url')
    return { ...order, status: 'valid', certificate: `${CERTIFICATE_URL}${leaf}` }
  }

  async download({ url, certificate }: Order): Promise<string> {
    if (certificate === undefined) throw new Error(`the order ${url} has no certificate yet`)
    const leaf = new X509Certificate(Buffer.from(certificate.slice(CERTIFICATE_URL.length), 'base64url'))
    const authority = new X509Certificate((await this.#options.authority()).certificate)
    if (!leaf.verify(authority.publicKey))
      throw new IssuerProblem({ type: 'notFound', detail: 'the certificate is not by this authority' })
    return `${leaf}${authority}`
  }

  async #orders(): Promise<LocalOrders> {
    return new LocalOrders((await this.#options.authority()).key)
  }

  async #shown(orders: LocalOrders, terms: OrderTerms): Promise<Order> {
    const url = orders.urlOf(terms)
    const authorizations = await this.#authorizations(orders, terms)
    const ready = authorizations.every(({ status }) => status === 'valid')
    return {
      url,
      status: ready ? 'ready' : 'pending',
      names: terms.names,
      authorizations: authorizations.map((it) => it.url),
      finalize: url,
      expires: new Date(terms.expires),
      ...(!ready && { retry_after_seconds: LOOK_AGAIN_SECONDS }),
    }
  }

  async #authorizations(orders: LocalOrders, terms: OrderTerms): Promise<Authorization[]> {
    const order_url = orders.urlOf(terms)
    return Promise.all(
      terms.names.map(async (name) => {
        const [record_name, record_value] = [recordName(name), orders.recordValue(terms, name)]
        // What cannot be looked up is not proven.
        const texts = await this.#options.lookUpTxt(record_name).catch((): string[] => [])
        const proven = texts.includes(record_value)
        const url = `${order_url}#${name}`
        return {
          url,
          name: name.replace(/^\*\./, ''),
          status: proven ? 'valid' : 'pending',
          challenge_url: url,
          record_name,
          record_value,
          ...(!proven && { retry_after_seconds: LOOK_AGAIN_SECONDS }),
        }
      }),
    )
  }
}
