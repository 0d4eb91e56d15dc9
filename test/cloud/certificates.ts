// Certificates put into the database as they are, for tests of what uses them.
import { certificates } from '../../src/cloud/certificates.ts'
import type { Harness } from '../harness.ts'

/** One that looks uploaded, and has no key. Returns its id. */
export async function insertCertificate(t: Harness): Promise<string> {
  const id = crypto.randomUUID()
  const body = {
    not_after: '2030-01-01T00:00:00Z',
    sha1_fingerprint: '0'.repeat(40),
    dns_names: ['a.example'],
  }
  const certificate = { account: t.account, id, name: id, created_at: t.clock.at.toISOString() }
  await t.deps.main.database.transact((tx) =>
    certificates.insert(tx, {
      ...certificate,
      body: { ...body, type: 'custom', state: 'verified', message: null },
    }),
  )
  return id
}
