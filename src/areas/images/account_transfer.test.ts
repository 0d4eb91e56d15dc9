import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeImage } from '../../../test/cloud/made_image.ts'
import { harness } from '../../../test/harness.ts'

/** A sender with a snapshot, and two other accounts. */
async function world() {
  const t = await harness()
  const party = async (id: string) => ({ id, token: (await t.tokenFor(id)).token })
  return {
    t,
    sender: await party(t.account),
    recipient: await party(await t.accountNamed('receivers')),
    third: await party(await t.accountNamed('third ones')),
    image: Number(await makeImage(t, { regions: ['nyc3', 'fra1'], source_droplet: '7' })),
    [Symbol.asyncDispose]: t[Symbol.asyncDispose],
  }
}

interface Party {
  id: string
  token: string
}

type World = Awaited<ReturnType<typeof world>>

function call({ t, image }: World, { token }: Party, way: string, body: object) {
  return t.call(`POST /v2/images/${image}/account_transfer${way}`, body, { token })
}

async function offer(w: World, body: object = { recipient_uuid: w.recipient.id }): Promise<number> {
  const answer = await call(w, w.sender, '', body)
  assert.equal(answer.status, 201, answer.text)
  return answer.body.transfer_id
}

async function ownImages({ t }: World, { token }: Party) {
  return (await t.call('GET /v2/images?private=true', undefined, { token })).body.images
}

const accepting = ({ recipient }: World, transfer_id: number) => ({
  transfer_id,
  recipient_uuid: recipient.id,
})

test('a snapshot that is accepted is the recipient’s, and no more the sender’s', async () => {
  await using w = await world()
  const transfer_id = await offer(w)
  assert.equal((await ownImages(w, w.sender)).length, 1)
  const { status, text } = await call(w, w.recipient, '/accept', accepting(w, transfer_id))
  assert.deepEqual([status, text], [201, ''])
  assert.deepEqual(await ownImages(w, w.sender), [])
  const [image] = await ownImages(w, w.recipient)
  assert.deepEqual(
    [image.name, image.type, image.regions, image.status],
    ['golden', 'snapshot', ['nyc3', 'fra1'], 'available'],
  )
  for (const [party, way] of [
    [w.recipient, '/accept'],
    [w.recipient, '/decline'],
    [w.sender, '/cancel'],
  ] as const)
    assert.equal((await call(w, party, way, accepting(w, transfer_id))).status, 404, way)
})

test('a recipient can be named by its email address', async () => {
  await using w = await world()
  const { token } = w.recipient
  const { email } = (await w.t.call('GET /v2/account', undefined, { token })).body.account
  const transfer_id = await offer(w, { recipient_email: email })
  assert.equal((await call(w, w.recipient, '/accept', accepting(w, transfer_id))).status, 201)
})

test('a transfer that is cancelled or declined leaves the image where it is, free to be offered again', async () => {
  await using w = await world()
  const cancelled = await offer(w)
  const again = await call(w, w.sender, '', { recipient_uuid: w.third.id })
  assert.deepEqual([again.status, /is being transferred/.test(again.body.message)], [422, true])
  assert.equal((await call(w, w.sender, '/cancel', { transfer_id: cancelled })).status, 204)
  assert.equal((await call(w, w.recipient, '/accept', accepting(w, cancelled))).status, 404)
  const declined = await offer(w)
  assert.equal((await call(w, w.recipient, '/decline', { transfer_id: declined })).status, 204)
  assert.equal((await call(w, w.sender, '/cancel', { transfer_id: declined })).status, 404)
  assert.notEqual(await offer(w), declined)
  assert.equal((await ownImages(w, w.sender)).length, 1)
})

test('each side can do only what is its own to do, and strangers nothing', async () => {
  await using w = await world()
  const transfer_id = await offer(w)
  for (const [party, way] of [
    [w.sender, '/accept'],
    [w.sender, '/decline'],
    [w.recipient, '/cancel'],
    [w.third, '/accept'],
    [w.third, '/decline'],
    [w.third, '/cancel'],
  ] as const)
    assert.equal((await call(w, party, way, accepting(w, transfer_id))).status, 404, way)
  const posing = await call(w, w.recipient, '/accept', { transfer_id, recipient_uuid: w.third.id })
  assert.deepEqual([posing.status, /^recipient_uuid must be/.test(posing.body.message)], [422, true])
  const elsewhere = { ...w, image: w.image + 1 }
  assert.equal((await call(elsewhere, w.recipient, '/accept', accepting(w, transfer_id))).status, 404)
  assert.equal((await call(w, w.recipient, '/accept', accepting(w, transfer_id))).status, 201)
})

test('what cannot be offered is refused by name', async () => {
  await using w = await world()
  for (const [body, status, message] of [
    [{}, 422, /^one of recipient_email and recipient_uuid is required/],
    [{ recipient_uuid: w.recipient.id, recipient_email: 'a@b.c' }, 422, /and not both/],
    [{ recipient_uuid: w.sender.id }, 422, /^recipient_uuid is this account's own/],
    [{ recipient_uuid: crypto.randomUUID() }, 422, /^recipient_uuid: there is no account/],
    [{ recipient_email: 'nobody@example.com' }, 422, /^recipient_email: there is no account "nobody@/],
    [{ recipient_uuid: 'x' }, 400, /^recipient_uuid must be a UUID/],
  ] as const) {
    const answer = await call(w, w.sender, '', body)
    assert.equal(answer.status, status)
    assert.match(answer.body.message, message)
  }
  const backup = { ...w, image: Number(await makeImage(w.t, { type: 'backup' })) }
  const answer = await call(backup, w.sender, '', { recipient_uuid: w.recipient.id })
  assert.deepEqual([answer.status, /^Only snapshots/.test(answer.body.message)], [422, true])
  await w.t.call(`POST /v2/images/${w.image}/actions`, { type: 'transfer', region: 'ams3' })
  const busy = await call(w, w.sender, '', { recipient_uuid: w.recipient.id })
  assert.equal(busy.body.message, 'Image already has a pending event.')
})

test('an image that is deleted is offered to nobody any more', async () => {
  await using w = await world()
  const transfer_id = await offer(w)
  assert.equal((await w.t.call(`DELETE /v2/images/${w.image}`)).status, 204)
  assert.equal((await call(w, w.recipient, '/accept', accepting(w, transfer_id))).status, 404)
  assert.equal((await call(w, w.recipient, '/decline', { transfer_id })).status, 404)
})

test('of two who end a transfer at once one does', async () => {
  await using w = await world()
  const transfer_id = await offer(w)
  const [accepted, cancelled] = await Promise.all([
    call(w, w.recipient, '/accept', accepting(w, transfer_id)),
    call(w, w.sender, '/cancel', { transfer_id }),
  ])
  const statuses = [accepted.status, cancelled.status]
  assert.ok(String(statuses) === '201,404' || String(statuses) === '404,204', String(statuses))
  const holder = accepted.status === 201 ? w.recipient : w.sender
  assert.equal((await ownImages(w, holder)).length, 1)
})
