// The certificates of an agent's day: one of its own, and one that it has issued.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { certificateFiles } from '../certificate_files.ts'
import type { Json } from './session.ts'
import type { Agent } from './tour.ts'

const POLL_MS = 20
const ISSUED_WITHIN_LOOKS = 1000

export async function useCertificates({ call }: Agent): Promise<void> {
  await call('domain-create', { Name: 'agents-tls.example.com', IPAddress: '192.0.2.1' })
  const own = await call('custom-certificate-create', { Name: 'agents-own', ...(await material()) })
  assert.deepEqual([own.state, own.dns_names], ['verified', ['own.example', 'www.own.example']])
  const DnsNames = ['agents-tls.example.com', '*.agents-tls.example.com']
  const asked = await call('lets-encrypt-certificate-create', { Name: 'agents-issued', DnsNames })
  assert.deepEqual([asked.state, asked.type], ['pending', 'lets_encrypt'])
  const issued = await untilVerified({ call }, asked.id)
  assert.deepEqual(issued.dns_names.toSorted(), DnsNames.toSorted())
  const listed = await call('certificate-list', { Page: 1, PerPage: 20 })
  assert.deepEqual(
    listed.map(({ name }: Json) => name),
    ['agents-own', 'agents-issued'],
  )
  await assert.rejects(
    call('custom-certificate-create', { Name: 'agents-own', ...(await material()) }),
    /409/,
  )
  for (const { id } of listed) await call('certificate-delete', { ID: id })
  await assert.rejects(call('certificate-get', { ID: issued.id }), /404/)
  await call('domain-delete', { Name: 'agents-tls.example.com' })
}

async function material() {
  using files = await certificateFiles()
  const [PrivateKey, LeafCertificate, CertificateChain] = [files.key, files.leaf, files.chain].map((file) =>
    readFileSync(file, 'utf8'),
  )
  return { PrivateKey, LeafCertificate, CertificateChain }
}

async function untilVerified({ call }: Pick<Agent, 'call'>, id: string): Promise<Json> {
  for (let look = 0; look < ISSUED_WITHIN_LOOKS; look++) {
    const certificate = await call('certificate-get', { ID: id })
    if (certificate.state === 'verified') return certificate
    assert.equal(certificate.state, 'pending')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  assert.fail('the certificate was not issued in time')
}
