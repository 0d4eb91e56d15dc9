// What issuing does on a thread of its own (thread.ts): all that takes a millisecond or longer, and the talking over TLS.
// What goes in and what comes out is copied from one thread to the other.
import { makeCsr } from '../../tls/csr.ts'
import { issueFromCsr } from '../../tls/local_ca.ts'
import { readChain } from '../../tls/uploaded.ts'
import {
  type Answer,
  buildExchange,
  type Exchange,
  type ExchangeOptions,
  type Request,
} from '../acme/exchange.ts'
import { signRequest } from '../acme/jws.ts'

const work = { exchange, signRequest, makeCsr, readChain, issueFromCsr }

export type Work = typeof work

/** Has a piece of work done, by name. Throws what the work throws. */
export type Aside = <Name extends keyof Work>(
  name: Name,
  ...given: Parameters<Work[Name]>
) => Promise<Found<Name>>

export type Found<Name extends keyof Work> = Awaited<ReturnType<Work[Name]>>

/** In the thread that calls it. */
export const perform: Aside = (name, ...given) => {
  const piece = work[name] as (...given: unknown[]) => Promise<Found<typeof name>>
  return piece(...given)
}

const exchanges = new Map<string, Exchange>()

/** By those with the same options over the same connections. */
function exchange(options: ExchangeOptions, request: Request): Promise<Answer> {
  const key = JSON.stringify(options)
  const known = exchanges.get(key) ?? buildExchange(options)
  exchanges.set(key, known)
  return known(request)
}
