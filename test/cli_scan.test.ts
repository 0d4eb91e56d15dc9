// rockpool scan in a process of its own: where it reads, what it writes, and how it ends.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { resourceKinds } from '../src/posture/resource_types.ts'
import { rockpool } from './cli_process.ts'
import { planJson } from './posture/plan_json.ts'
import { send, stubApi } from './posture/stub_api.ts'
import { startServer } from './server_process.ts'

const folder = mkdtempSync(join(tmpdir(), 'rockpool-scan-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const path = (name: string) => join(folder, name)
const write = (name: string, content: unknown): string => {
  writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content))
  return path(name)
}

const open = { networks: { v4: [{ ip_address: '203.0.113.7', type: 'public' }] }, features: [] }
const droplets = [1, 2].map((id) => ({ ...resourceKinds.droplet.usual, ...open, id, name: `web-${id}` }))
const firewall = {
  ...resourceKinds.firewall.usual,
  droplet_ids: [1, 2],
  inbound_rules: [{ protocol: 'tcp', ports: '22', sources: { addresses: ['0.0.0.0/0'] } }],
}
const lists = { '/v2/droplets': droplets, '/v2/firewalls': [firewall] }
const inventory = (resources: object, more: object = {}) => ({
  format: 'rockpool-inventory/1',
  taken_at: '2026-01-31T08:00:00Z',
  source: 'a test',
  resources: { droplet: [], firewall: [], load_balancer: [], ...resources },
  not_read: {},
  ...more,
})
const found = write('found.json', inventory({ droplet: droplets, firewall: [firewall] }))
const calm = write('calm.json', inventory({}))

const RULES = ['--rule', 'droplet-ssh-open', '--rule', 'droplet-backups-disabled']
const scan = (...args: string[]) => rockpool(['scan', ...RULES, ...args])
const account = (url: string, ...args: string[]) =>
  rockpool(['scan', ...RULES, '--account', '--api-url', url, ...args], {
    settings: { DIGITALOCEAN_TOKEN: 'dop_v1_of_a_test' },
  })

test('this server is asked as rockpool secrets asks it, over HTTPS too', async () => {
  await using server = await startServer({ settings: { ROCKPOOL_DNS_LISTEN: 'off' } })
  const body = { name: 'web', region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64' }
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
  const made = await fetch(`${server.url}/v2/droplets`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  assert.equal(made.status, 202)
  for (const url of [server.url, server.tls_url]) {
    const settings = { ROCKPOOL_DATA: server.data, ROCKPOOL_URL: url }
    const { code, out, err } = await rockpool(['scan', '--rule', 'droplet-backups-disabled'], { settings })
    assert.equal(code, 1, err)
    const { source, findings } = JSON.parse(out)
    assert.equal(source, url)
    assert.equal(findings[0].resources[0].name, 'web')
  }
})

test('an account is read with GET alone, and the token is in nothing that is written', async () => {
  await using api = await stubApi(lists)
  const saved = path('account.json')
  const { code, out, err } = await account(api.url, '--save', saved)
  assert.equal(code, 1, err)
  assert.deepEqual(JSON.parse(out).summary.by_severity, { CRITICAL: 0, HIGH: 2, MEDIUM: 2, LOW: 0 })
  assert.deepEqual(new Set(api.asked.map(({ method }) => method)), new Set(['GET']))
  assert.equal(statSync(saved).mode & 0o777, 0o600)
  assert.doesNotMatch(readFileSync(saved, 'utf8') + out + err, /dop_v1_of_a_test/)
  const offline = await scan('--from', saved)
  assert.deepEqual(JSON.parse(offline.out), JSON.parse(out))
})

test('what is missing costs its own rules and gives 3 where nothing was found, and findings win', async () => {
  await using api = await stubApi(lists, ({ path }, response) => {
    if (path !== '/v2/firewalls') return false
    send(response, 403, {})
    return true
  })
  const some = await account(api.url)
  const { findings, not_checked } = JSON.parse(some.out)
  assert.equal(some.code, 1)
  assert.deepEqual(
    findings.map((it: { rule_id: string }) => it.rule_id),
    ['droplet-backups-disabled'],
  )
  assert.deepEqual(
    not_checked.map((it: { rule_id: string; reason: string }) => [it.rule_id, it.reason]),
    [['droplet-ssh-open', 'Firewall: the token lacks the scope firewall:read']],
  )
  assert.equal((await account(api.url, '--fail-on', 'high')).code, 3)
})

test('a reading that breaks off gives 3, and goes on where it was', async () => {
  const saved = path('interrupted.json')
  let refused = true
  await using api = await stubApi(lists, ({ path }, response) => {
    if (path !== '/v2/firewalls' || !refused) return false
    send(response, 401, {})
    return true
  })
  const broken = await account(api.url, '--save', saved)
  assert.equal(broken.code, 3)
  assert.match(
    broken.err,
    /the token is not accepted \(401\); nothing was checked; the same command goes on with/,
  )
  refused = false
  const before = api.asked.length
  const { code, err } = await account(api.url, '--save', saved)
  assert.equal(code, 1)
  assert.match(err, /going on with the reading of/)
  assert.equal(
    api.asked.slice(before).some(({ path }) => path === '/v2/droplets'),
    false,
  )
  const other = await account(
    'http://127.0.0.1:9',
    '--save',
    write('other.json', inventory({}, { unfinished: true })),
  )
  assert.deepEqual([other.code, /unfinished reading of a test/.test(other.err)], [2, true])
})

test('a plan is scanned, and what it cannot tell is no failure', async () => {
  const plan = write('plan.json', planJson)
  const { code, out } = await scan('--plan', plan)
  assert.equal(code, 1)
  const [ssh] = JSON.parse(out).findings
  assert.deepEqual(ssh.resources.map((it: { urn: string }) => it.urn).slice(0, 2), [
    'digitalocean_droplet.web[0]',
    'digitalocean_droplet.web[1]',
  ])
  const empty = write('empty_plan.json', { format_version: '1.2', planned_values: { root_module: {} } })
  assert.equal((await rockpool(['scan', '--plan', empty])).code, 0)
})

test('exit codes: nothing 0, findings 1 as severe as --fail-on has it, not checked 3', async () => {
  const runs = [
    [['--from', calm], 0],
    [['--from', found], 1],
    [['--from', found, '--fail-on', 'HIGH'], 1],
    [['--from', found, '--fail-on', 'critical'], 0],
    [['--from', found, '--fail-on', 'none'], 0],
    [['--from', write('no_lists.json', { ...inventory({}), resources: {} })], 3],
    [['--from', write('odd.json', inventory({ droplet: [{ id: 7 }] }))], 3],
  ] as const
  const ended = await Promise.all(runs.map(([args]) => scan(...args)))
  for (const [at, [args, code]] of runs.entries()) assert.equal(ended[at]?.code, code, args.join(' '))
})

test('what is wrong with the command line or a file is told, with exit code 2', async () => {
  const runs: Array<[string[], RegExp]> = [
    [['--from', path('nowhere.json')], /--from: .*nowhere.json cannot be read \(ENOENT\)/],
    [['--from', write('text.json', 'text')], /--from: .* is not JSON/],
    [['--from', write('list.json', [])], /is not an inventory: it wants/],
    [['--plan', calm], /is not a plan: it wants what terraform show -json/],
    [['--from', found, '--plan', found], /cannot be used with/],
    [['--from', found, '--format', 'pdf'], /--format is "pdf": it wants one of table, json/],
    [['--from', found, '--format', 'csv', '--format', 'json'], /only one format can go to standard output/],
    [
      ['--from', found, '--severity', 'bad'],
      /--severity is "bad": it wants one of critical, high, medium, low/,
    ],
    [['--from', found, '--rule', 'ssh'], /--rule: there is no rule "ssh"; near it are droplet-ssh-open/],
    [['--from', found, '--baseline', calm], /--baseline: .* is not what rockpool scan --format json writes/],
    [
      ['--from', found, '--ignore', write('bad.txt', 'a b until=soon x')],
      /line 1 of .* has "until=soon": until wants/,
    ],
    [['--account'], /--account wants a token/],
    [['--account', '--api-url', 'http://api.example.com'], /would carry the token over the network in clear/],
    [['--api-url', 'https://api.example.com'], /--api-url is for --account/],
  ]
  const ended = await Promise.all(runs.map(([args]) => scan(...args)))
  for (const [at, { code, out, err }] of ended.entries()) {
    const [args, message] = runs[at] as (typeof runs)[number]
    assert.deepEqual([code, out], [2, ''], args.join(' '))
    assert.match(err, message)
  }
})

test('what was there before does not count, nor what is accepted for as long as it is', async () => {
  const before = path('before.json')
  await scan('--from', found, '--severity', 'high', '--format', `json=${before}`)
  const newer = await scan('--from', found, '--baseline', before)
  assert.deepEqual(JSON.parse(newer.out).summary.by_severity, { CRITICAL: 0, HIGH: 0, MEDIUM: 2, LOW: 0 })
  const lines = [
    '# reviewed',
    'droplet-backups-disabled do:droplet:* rebuilt from an image',
    'droplet-ssh-open do:droplet:1 until=2999-01-01 bastion',
    'droplet-ssh-open do:droplet:2 until=2020-01-31 a trial',
    'droplet-no-such-rule * x',
  ]
  const accepted = await scan('--from', found, '--ignore', write('accepted.txt', lines.join('\n')))
  const { summary } = JSON.parse(accepted.out)
  assert.deepEqual([accepted.code, summary.findings, summary.suppressed], [1, 1, 3])
  assert.match(accepted.err, /line 4 .* hides nothing any more: it was until 2020-01-31/)
  assert.match(accepted.err, /line 5 .* hides nothing: there is no rule droplet-no-such-rule/)
  const all = path('all.json')
  await scan('--from', found, '--format', `json=${all}`)
  assert.equal((await scan('--from', found, '--baseline', all)).code, 0)
})

test('several formats are written at once, for their owner alone', async () => {
  const names = ['sarif', 'ocsf', 'csv', 'junit', 'markdown', 'html']
  const formats = names.flatMap((name) => ['--format', `${name}=${path(`report.${name}`)}`])
  const { code, out, err } = await scan('--from', found, ...formats)
  assert.deepEqual([code, out], [1, ''])
  assert.match(err, /4 findings \(2 high, 2 medium\) in 3 resources/)
  for (const name of names) {
    assert.ok(existsSync(path(`report.${name}`)), name)
    assert.equal(statSync(path(`report.${name}`)).mode & 0o777, 0o600)
  }
})

test('on a terminal there is a table, and a rule is explained', async () => {
  const { out } = await rockpool(['scan', ...RULES, '--from', found], {
    terminal: true,
    settings: { NO_COLOR: '1' },
  })
  assert.match(out, /HIGH {6}SSH Open to the Internet \(droplet-ssh-open\)/)
  assert.match(out, /4 findings \(2 high, 2 medium\) in 3 resources\./)
  const explained = await rockpool(['scan', '--explain', 'droplet-ssh-open'])
  assert.equal(explained.code, 0)
  assert.match(
    explained.out,
    /Why it matters[\s\S]*What to do[\s\S]*With doctl:[\s\S]*Controls\n.*CIS Controls v8: 4\.4/,
  )
})
