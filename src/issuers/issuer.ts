// Who signs certificates, whoever that is: an ACME authority or the server's own. Each call is one short exchange that
// may be made again after whoever made it has died; none waits for the authority to make up its mind.
import type { Problem } from './problem.ts'

export interface Issuer {
  /** The directory's URL; `local` for the server's own. */
  readonly name: string
  /** `replaces` is the ARI id of the certificate that this order renews; left out where the issuer will not have it. */
  newOrder(names: readonly string[], options?: { replaces?: string }): Promise<Order>
  /**
   * An order for exactly these names that waits to be proven or finalized, where the issuer can tell. None of `known`,
   * which are URLs.
   */
  findOpenOrder(names: readonly string[], known?: ReadonlySet<string>): Promise<Order | undefined>
  getOrder(url: string): Promise<Order>
  listAuthorizations(order: Order): Promise<Authorization[]>
  /** Tells the issuer to look for the record. Does nothing where it has been told before. */
  prove(authorization: Authorization): Promise<void>
  /** `csr` is DER. An order that is finalized already is given as it is, whichever request it was finalized with. */
  finalize(order: Order, csr: Uint8Array): Promise<Order>
  /** PEM, the leaf first. */
  download(order: Order): Promise<string>
  /** RFC 9773; undefined where the issuer does not say when to renew. */
  renewalInfo?(leaf_pem: string): Promise<RenewalInfo | undefined>
}

export interface Order {
  url: string
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid'
  /** Lower case, sorted. */
  names: string[]
  authorizations: string[]
  finalize: string
  /** Present when it is valid. */
  certificate?: string
  expires?: Date
  /** Why it is invalid. */
  problem?: Problem
  /** When to ask again, where the issuer says so. */
  retry_after_seconds?: number
}

export interface Authorization {
  url: string
  /** Without `*.`: a wildcard and its base are proven at the same record, with a value each. */
  name: string
  status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked'
  /** Empty, like `record_value`, where it was proven before and by other means. */
  challenge_url: string
  record_name: string
  record_value: string
  problem?: Problem
  retry_after_seconds?: number
}

/** Renew at some random time between `start` and `end`; ask again after `retry_after_seconds`. */
export interface RenewalInfo {
  start: Date
  end: Date
  explanation_url?: string
  retry_after_seconds: number
}

/** Where a name is proven: the TXT record of RFC 8555, 8.4. */
export const recordName = (name: string) => `_acme-challenge.${name.replace(/^\*\./, '')}`

/** One spelling for a set of names. */
export const sortedNames = (names: readonly string[]) =>
  [...new Set(names.map((name) => name.toLowerCase()))].sort()
