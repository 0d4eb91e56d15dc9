// The server's own certificate: from the local CA, both kept sealed in the main database, the CA's certificate
// also in the data folder for clients to trust.

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { replaceSecretText, systemSecret } from './areas/keys/system_secret.ts'
import { writePrivately } from './durable_files.ts'
import type { Installation } from './installation.ts'
import { type Identity, issueServerCertificate, makeAuthority, needsReissue } from './tls/local_ca.ts'

const AUTHORITY = 'local_ca'

/** A certificate for `names` that is good for some time yet; makes the CA, or another certificate, as needed. */
export async function serverIdentity(
  installation: Installation,
  names: string[],
  now: Date,
): Promise<Identity> {
  const { main, data } = installation
  const authority = await localAuthority(main, now)
  publish(join(data, 'ca.pem'), authority.certificate)
  // Nodes on one database may have different names; each set of names has its own certificate.
  const name = `server_certificate ${[...names].sort().join(',')}`
  const issue = () => issueServerCertificate(authority, names, now)
  const identity = await kept(main, name, now, issue)
  if (!needsReissue(identity, authority, names, now)) return identity
  const fresh = await issue()
  await replaceSecretText(main, name, JSON.stringify(fresh))
  return fresh
}

/** The local CA; made at the first call. */
export function localAuthority(main: Installation['main'], now: Date): Promise<Identity> {
  return kept(main, AUTHORITY, now, () => makeAuthority(now, crypto.randomUUID().slice(0, 8)))
}

async function kept(
  main: Installation['main'],
  name: string,
  now: Date,
  make: () => Promise<Identity>,
): Promise<Identity> {
  return JSON.parse(await systemSecret(main, name, now, async () => JSON.stringify(await make())))
}

function publish(path: string, certificate: string): void {
  const there = statSync(path, { throwIfNoEntry: false }) && readFileSync(path, 'utf8')
  if (there !== certificate) writePrivately(path, certificate, 0o644)
}
