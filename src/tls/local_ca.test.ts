import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, isIP } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { connect, createServer } from 'node:tls'
import { type Identity, issueServerCertificate, makeAuthority, needsReissue } from './local_ca.ts'

const NAMES = ['localhost', '127.0.0.1', '::1', '*.example.test']
const DAY_MS = 86_400_000
// Handshakes are judged by the machine's clock, so the certificates must be of today.
const NOW = new Date()
const authority = await makeAuthority(NOW, 'test machine')
const server = await issueServerCertificate(authority, NAMES, NOW)

const has6 = Object.values(networkInterfaces()).some((all) => all?.some((it) => it.address === '::1'))
const daysLater = (days: number) => new Date(NOW.getTime() + days * DAY_MS)
const missing = (command: string) => spawnSync(command, ['version']).error && `no ${command} on this machine`

test('a client that trusts the authority alone accepts the server under each of its names', async () => {
  for (const name of ['localhost', '127.0.0.1', 'api.example.test', ...(has6 ? ['::1'] : [])])
    assert.equal(await handshake(server, authority, name), 'accepted', name)
})

test('a client refuses a name that the certificate does not hold', async () => {
  const narrow = await issueServerCertificate(authority, ['localhost'], NOW)
  assert.equal(await handshake(narrow, authority, '127.0.0.1'), 'ERR_TLS_CERT_ALTNAME_INVALID')
  assert.equal(await handshake(server, authority, 'example.test'), 'ERR_TLS_CERT_ALTNAME_INVALID')
})

test('a client that trusts another authority of the same name refuses the server', async () => {
  const other = await makeAuthority(NOW, 'test machine')
  assert.notEqual(await handshake(server, other, 'localhost'), 'accepted')
})

test('the authority signs for ten years and may have no authority below it', () => {
  const certificate = new X509Certificate(authority.certificate)
  assert.equal(certificate.ca, true)
  assert.equal(certificate.subject, 'O=Rockpool (not publicly trusted)\nCN=Rockpool local CA (test machine)')
  assert.equal(certificate.verify(certificate.publicKey), true)
  assert.equal(wholeSeconds(certificate.validToDate), wholeSeconds(daysLater(3650)))
})

test('the server certificate lasts 90 days from an hour ago, and names what was asked', () => {
  const certificate = new X509Certificate(server.certificate)
  assert.equal(certificate.ca, false)
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  assert.equal(
    certificate.subjectAltName,
    'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:*.example.test',
  )
  assert.equal(wholeSeconds(certificate.validFromDate), wholeSeconds(NOW) - 3600)
  assert.equal(wholeSeconds(certificate.validToDate), wholeSeconds(daysLater(90)))
})

test('serial numbers are positive, long, and not repeated', async () => {
  const other = await issueServerCertificate(authority, NAMES, NOW)
  const serials = [authority, server, other].map((it) => new X509Certificate(it.certificate).serialNumber)
  for (const serial of serials) assert.match(serial, /^[4-7][0-9A-F]{31}$/)
  assert.equal(new Set(serials).size, 3)
})

test('a server certificate never outlives its authority', async () => {
  const late = await issueServerCertificate(authority, NAMES, daysLater(3640))
  const ends = new X509Certificate(late.certificate).validToDate
  assert.deepEqual(ends, new X509Certificate(authority.certificate).validToDate)
  await assert.rejects(issueServerCertificate(authority, NAMES, daysLater(3650)), /expired/)
})

test('a certificate and a key that do not belong together are not used to sign', async () => {
  const other = await makeAuthority(NOW, 'other')
  const mixed = { certificate: authority.certificate, key: other.key }
  await assert.rejects(issueServerCertificate(mixed, NAMES, NOW), /do not belong together/)
  await assert.rejects(issueServerCertificate(authority, [], NOW), /at least one name/)
})

test('an authority whose name needs escaping, or is too long, signs all the same', async () => {
  for (const name of ['ünï, "q" = \\ + <x>; #1', 'long'.repeat(30), '']) {
    const odd = await makeAuthority(NOW, name)
    const issued = await issueServerCertificate(odd, ['localhost'], NOW)
    assert.equal(await handshake(issued, odd, 'localhost'), 'accepted', name)
  }
})

test('a certificate is reissued when less than a third of its life is left', () => {
  assert.equal(needsReissue(server, authority, NAMES, NOW), false)
  assert.equal(needsReissue(server, authority, NAMES, daysLater(59)), false)
  assert.equal(needsReissue(server, authority, NAMES, daysLater(61)), true)
  assert.equal(needsReissue(server, authority, NAMES, daysLater(91)), true)
  assert.equal(needsReissue(server, authority, NAMES, daysLater(-1)), true)
})

test('a certificate is reissued when the names change, not when their order or spelling does', () => {
  const respelled = ['*.Example.test', '0:0:0:0:0:0:0:1', 'LOCALHOST', '127.0.0.1', 'localhost']
  assert.equal(needsReissue(server, authority, respelled, NOW), false)
  assert.equal(needsReissue(server, authority, [...NAMES, '10.0.0.1'], NOW), true)
  assert.equal(needsReissue(server, authority, NAMES.slice(1), NOW), true)
})

test('a certificate is reissued when another authority signed it, or its file or its key is damaged', async () => {
  const other = await makeAuthority(NOW, 'test machine')
  assert.equal(needsReissue(server, other, NAMES, NOW), true)
  assert.equal(needsReissue({ ...server, key: other.key }, authority, NAMES, NOW), true)
  assert.equal(needsReissue({ ...server, certificate: '' }, authority, NAMES, NOW), true)
  const torn = server.certificate.slice(0, 300)
  assert.equal(needsReissue({ ...server, certificate: torn }, authority, NAMES, NOW), true)
})

test('OpenSSL accepts the chain under its strict rules', { skip: missing('openssl') }, (t) => {
  const { ca, leaf } = files(t)
  const run = spawnSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca, leaf])
  assert.equal(run.status, 0, run.stderr.toString())
})

test('Python accepts the server with the strict flag that 3.13 turned on', {
  skip: missing('python3'),
}, async (t) => {
  const { ca, leaf, key } = files(t)
  const run = spawnSync('python3', ['-c', STRICT_HANDSHAKE, ca, leaf, key])
  assert.equal(run.stdout.toString(), 'accepted\n', run.stderr.toString())
})

test('looking at a certificate does not load the certificate library', () => {
  const script = `
    const { needsReissue } = await import('./local_ca.ts')
    const held = JSON.parse(process.argv[1])
    needsReissue(held, held, ['localhost'], new Date())
    console.log(typeof Reflect.getMetadata)`
  const args = ['--input-type=module', '-e', script, JSON.stringify(server)]
  const run = spawnSync(process.execPath, args, { cwd: import.meta.dirname })
  assert.equal(run.stdout.toString(), 'undefined\n', run.stderr.toString())
})

/** 'accepted', or the code with which the client refused `name`, trusting `trusted` and nothing else. */
async function handshake(served: Identity, trusted: Identity, name: string): Promise<string> {
  const host = isIP(name) === 0 ? '127.0.0.1' : name
  const listener = createServer({ cert: served.certificate, key: served.key }).listen(0, host)
  listener.on('tlsClientError', () => {})
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  // An address must not go into the SNI; Node then checks the certificate against the host.
  const asked = isIP(name) === 0 ? { servername: name } : {}
  const socket = connect({ host, port, ca: trusted.certificate, ...asked })
  try {
    await once(socket, 'secureConnect')
    return 'accepted'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'refused'
  } finally {
    socket.destroy()
    listener.close()
  }
}

function files(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-ca-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const write = (file: string, text: string) => {
    writeFileSync(join(folder, file), text)
    return join(folder, file)
  }
  return {
    ca: write('ca.pem', authority.certificate),
    leaf: write('leaf.pem', server.certificate),
    key: write('key.pem', server.key),
  }
}

// A handshake between two in-memory ends, so that no port and no thread is needed.
const STRICT_HANDSHAKE = `
import ssl, sys
ca, leaf, key = sys.argv[1:]
here = ssl.create_default_context(cafile=ca)
here.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
there.load_cert_chain(leaf, key)
for name in ('localhost', '127.0.0.1', '::1', 'api.example.test'):
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = here.wrap_bio(down, up, server_hostname=name)
    server = there.wrap_bio(up, down, server_side=True)
    done = set()
    while len(done) < 2:
        for end in (client, server):
            try:
                end.do_handshake()
                done.add(end)
            except ssl.SSLWantReadError:
                pass
print('accepted')
`

const wholeSeconds = (at: Date) => Math.floor(at.getTime() / 1000)
