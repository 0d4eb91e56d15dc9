import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { issueServerCertificate, makeAuthority } from '../tls/local_ca.ts'
import { certificateId } from './certificate_id.ts'

// RFC 9773, appendix A. Its serial begins with a zero byte, which is a part of the id.
const EXAMPLE = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----
`

test('the example of RFC 9773 has the id that it says', () => {
  assert.equal(certificateId(EXAMPLE), 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE')
})

test('an id ends with the serial, and one without an authority key has none', async () => {
  const authority = await makeAuthority(new Date(), 'test')
  const { certificate } = await issueServerCertificate(authority, ['a.test'], new Date())
  const [issuer, serial = ''] = certificateId(certificate)?.split('.') ?? []
  assert.equal(
    Buffer.from(serial, 'base64url').toString('hex').toUpperCase(),
    new X509Certificate(certificate).serialNumber,
  )
  assert.equal(Buffer.from(issuer ?? '', 'base64url').length, 20)
  assert.equal(certificateId(authority.certificate), undefined)
})
