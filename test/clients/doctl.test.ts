// doctl, the official command line, where there is one or Go can fetch it.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Doctl, json, one, withDoctl } from './doctl_program.ts'

test('doctl gets the account, over plain HTTP and over TLS', async (t) => {
  await withDoctl(t, async (doctl, server) => {
    const account = one(await json(doctl, ['account', 'get']))
    assert.deepEqual([account.status, account.email_verified], ['active', true])
    const secure = one(await json(doctl, ['account', 'get', '--api-url', server.tls_url]))
    assert.deepEqual(secure, account)
    const stranger = await doctl(['account', 'get'], {
      env: { DIGITALOCEAN_ACCESS_TOKEN: `dop_v1_${'0'.repeat(64)}` },
    })
    assert.notEqual(stranger.status, 0)
    assert.match(stranger.said, /401/)
  })
})

test('doctl auth init validates the token at this server and keeps it', async (t) => {
  await withDoctl(t, async (doctl, server, home) => {
    mkdirSync(join(home, '.config'), { recursive: true })
    const init = await doctl(['auth', 'init', '--token-validation-server', server.url])
    assert.equal(init.status, 0, init.said)
    const config = join(home, '.config', 'doctl', 'config.yaml')
    assert.ok(readFileSync(config, 'utf8').includes(server.token), `${config} does not hold the token`)
    const later = await doctl(['account', 'get', '--output', 'json'], {
      env: { DIGITALOCEAN_ACCESS_TOKEN: '' },
    })
    assert.equal(later.status, 0, later.said)
    const refused = await doctl(['auth', 'init', '--token-validation-server', server.url], {
      env: { DIGITALOCEAN_ACCESS_TOKEN: `dop_v1_${'0'.repeat(64)}` },
    })
    assert.notEqual(refused.status, 0)
  })
})

/** False, with the test skipped, for a doctl from before Secrets Manager. */
async function knowsSecrets(t: TestContext, doctl: Doctl): Promise<boolean> {
  const { stdout } = await doctl(['secrets', 'update', '--help'])
  if (stdout.includes('--replace')) return true
  t.skip('this doctl is too old to have `secrets`, with `set` and `unset`')
  return false
}

test('doctl creates, reads, lists and changes secrets', async (t) => {
  await withDoctl(t, async (doctl, _server, home) => {
    if (!(await knowsSecrets(t, doctl))) return
    const file = join(home, 'password.txt')
    writeFileSync(file, 'from a file\n')
    const at = ['db', '--region', 'nyc3']
    const flags = ['--value', `password=@${file}`, '--value', 'user=admin']
    const made = one(await json(doctl, ['secrets', 'create', ...at, ...flags]))
    assert.deepEqual([made.name, made.region, made.version], ['db', 'nyc3', 1])
    const masked = one(await json(doctl, ['secrets', 'get', ...at]))
    assert.deepEqual(masked.values, { password: '********', user: '********' })
    const shown = one(await json(doctl, ['secrets', 'get', ...at, '--show']))
    assert.deepEqual([shown.secret, shown.values], ['db', { password: 'from a file', user: 'admin' }])
    const raw = await doctl(['secrets', 'get', ...at, '--key', 'password', '--raw'])
    assert.equal(raw.stdout, 'from a file')
    const listed = await json(doctl, ['secrets', 'list'])
    assert.deepEqual(
      listed.map((it: { secret: string }) => it.secret),
      ['db'],
    )

    assert.equal(one(await json(doctl, ['secrets', 'set', ...at, '--value', 'port=5432'])).version, 2)
    assert.equal(one(await json(doctl, ['secrets', 'unset', ...at, '--key', 'user'])).version, 3)
    const now = one(await json(doctl, ['secrets', 'get', ...at, '--show']))
    assert.deepEqual(now.values, { password: 'from a file', port: '5432' })
    const replace = ['--replace', '--force', '--value', 'only=one']
    assert.equal(one(await json(doctl, ['secrets', 'update', ...at, ...replace])).version, 4)
    const versions = await json(doctl, ['secrets', 'list-versions', ...at])
    assert.deepEqual(
      versions.map((it: { version: number }) => it.version),
      [4, 3, 2, 1],
    )
  })
})

test('doctl deletes and restores a secret, and is told what is wrong', async (t) => {
  await withDoctl(t, async (doctl) => {
    if (!(await knowsSecrets(t, doctl))) return
    const at = ['gone', '--region', 'sfo3']
    const create = ['secrets', 'create', ...at, '--value', 'key=planted-value']
    await json(doctl, create)
    const again = await doctl(create)
    assert.notEqual(again.status, 0)
    assert.match(again.said, /409[\s\S]*exists in sfo3/)
    const removed = await doctl(['secrets', 'delete', ...at, '--force'])
    assert.equal(removed.status, 0, removed.said)
    const [listed] = await json(doctl, ['secrets', 'list'])
    assert.match(listed.delete_requested_at, /^\d{4}-/)
    const restored = await doctl(['secrets', 'restore', ...at])
    assert.equal(restored.status, 0, restored.said)
    const back = one(await json(doctl, ['secrets', 'get', ...at, '--show']))
    assert.deepEqual(back.values, { key: 'planted-value' })
    const missing = await doctl(['secrets', 'get', 'none', '--region', 'nyc3'])
    assert.notEqual(missing.status, 0)
    assert.match(missing.said, /404/)
  })
})
