// Signed requests from one account to one authority: nonces, the account itself, and what is tried again at once.
import type { Aside } from '../aside/work.ts'
import { badAnswer, IssuerProblem } from '../problem.ts'
import { problemOf, readJson, readUrl } from './answers.ts'
import { type Directory, RememberedDirectory } from './directory.ts'
import type { Answer, Exchange } from './exchange.ts'
import {
  type AccountKey,
  bindAccount,
  type ExternalBinding,
  type PublicPart,
  readPublicPart,
  sha256,
} from './jws.ts'

export interface SessionOptions {
  directory: string
  /** `mailto:` URLs. */
  contact: readonly string[]
  eab?: ExternalBinding
  /** PKCS#8 PEM. Asked for whenever something is signed, so that the key is in clear no longer than that takes. */
  account_key(): Promise<string>
  aside: Aside
  now(): Date
}

interface Account {
  url: string
  thumbprint: string
  /** The list of its orders, where the authority has one. */
  orders?: string
}

interface Sent {
  url: string
  payload?: object | undefined
  /** Undefined where there is none yet. */
  account?: Pick<Account, 'url'>
}

// Even an authority that turns down every second nonce lets one of so many through.
const NONCES_TRIED = 16
const NONCES_KEPT = 10

export class Session {
  readonly directory: RememberedDirectory
  readonly #exchange: Exchange
  readonly #options: SessionOptions
  #nonces: string[] = []
  #account: Account | undefined
  #known_key: { digest: string; part: PublicPart } | undefined

  constructor(options: SessionOptions, exchange: Exchange) {
    this.#options = options
    this.#exchange = exchange
    this.directory = new RememberedDirectory(options.directory, exchange, options.now)
  }

  /** As the account. Without payload it asks for what is at `url` (POST-as-GET). */
  async post(url: string, payload?: object): Promise<Answer> {
    const target = readUrl(this.directory.url, url, 'resource')
    const key = await this.key()
    try {
      return await this.#send({ url: target, payload, account: await this.#accountOf(key) }, key)
    } catch (error) {
      if (!(error instanceof IssuerProblem) || error.type !== 'accountDoesNotExist') throw error
      // The authority has lost or removed the account that is remembered here: the key makes it anew.
      this.#account = undefined
      return this.#send({ url: target, payload, account: await this.#accountOf(key) }, key)
    }
  }

  /** Unsigned. */
  async get(url: string): Promise<Answer> {
    const answer = await this.#exchange({ method: 'GET', url })
    if (answer.status !== 200) throw problemOf(answer, this.#options.now())
    return answer
  }

  /** Made if there is none: the same key gets the same account, however often it asks. */
  async account(): Promise<Account> {
    return this.#accountOf(await this.key())
  }

  async key(): Promise<AccountKey> {
    const pem = await this.#options.account_key()
    const digest = sha256(pem)
    // To read a key takes longer than anything else that is done with it, and it is the same one for years.
    if (this.#known_key?.digest !== digest) this.#known_key = { digest, part: readPublicPart(pem) }
    return { pem, ...this.#known_key.part }
  }

  async #accountOf(key: AccountKey): Promise<Account> {
    if (this.#account?.thumbprint === key.thumbprint) return this.#account
    const { new_account } = await this.directory.get()
    const { contact, eab } = this.#options
    const payload = {
      termsOfServiceAgreed: true,
      ...(contact.length > 0 && { contact }),
      ...(eab && { externalAccountBinding: await bindAccount(eab, key.jwk, new_account) }),
    }
    const answer = await this.#send({ url: new_account, payload }, key)
    const { orders, contact: known } = readJson(answer)
    const url = readUrl(this.directory.url, answer.headers.location, 'account')
    // Where the account was there before, with others to write to; some authorities keep none.
    const outdated = Array.isArray(known) && known.toSorted().join() !== contact.toSorted().join()
    if (outdated) await this.#send({ url, payload: { contact }, account: { url } }, key)
    this.#account = {
      url,
      thumbprint: key.thumbprint,
      ...(orders !== undefined && { orders: readUrl(this.directory.url, orders, 'orders') }),
    }
    return this.#account
  }

  async #send({ url, payload, account }: Sent, key: AccountKey): Promise<Answer> {
    try {
      for (let tried = 1; ; tried++) {
        const nonce = await this.#takeNonce(await this.directory.get())
        const target = { url, nonce, account: account?.url }
        const body = await this.#options.aside('signRequest', key, target, payload)
        const answer = await this.#exchange({ method: 'POST', url, body })
        const problem = answer.status < 300 ? undefined : problemOf(answer, this.#options.now())
        const stale = problem?.type === 'badNonce'
        // One that was turned down for its age was not the only old one.
        if (stale) this.#nonces = []
        this.#keepNonce(answer)
        if (!problem) return answer
        if (!stale || tried === NONCES_TRIED) throw problem
      }
    } catch (error) {
      this.directory.forget()
      throw error
    }
  }

  async #takeNonce({ new_nonce }: Directory): Promise<string> {
    const kept = this.#nonces.pop()
    if (kept !== undefined) return kept
    const answer = await this.#exchange({ method: 'HEAD', url: new_nonce })
    if (answer.status >= 300) throw problemOf(answer, this.#options.now())
    this.#keepNonce(answer)
    const fresh = this.#nonces.pop()
    if (fresh === undefined) throw badAnswer(new_nonce, 'no usable Replay-Nonce')
    return fresh
  }

  #keepNonce({ headers }: Answer): void {
    const nonce = headers['replay-nonce']
    if (typeof nonce !== 'string' || !/^[A-Za-z0-9_-]{1,1024}$/.test(nonce)) return
    this.#nonces = [...this.#nonces, nonce].slice(-NONCES_KEPT)
  }
}
