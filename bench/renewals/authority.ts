// Who renews the certificates of a measurement: Pebble, within limits, where it can be had; else the server itself.
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findPebble } from '../../test/acme/find_pebble.ts'
import { freePort, type Pebble, runPebble } from '../../test/acme/pebble.ts'
import { temporaryFolder } from '../processes.ts'

export interface Authority extends AsyncDisposable {
  name: string
  /** Whether the server counts what it asks of it. */
  limited: boolean
  /** The settings that have a server ask it. */
  env: Record<string, string>
  /** Has it say that a certificate, given as PEM, is to be renewed now. */
  recall(certificate: string): Promise<void>
}

export async function startAuthority(): Promise<Authority> {
  const found = await findPebble()
  return 'path' in found ? pebbleAuthority(found.path) : ownAuthority(found.missing)
}

/** It looks names up at the server, so that one's port is chosen before either starts. */
async function pebbleAuthority(program: string): Promise<Authority> {
  const dns = `127.0.0.1:${await freePort()}`
  const pebble = await runPebble(program, { dns })
  const ca = join(temporaryFolder(), 'ca.pem')
  writeFileSync(ca, pebble.ca)
  return {
    name: 'Pebble',
    limited: true,
    env: {
      ROCKPOOL_DNS_LISTEN: dns,
      ROCKPOOL_ACME_DIRECTORY: pebble.directory,
      ROCKPOOL_ACME_CA_FILE: ca,
    },
    recall: (certificate) => (pebble.modern ? recallAt(pebble, certificate) : Promise.resolve()),
    [Symbol.asyncDispose]: () => pebble[Symbol.asyncDispose](),
  }
}

/** An older Pebble says nothing of renewals; then the server decides by itself. */
async function recallAt({ management, ca }: Pebble, certificate: string): Promise<void> {
  const long_ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const window = { suggestedWindow: { start: long_ago(2), end: long_ago(1) } }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const options = { method: 'POST', ca, headers: { 'user-agent': 'Rockpool bench' } }
  const asked = request(`${management}/set-renewal-info/`, options, async (answer) => {
    const said = await text(answer)
    if (answer.statusCode === 200) resolve()
    else reject(new Error(`pebble would not recall a certificate: ${answer.statusCode} ${said}`))
  })
  asked.on('error', reject)
  asked.end(JSON.stringify({ Certificate: certificate, ARIResponse: JSON.stringify(window) }))
  await promise
}

function ownAuthority(missing: string): Authority {
  return {
    name: `the server's own authority, without limits (${missing})`,
    limited: false,
    env: {},
    recall: () => Promise.resolve(),
    async [Symbol.asyncDispose]() {},
  }
}
