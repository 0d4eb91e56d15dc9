// doctl's commands over certificates: uploaded from files, issued, listed, used and deleted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateFiles } from './certificate_files.ts'
import { type Doctl, json, one, withDoctl } from './doctl_program.ts'

const CERTIFICATE = ['compute', 'certificate']
const POLL_MS = 100
const ISSUED_WITHIN_LOOKS = 200

async function untilVerified(doctl: Doctl, id: string) {
  for (let look = 0; look < ISSUED_WITHIN_LOOKS; look++) {
    const certificate = one(await json(doctl, [...CERTIFICATE, 'get', id]))
    if (certificate.state === 'verified') return certificate
    assert.equal(certificate.state, 'pending')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  assert.fail('the certificate was not issued in time')
}

async function upload(doctl: Doctl) {
  using files = await certificateFiles()
  const paths = ['--leaf-certificate-path', files.leaf, '--certificate-chain-path', files.chain]
  const flags = ['--name', 'doctl-own', '--type', 'custom', ...paths, '--private-key-path', files.key]
  return one(await json(doctl, [...CERTIFICATE, 'create', ...flags]))
}

test('doctl uploads a certificate, has another one issued, uses both and deletes them', async (t) => {
  await withDoctl(t, async (doctl) => {
    const own = await upload(doctl)
    assert.deepEqual([own.state, own.dns_names], ['verified', ['own.example', 'www.own.example']])
    await json(doctl, ['compute', 'domain', 'create', 'doctl-tls.example.com'])
    const names = ['--dns-names', 'doctl-tls.example.com,www.doctl-tls.example.com']
    const flags = ['--name', 'doctl-issued', '--type', 'lets_encrypt', ...names]
    const asked = one(await json(doctl, [...CERTIFICATE, 'create', ...flags]))
    const issued = await untilVerified(doctl, asked.id)
    assert.match(issued.sha1_fingerprint, /^[0-9a-f]{40}$/)
    const listed = await json(doctl, [...CERTIFICATE, 'list'])
    assert.deepEqual(
      listed.map(({ name }: { name: string }) => name),
      ['doctl-own', 'doctl-issued'],
    )
    const rule = `entry_protocol:https,entry_port:443,target_protocol:http,target_port:80,certificate_id:${issued.id}`
    const balancing = ['--name', 'doctl-tls', '--region', 'nyc3', '--forwarding-rules', rule]
    const balancer = one(await json(doctl, ['compute', 'load-balancer', 'create', ...balancing]))
    const refused = await doctl([...CERTIFICATE, 'delete', issued.id, '--force'])
    assert.notEqual(refused.status, 0)
    assert.match(refused.said, /403.*Make sure the certificate is not in use/s)
    for (const args of [
      ['compute', 'load-balancer', 'delete', balancer.id],
      [...CERTIFICATE, 'delete', own.id],
      [...CERTIFICATE, 'delete', issued.id],
      ['compute', 'domain', 'delete', 'doctl-tls.example.com'],
    ]) {
      const ran = await doctl([...args, '--force'])
      assert.equal(ran.status, 0, ran.said)
    }
    assert.deepEqual(await json(doctl, [...CERTIFICATE, 'list']), [])
  })
})
