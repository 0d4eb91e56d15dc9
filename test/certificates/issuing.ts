// What tests of issued certificates do again and again.
import assert from 'node:assert/strict'
import type { Harness } from '../harness.ts'

/** Asks for a certificate, in a domain of that name; `names` are the domain itself unless given. Returns its id. */
export async function requestCertificate(
  t: Harness,
  name: string,
  dns_names = ['example.com'],
): Promise<string> {
  await t.call('POST /v2/domains', { name: 'example.com' })
  const { status, body } = await t.call('POST /v2/certificates', { name, type: 'lets_encrypt', dns_names })
  assert.equal(status, 201, body.message)
  return body.certificate.id
}

export const getCertificate = async (t: Harness, id: string) =>
  (await t.call(`GET /v2/certificates/${id}`)).body.certificate

export async function findByName(t: Harness, name: string) {
  const { body } = await t.call(`GET /v2/certificates?name=${name}`)
  assert.equal(body.certificates.length, 1)
  return body.certificates[0]
}

/** The proofs that are in the zone now. */
export async function proofsIn(t: Harness, domain: string): Promise<string[]> {
  const { body } = await t.call(`GET /v2/domains/${domain}/records?type=TXT`)
  return body.domain_records.map(({ name }: { name: string }) => name)
}

export function moveOn({ clock }: Harness, days: number): void {
  clock.at = new Date(clock.at.getTime() + days * 86_400_000)
}
