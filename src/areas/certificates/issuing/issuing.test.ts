import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { refusing, scriptedIssuer } from '../../../../test/certificates/issuers.ts'
import { getCertificate, proofsIn, requestCertificate } from '../../../../test/certificates/issuing.ts'
import { type Harness, harness } from '../../../../test/harness.ts'
import type { Issuer, Order } from '../../../issuers/issuer.ts'
import { openMaterial } from '../material.ts'

const audited = async (t: Harness) => {
  await t.trail.flush()
  const rows = await t.deps.main.database.read
    .$extendTables<{ audit_records: { record: string } }>()
    .selectFrom('audit_records')
    .select('record')
    .execute()
  return rows.map(({ record }) => JSON.parse(record)).filter(({ address }) => address === 'engine')
}

test('a certificate is issued for names of ours, with a key of its own, by the server’s own authority', async () => {
  await using t = await harness()
  const id = await requestCertificate(t, 'web', ['example.com', 'www.example.com'])
  const pending = await getCertificate(t, id)
  assert.deepEqual([pending.state, pending.type, pending.sha1_fingerprint], ['pending', 'lets_encrypt', ''])
  await t.finishActions()
  const issued = await getCertificate(t, id)
  assert.deepEqual([issued.state, issued.dns_names], ['verified', ['example.com', 'www.example.com']])
  const material = await openMaterial(t.deps, { account: t.account, id })
  assert.ok(material)
  const [leaf, authority] = material.chain
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .map((pem) => new X509Certificate(pem))
  assert.ok(leaf && authority)
  assert.ok(leaf.verify(authority.publicKey) && leaf.checkPrivateKey(createPrivateKey(material.private_key)))
  assert.match(authority.subject, /Rockpool local CA/)
  assert.equal(leaf.subjectAltName, 'DNS:example.com, DNS:www.example.com')
  assert.equal(leaf.fingerprint.replaceAll(':', '').toLowerCase(), issued.sha1_fingerprint)
  assert.equal(leaf.validToDate.toISOString(), new Date(issued.not_after).toISOString())
  assert.deepEqual(await proofsIn(t, 'example.com'), [])
})

test('a wildcard brings its base, and both are proven at the same name', async () => {
  await using t = await harness()
  const id = await requestCertificate(t, 'wild', ['*.Example.com.'])
  await t.finishActions()
  const { state, dns_names } = await getCertificate(t, id)
  assert.deepEqual([state, dns_names], ['verified', ['*.example.com', 'example.com']])
})

test('proofs are in the zone while they are needed, beside what others have put there', async () => {
  await using t = await harness()
  const id = await requestCertificate(t, 'web')
  const theirs = { type: 'TXT', name: '_acme-challenge', data: 'another', ttl: 600 }
  await t.call('POST /v2/domains/example.com/records', theirs)
  for (let step = 0; step < 3; step++) await t.engine.runDue()
  const { body } = await t.call('GET /v2/domains/example.com/records?type=TXT')
  assert.deepEqual(
    body.domain_records.map(({ name, ttl }: { name: string; ttl: number }) => [name, ttl]),
    [
      ['_acme-challenge', 600],
      ['_acme-challenge', 600],
    ],
  )
  await t.finishActions()
  assert.equal((await getCertificate(t, id)).state, 'verified')
  assert.deepEqual(await proofsIn(t, 'example.com'), ['_acme-challenge'])
})

test('names that cannot be proven are refused', async () => {
  await using t = await harness()
  await t.call('POST /v2/domains', { name: 'example.com' })
  const refusal = async (dns_names: unknown) => {
    const wanted = { name: 'web', type: 'lets_encrypt', dns_names }
    const { status, body } = await t.call('POST /v2/certificates', wanted)
    return [status, body.message]
  }
  const [status, message] = await refusal(['www.example.com', 'www.example.net', 'example.org'])
  assert.equal(status, 422)
  assert.match(
    message,
    /^one or more of dns_names are in no domain of this account: www\.example\.net, example\.org\./,
  )
  for (const wrong of [
    '',
    'com',
    '*.*.example.com',
    'a b.example.com',
    '-a.example.com',
    '192.0.2.1',
    'a.*.example.com',
  ])
    assert.match(String((await refusal([wrong]))[1]), /^dns_names must be names such as .*, got "/)
  for (const none of [[], undefined, null])
    assert.match(String((await refusal(none))[1]), /^dns_names is required/)
  const many = Array.from({ length: 60 }, (_, n) => `*.n${n}.example.com`)
  assert.match(
    String((await refusal(many))[1]),
    /at most 100 names, with the base of each wildcard; got 120\./,
  )
  assert.equal((await t.call('GET /v2/certificates')).body.meta.total, 0)
})

test('names that are answered for another account are refused at once, and it is not told for which', async () => {
  await using t = await harness()
  const other = await t.accountNamed('stranger')
  const { token } = await t.tokenFor(other)
  const add = (name: string, by = t.token) => t.call('POST /v2/domains', { name }, { token: by })
  const request = async (...dns_names: string[]) => {
    const wanted = { name: 'web', type: 'lets_encrypt', dns_names }
    const { status, body } = await t.call('POST /v2/certificates', wanted)
    return status === 201 ? 'taken' : `${status} ${body.message}`
  }
  await add('a.ours.com', token)
  t.clock.at = new Date(t.clock.at.getTime() + 1000)
  await add('ours.com')
  await add('theirs.com', token)
  t.clock.at = new Date(t.clock.at.getTime() + 1000)
  await add('ours.com', token)
  await add('theirs.com')
  await add('late.ours.com', token)
  const names = ['ours.com', 'www.theirs.com', '*.theirs.com', 'a.ours.com', 'x.a.ours.com', 'late.ours.com']
  const refused = await request(...names)
  assert.match(
    refused,
    /^422 one or more of dns_names are answered from a domain that another account has added: www\.theirs\.com, \*\.theirs\.com, theirs\.com, a\.ours\.com, x\.a\.ours\.com\. /,
  )
  assert.ok(!refused.includes(other) && !refused.includes('stranger'))
  await t.call('DELETE /v2/domains/theirs.com', undefined, { token })
  assert.equal(await request('ours.com', 'late.ours.com', '*.theirs.com'), 'taken')
})

test('names are unique, whoever of two is the first', async () => {
  await using t = await harness()
  await t.call('POST /v2/domains', { name: 'example.com' })
  const wanted = { name: 'web', type: 'lets_encrypt', dns_names: ['example.com'] }
  const answers = await Promise.all([1, 2].map(() => t.call('POST /v2/certificates', wanted)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
})

test('what is deleted while it is being issued leaves nothing behind', async () => {
  await using t = await harness()
  const id = await requestCertificate(t, 'web')
  for (let step = 0; step < 3; step++) await t.engine.runDue()
  assert.deepEqual(await proofsIn(t, 'example.com'), ['_acme-challenge'])
  assert.equal((await t.call(`DELETE /v2/certificates/${id}`)).status, 204)
  await t.finishActions()
  assert.deepEqual(await proofsIn(t, 'example.com'), [])
  assert.equal((await t.call('GET /v2/certificates')).body.meta.total, 0)
})

test('a domain that is deleted meanwhile ends the issuance', async () => {
  await using t = await harness()
  const id = await requestCertificate(t, 'web')
  await t.call('DELETE /v2/domains/example.com')
  await t.finishActions()
  const { state, message } = await getCertificate(t, id)
  assert.deepEqual(
    [state, message],
    ['error', '_acme-challenge.example.com is in no domain of this account any more'],
  )
})

test('what the authority says no with is told in the certificate, the log and the trail', async () => {
  await using t = await harness()
  const detail = 'CAA record for example.com prevents issuance'
  const issuer = scriptedIssuer(t, { answers: { finalize: refusing({ type: 'caa', detail, status: 403 }) } })
  t.issuers.splice(0, 1, issuer)
  const id = await requestCertificate(t, 'web')
  await t.finishActions()
  const { state, message } = await getCertificate(t, id)
  assert.deepEqual([state, message], ['error', `caa: ${detail}`])
  assert.ok(t.log.some((line) => line.includes('a certificate was not issued') && line.includes(detail)))
  const failed = (await audited(t)).find(({ status }) => status === 500)
  assert.deepEqual([failed?.resource, failed?.detail], [`do:certificate:${id}`, `caa: ${detail}`])
  assert.deepEqual(await proofsIn(t, 'example.com'), [])
})

test('names that the authority finds unproven are told one by one', async () => {
  await using t = await harness()
  const own = t.own_issuers[0]
  const problem = { type: 'unauthorized', detail: 'no TXT record found' }
  const issuer = scriptedIssuer(t, {
    answers: {
      listAuthorizations: async (order) => {
        const found = (await own?.listAuthorizations(order)) ?? []
        const told = issuer.calls.includes('prove')
        return found.map((it) =>
          told ? { ...it, status: 'invalid', problem } : { ...it, status: 'pending' },
        )
      },
      getOrder: async (url) => ({ ...(await own?.getOrder(url)), status: 'pending' }) as never,
    },
  })
  t.issuers.splice(0, 1, issuer)
  const id = await requestCertificate(t, 'web')
  await t.finishActions()
  assert.equal((await getCertificate(t, id)).message, 'example.com: unauthorized: no TXT record found')
})

test('an authority that is down is asked again, and then the next one; each is asked for one order', async () => {
  await using t = await harness()
  const down = scriptedIssuer(t, {
    name: 'https://down.example/dir',
    answers: { newOrder: refusing({ type: 'unreachable', detail: 'down.example cannot be reached' }) },
  })
  const up = scriptedIssuer(t, { name: 'https://up.example/dir' })
  t.issuers.splice(0, 1, down, up)
  const id = await requestCertificate(t, 'web')
  await t.finishActions()
  assert.equal((await getCertificate(t, id)).state, 'verified')
  assert.equal(down.calls.filter((it) => it === 'newOrder').length, 3)
  assert.equal(up.calls.filter((it) => it === 'newOrder').length, 1)
})

test('a chain that does not belong to the key is not taken', async () => {
  await using t = await harness()
  const own = t.own_issuers[0]
  const issuer = scriptedIssuer(t, {
    answers: {
      download: async (order) =>
        `${await own?.download(order)}`.replace(/^-----BEGIN.*?END CERTIFICATE-----\n/s, ''),
    },
  })
  t.issuers.splice(0, 1, issuer)
  const id = await requestCertificate(t, 'web')
  await t.finishActions()
  const { state, message } = await getCertificate(t, id)
  assert.equal(state, 'error')
  assert.match(message, /^the authority's certificate is of no use: /)
})

test('two certificates for the same names never share an order, though their authority would have them', async () => {
  await using t = await harness()
  const own = t.own_issuers[0] as Issuer
  const finalized: string[] = []
  let open: Promise<Order> | undefined
  const issuer = scriptedIssuer(t, {
    answers: {
      newOrder: (names) => {
        open ??= own.newOrder(names)
        return open
      },
      finalize: (order, csr) => {
        finalized.push(order.url)
        open = undefined
        return own.finalize(order, csr)
      },
    },
  })
  t.issuers.splice(0, 1, issuer)
  const ids = [await requestCertificate(t, 'blue'), await requestCertificate(t, 'green')]
  await t.finishActions()
  for (const id of ids) assert.equal((await getCertificate(t, id)).state, 'verified')
  assert.equal(new Set(finalized).size, 2)
})
