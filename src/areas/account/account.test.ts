import assert from 'node:assert/strict'
import { test } from 'node:test'
import { harness } from '../../../test/harness.ts'

test('the account tells who it is, and its limits only to tokens that may read what they limit', async () => {
  const limits = { droplet_limit: 25, floating_ip_limit: 3, volume_limit: 100 }
  await using t = await harness({ limits })
  const shown = async (...scopes: string[]) => {
    const { token } = await t.tokenFor(t.account, ['account:read', ...scopes])
    const { body } = await t.call('GET /v2/account', undefined, { token })
    const { droplet_limit, floating_ip_limit, reserved_ip_limit, volume_limit, ...rest } = body.account
    assert.deepEqual(rest, {
      email: 'acme@rockpool.invalid',
      name: 'acme',
      uuid: t.account,
      email_verified: true,
      status: 'active',
      status_message: '',
      team: { uuid: t.account, name: 'acme' },
    })
    return [droplet_limit, floating_ip_limit, reserved_ip_limit, volume_limit]
  }
  const none = undefined
  assert.deepEqual(await shown(), [none, none, none, none])
  assert.deepEqual(await shown('droplet:create'), [none, none, none, none])
  assert.deepEqual(await shown('droplet:read'), [25, none, none, none])
  assert.deepEqual(await shown('reserved_ip:read'), [none, 3, 3, none])
  assert.deepEqual(await shown('block_storage:read'), [none, none, none, 100])
  for (const alias of ['api:read', 'read', 'api:write', 'write'])
    assert.deepEqual(await shown(alias), [25, 3, 3, 100], alias)
})

test('accounts on one server see nothing of each other', async () => {
  await using t = await harness()
  const other = await t.accountNamed('globex')
  const { token } = await t.tokenFor(other)
  const theirs = { token }
  const path = '/v2/security/secrets'
  const mine = await t.call('GET /v2/account')
  const their = await t.call('GET /v2/account', undefined, theirs)
  assert.deepEqual([mine.body.account.name, their.body.account.name], ['acme', 'globex'])
  assert.notEqual(mine.body.account.uuid, their.body.account.uuid)
  const same = (value: string) => ({ name: 'same', region: 'nyc3', values: { owner: value } })
  assert.equal((await t.call(`POST ${path}`, same('acme'))).status, 200)
  assert.equal((await t.call(`GET ${path}/same`, undefined, theirs)).status, 404)
  assert.equal((await t.call(`POST ${path}`, same('globex'), theirs)).status, 200)
  assert.equal((await t.call(`DELETE ${path}/same`, undefined, theirs)).status, 204)
  assert.deepEqual((await t.call(`GET ${path}/same`)).body.values, { owner: 'acme' })
  assert.equal((await t.call(`POST ${path}/same/restore`, undefined, theirs)).body.values.owner, 'globex')
  assert.deepEqual((await t.call(`GET ${path}/same`)).body.values, { owner: 'acme' })
  for (const call of [{}, theirs]) {
    const { body } = await t.call(`GET ${path}`, undefined, call)
    assert.deepEqual([body.meta.total, body.secrets.length], [1, 1])
  }
  await assert.rejects(t.accountNamed('globex'), /there is an account globex already/)
})
