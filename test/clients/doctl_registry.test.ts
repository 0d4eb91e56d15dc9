// doctl and container registries: made, logged in to with what Docker would keep, cleaned, logged out of, deleted.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Doctl, json, one, withDoctl } from './doctl_program.ts'

const HOST = 'registry.digitalocean.com'

/** What the command prints. */
async function told(doctl: Doctl, ...args: string[]): Promise<string> {
  const ran = await doctl(args)
  assert.equal(ran.status, 0, ran.said)
  return ran.stdout
}

test('doctl makes a registry, logs Docker in and out, and deletes it', async (t) => {
  await withDoctl(t, async (doctl, server, home) => {
    const kept = () => JSON.parse(readFileSync(join(home, '.docker/config.json'), 'utf8')).auths[HOST]?.auth
    const statusWith = async (auth: string) => {
      const [, token] = Buffer.from(auth, 'base64').toString().split(':')
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${server.url}/v2/registry`, { headers })).status
    }
    const made = one(await json(doctl, ['registry', 'create', 'doctl', '--subscription-tier', 'starter']))
    assert.equal(made.name, 'doctl')
    assert.equal(one(await json(doctl, ['registry', 'get'])).name, 'doctl')
    await told(doctl, 'registry', 'login')
    const auth = kept()
    assert.equal(await statusWith(auth), 200)
    const revoking = ['--authorization-server-endpoint', `${server.url}/v1/oauth/revoke`]
    await told(doctl, 'registry', 'logout', ...revoking)
    assert.deepEqual([kept(), await statusWith(auth)], [undefined, 401])
    const config = JSON.parse(await told(doctl, 'registry', 'docker-config', '--expiry-seconds', '600'))
    assert.equal(await statusWith(config.auths[HOST].auth), 200)
    assert.match(await told(doctl, 'registry', 'kubernetes-manifest'), /kubernetes\.io\/dockerconfigjson/)
    await told(doctl, 'registry', 'delete', '--force')
    assert.equal(await statusWith(config.auths[HOST].auth), 401)
    assert.match((await doctl(['registry', 'get'])).said, /404/)
  })
})

test('doctl has several registries, finds them empty and cleans them', async (t) => {
  await withDoctl(t, async (doctl) => {
    for (const [what, offered] of [
      ['subscription-tiers', /starter.*\n.*basic.*\n.*professional/],
      ['available-regions', /nyc3\s+sfo3/],
    ] as const)
      for (const noun of ['registry', 'registries'])
        assert.match(await told(doctl, noun, 'options', what), offered)
    for (const name of ['doctl-a', 'doctl-b']) {
      const tier = ['--subscription-tier', 'professional', '--region', 'fra1']
      assert.equal(one(await json(doctl, ['registries', 'create', name, ...tier])).region, 'fra1')
    }
    assert.match((await doctl(['registry', 'get'])).said, /Available registries: doctl-a, doctl-b/)
    const started = ['registries', 'garbage-collection', 'start', 'doctl-a', '--force']
    const { uuid } = one(await json(doctl, started))
    const past = await json(doctl, ['registries', 'garbage-collection', 'list', 'doctl-a'])
    assert.deepEqual(
      past.map((it: { uuid: string; blobs_deleted: number }) => [it.uuid, it.blobs_deleted]),
      [[uuid, 0]],
    )
    assert.deepEqual(await json(doctl, ['registries', 'repository', 'list-v2', 'doctl-b']), [])
    assert.match((await doctl(['registries', 'repository', 'list-tags', 'doctl-b', 'web'])).said, /404/)
    for (const name of ['doctl-a', 'doctl-b']) await told(doctl, 'registries', 'delete', name, '--force')
    assert.deepEqual(await json(doctl, ['registries', 'list']), [])
  })
})
