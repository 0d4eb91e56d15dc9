import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scriptedIssuer } from '../../../../test/certificates/issuers.ts'
import { getCertificate, proofsIn, requestCertificate } from '../../../../test/certificates/issuing.ts'
import { type Harness, harness } from '../../../../test/harness.ts'

const STEPS_UNTIL_CONFIRM = 5

/** Finds the names of the first `orders` orders unproven. */
function doubting(t: Harness, orders: number) {
  const [own] = t.own_issuers
  const doubted = new Set<string>()
  const problem = { type: 'dns', detail: 'no answer' }
  const issuer = scriptedIssuer(t, {
    name: 'local',
    answers: {
      getOrder: async (url) => {
        const order = await own?.getOrder(url)
        if (doubted.size < orders || doubted.has(url)) doubted.add(url)
        return { ...order, ...(doubted.has(url) && { status: 'invalid', problem }) } as never
      },
    },
  })
  t.issuers.splice(0, 1, issuer)
  return issuer
}

/** Until the authority has been told to look, by a process that then ends. */
async function tellAndDie(): Promise<{ t: Harness; id: string }> {
  const t = await harness()
  const id = await requestCertificate(t, 'web')
  for (let step = 0; step < STEPS_UNTIL_CONFIRM; step++) {
    t.clock.at = new Date(t.clock.at.getTime() + 1000)
    await t.engine.runDue()
  }
  await t.stop()
  return { t, id }
}

const ordered = (issuer: ReturnType<typeof doubting>) => issuer.calls.filter((it) => it === 'newOrder').length

test('an authority that looked while the server was down is asked once more', async () => {
  const { t: before, id } = await tellAndDie()
  await using t = await harness({ data: before.data, schema: before.schema })
  const issuer = doubting(t, 1)
  await t.finishActions()
  assert.equal((await getCertificate(t, id)).state, 'verified')
  assert.equal(ordered(issuer), 1)
  assert.deepEqual(await proofsIn(t, 'example.com'), [])
})

test('but what it says of names that it could see is believed', async () => {
  const { t: before, id } = await tellAndDie()
  await using t = await harness({ data: before.data, schema: before.schema })
  const issuer = doubting(t, 2)
  await t.finishActions()
  const { state, message } = await getCertificate(t, id)
  assert.deepEqual([state, message], ['error', 'dns: no answer'])
  assert.equal(ordered(issuer), 1)
})

test('a certificate is issued although the thread dies that works for it', async () => {
  await using t = await harness({ issuing_thread: true })
  const id = await requestCertificate(t, 'web')
  process.once('worker', (worker) => void worker.terminate())
  await t.finishActions()
  assert.equal((await getCertificate(t, id)).state, 'verified')
  const failed = t.log.filter((line) => line.includes('a step of an action failed'))
  assert.equal(failed.length, 1)
  assert.match(failed[0] as string, /the issuing thread has ended/)
})
