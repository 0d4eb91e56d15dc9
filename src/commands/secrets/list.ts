import { clientOf, queryOf } from '../client.ts'
import { configuration } from '../line/configuration.ts'
import { notice, type OutputOption, printResult } from '../line/output.ts'
import { EXIT } from '../line/problem.ts'

interface ListOptions extends OutputOption {
  name?: string
  region?: string
  deleted?: boolean
}

interface Listed {
  secret: string
  region: string
  version: number
  created_at: string
  updated_at: string
  delete_requested_at?: string
}

interface Page {
  secrets: Listed[]
  meta: { pages: number }
  unavailable_regions: string[]
}

export async function listSecrets({ name, region, deleted = false, output }: ListOptions): Promise<void> {
  const client = clientOf(configuration())
  const found: Listed[] = []
  const unavailable = new Set<string>()
  for (let page = 1, pages = 1; page <= pages; page++) {
    const query = queryOf({ name, region, deleted: String(deleted), page: String(page), per_page: '200' })
    const answer = await client.ask<Page>('GET', `/v2/security/secrets${query}`)
    found.push(...answer.secrets)
    for (const slug of answer.unavailable_regions) unavailable.add(slug)
    pages = answer.meta.pages
  }
  const rows = found.map(({ secret, region, version, updated_at, delete_requested_at }) => ({
    name: secret,
    region,
    version,
    updated_at,
    ...(deleted && { deleted_at: delete_requested_at ?? null }),
  }))
  printResult({ ...(output && { output }) }, found, rows)
  if (unavailable.size === 0) return
  notice(`rockpool: could not ask ${[...unavailable].sort().join(', ')}; what is there is not listed`)
  process.exitCode = EXIT.failed
}
