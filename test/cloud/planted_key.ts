// A certificate whose key can be recognized wherever it turns up, and uploads that put it where it does not belong.
import assert from 'node:assert/strict'
import { makeCertificate, uploadOf } from './made_certificate.ts'

// A line of PEM is 48 bytes, so that these are found in PEM as well as without it: parts of the exponent and of a prime.
const LINE_BYTES = 48
const SECRET_LINES = { exponent: 8, prime: 12 }

type CallServer = (request: string, body?: unknown) => Promise<{ status: number; text: string }>

export async function makePlantedKey() {
  const made = await makeCertificate({ kind: 'RSA 2048', names: ['planted.example'] })
  const der = made.private_key.export({ type: 'pkcs8', format: 'der' })
  const upload = { name: 'planted', ...uploadOf(made) }
  const refused = await refusedUploads(upload)
  return {
    pem: made.key,
    needles: Object.entries(SECRET_LINES).map(
      ([part, line]) =>
        [`the ${part} of a private key`, der.subarray(line * LINE_BYTES, (line + 1) * LINE_BYTES)] as const,
    ),
    /** Uploads it where it belongs, and then where it does not. Resolves to what was answered of it. */
    async upload(call: CallServer): Promise<string[]> {
      const created = await call('POST /v2/certificates', upload)
      assert.equal(created.status, 201, created.text)
      for (const [n, body] of refused.entries()) {
        const { status } = await call('POST /v2/certificates', body)
        assert.ok(status >= 400, `upload ${n} was answered with ${status}`)
      }
      return [created.text, (await call('GET /v2/certificates')).text]
    },
  }
}

/** Each fails, with the key in it. */
async function refusedUploads(upload: { name: string; private_key: string }): Promise<unknown[]> {
  const { private_key: key } = upload
  const other = await makeCertificate({ names: ['other.example'] })
  return [
    upload,
    { ...upload, name: 'x', leaf_certificate: other.pem },
    { ...upload, name: 'x', private_key: key.replace('END', 'FIN') },
    { ...upload, name: 'x', private_key: key.replaceAll('\n', '\n*') },
    {
      ...upload,
      name: 'x',
      private_key: key.replace('PRIVATE KEY', 'CERTIFICATE').replace('END PRIVATE KEY', 'END CERTIFICATE'),
    },
    { ...upload, name: 'x', private_key: `${key}\u0000` },
    { ...upload, name: 'x', private_key: [key] },
    { ...upload, name: 'x', private_key: { key } },
    { ...upload, name: 'x', private_key: key.repeat(20) },
    { ...upload, name: 'x', leaf_certificate: key },
    { ...upload, name: 'x', leaf_certificate: `\u0000${key}` },
    { ...upload, name: 'x', leaf_certificate: [key] },
    { ...upload, name: 'x', leaf_certificate: key.repeat(100) },
    { ...upload, name: 'x', certificate_chain: key },
    { ...upload, name: 'x', certificate_chain: key.replaceAll('PRIVATE KEY', 'CERTIFICATE') },
    { ...upload, name: 'x', type: 'none' },
    { ...upload, name: 'x', type: 'lets_encrypt' },
    { ...upload, name: undefined },
    { ...upload, name: 'x', dns_names: 'x' },
    `{"name":"x","private_key":"${key}"}`,
    `{"name":"x","private_key":${JSON.stringify(key)}`,
    key,
    JSON.stringify(key),
    { ...upload, name: 'x', private_key: key.repeat(1000) },
  ]
}
