import { clientOf, queryOf } from '../client.ts'
import { configuration } from '../line/configuration.ts'
import { type OutputOption, printResult } from '../line/output.ts'

interface ListOptions extends OutputOption {
  name?: string
}

/** As the API gives it. */
interface Certificate {
  name: string
  type: string
  state: string
  dns_names: string[]
  not_after: string
  sha1_fingerprint: string
  /** Of those that the server renews. */
  renew_at?: string
  /** Why it is in state `error`. */
  message?: string
}

interface Page {
  certificates: Certificate[]
  meta: { total: number }
}

const PER_PAGE = 200

export async function listCertificates({ name, output }: ListOptions): Promise<void> {
  const client = clientOf(configuration())
  const found: Certificate[] = []
  for (let page = 1, pages = 1; page <= pages; page++) {
    const query = queryOf({ name, page: String(page), per_page: String(PER_PAGE) })
    const { certificates, meta } = await client.ask<Page>('GET', `/v2/certificates${query}`)
    found.push(...certificates)
    pages = Math.ceil(meta.total / PER_PAGE)
  }
  const failed = found.some(({ message }) => message !== undefined)
  const rows = found.map((it) => ({ ...rowOf(it), ...(failed && { problem: it.message ?? null }) }))
  printResult({ ...(output && { output }) }, found, rows)
}

/** Until one is issued it ends at no time, and has no fingerprint. */
const rowOf = ({ name, type, state, dns_names, not_after, sha1_fingerprint, renew_at }: Certificate) => ({
  name,
  type,
  state,
  names: dns_names.join(' ') || null,
  ends: sha1_fingerprint === '' ? null : not_after,
  renewed_next: renew_at ?? null,
})
