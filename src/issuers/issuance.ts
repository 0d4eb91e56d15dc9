// How certificates come about here: who signs them, and what is respected in asking. Built once, from the settings.
import type { KeyKind } from '../tls/csr.ts'
import type { Aside } from './aside/work.ts'
import type { Issuer } from './issuer.ts'

export interface Issuance {
  /** In order of preference; the server's own authority alone where no other is configured. */
  readonly issuers: readonly Issuer[]
  readonly key_kind: KeyKind
  readonly limits: IssuingLimits
  /** Another one in each process. */
  readonly process: string
  /** What the server's own name server answers, asked over the network where it listens. */
  lookUpTxt(name: string): Promise<string[]>
  /** Does on a thread of its own what would keep requests waiting. */
  readonly aside: Aside
  /** Ends that thread, and what is done on it. */
  close(): Promise<void>
}

/** Of one certificate authority, as Let's Encrypt documents them; the server's own has none. */
export interface IssuingLimits {
  /** Orders, of all accounts together. */
  readonly orders: Rate
  /** Certificates for exactly the same names, but for renewals that say what they replace. */
  readonly duplicates: Rate
  /** Failed orders with the same names. */
  readonly failures: Rate
}

export interface Rate {
  readonly most: number
  readonly seconds: number
}

const UNLIMITED = { most: Number.POSITIVE_INFINITY, seconds: 1 }

/** Where nothing is issued. */
export const NO_ISSUANCE: Issuance = {
  issuers: [],
  key_kind: 'ec256',
  process: 'none',
  limits: { orders: UNLIMITED, duplicates: UNLIMITED, failures: UNLIMITED },
  lookUpTxt: async () => [],
  aside: () => {
    throw new Error('nothing is issued here')
  },
  async close() {},
}
