// OpenSSL's word on a chain: it leads up to the root of the authority that it is said to be from.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pebble } from './pebble.ts'

export async function assertVerifies(chain: string, pebble: Pebble): Promise<void> {
  const { root, intermediate } = await pebble.fetchChain()
  assert.ok(chain.includes(intermediate.trim()), 'the chain has no intermediate')
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-chain-'))
  try {
    const [ca, given] = [join(folder, 'root.pem'), join(folder, 'chain.pem')]
    writeFileSync(ca, root)
    writeFileSync(given, chain)
    const trusting = ['-purpose', 'sslserver', '-CAfile', ca, '-untrusted', given]
    const { status, stderr } = spawnSync('openssl', ['verify', ...trusting, given])
    assert.equal(status, 0, stderr?.toString() ?? 'there is no openssl')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
