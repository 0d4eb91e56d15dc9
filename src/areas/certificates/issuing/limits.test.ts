import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusing, scriptedIssuer } from '../../../../test/certificates/issuers.ts'
import { getCertificate, requestCertificate } from '../../../../test/certificates/issuing.ts'
import { harness } from '../../../../test/harness.ts'

const rate = (most: number, seconds: number) => ({ most, seconds })
const generous = rate(1000, 60)

test('an order too many waits until the limit allows it, where that is soon', async () => {
  await using t = await harness({
    acme: { limits: { orders: rate(3, 300), duplicates: generous, failures: generous } },
  })
  const issuer = scriptedIssuer(t)
  t.issuers.splice(0, 1, issuer)
  for (let n = 0; n < 7; n++) await requestCertificate(t, `web${n}`)
  const ordered = () => issuer.calls.filter((it) => it === 'newOrder').length
  for (let look = 0; look < 20; look++) await t.engine.runDue()
  assert.equal(ordered(), 3)
  t.clock.at = new Date(t.clock.at.getTime() + 299_000)
  for (let look = 0; look < 20; look++) await t.engine.runDue()
  assert.equal(ordered(), 3)
  await t.finishActions()
  assert.equal(ordered(), 7)
})

test('one that would wait too long for a client is refused at once, and says until when', async () => {
  await using t = await harness({
    acme: { limits: { orders: generous, duplicates: rate(1, 86_400), failures: generous } },
  })
  t.issuers.splice(0, 1, scriptedIssuer(t))
  const first = await requestCertificate(t, 'one')
  await t.finishActions()
  const second = await requestCertificate(t, 'two')
  const other = await requestCertificate(t, 'three', ['www.example.com'])
  await t.finishActions()
  const states = await Promise.all([first, second, other].map((id) => getCertificate(t, id)))
  assert.deepEqual(
    states.map(({ state }) => state),
    ['verified', 'error', 'verified'],
  )
  assert.match(
    states[1].message,
    /^the limits of the certificate authority allow the next order in \d+ seconds$/,
  )
})

test('where one authority’s limit is reached, the next one is asked', async () => {
  await using t = await harness({
    acme: { limits: { orders: rate(1, 86_400), duplicates: generous, failures: generous } },
  })
  const issuers = ['https://a.example/dir', 'https://b.example/dir'].map((name) =>
    scriptedIssuer(t, { name }),
  )
  t.issuers.splice(0, 1, ...issuers)
  for (const name of ['one', 'two']) await requestCertificate(t, name)
  await t.finishActions()
  assert.deepEqual(
    issuers.map(({ calls }) => calls.filter((it) => it === 'newOrder').length),
    [1, 1],
  )
})

test('what came to nothing is no duplicate, and neither is a renewal', async () => {
  await using t = await harness({
    acme: { limits: { orders: generous, duplicates: rate(2, 86_400), failures: generous } },
  })
  const failing = scriptedIssuer(t, { answers: { finalize: refusing({ type: 'caa', detail: 'no' }) } })
  const [own] = t.issuers.splice(0, 1, failing)
  for (let n = 0; n < 4; n++) await requestCertificate(t, `failed${n}`)
  await t.finishActions()
  t.issuers.splice(0, 1, scriptedIssuer(t))
  assert.ok(own)
  const ids = [await requestCertificate(t, 'one'), await requestCertificate(t, 'two')]
  await t.finishActions()
  for (const id of ids) assert.equal((await getCertificate(t, id)).state, 'verified')
})
