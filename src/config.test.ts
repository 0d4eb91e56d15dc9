import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { pages, stalePages } from '../docs/generate.ts'
import { type Config, type Environment, environment, readConfig } from './config.ts'
import { type Setting, settings } from './settings.ts'

const all: Setting[] = Object.values(settings)

test('an empty environment gives the defaults', () => {
  const config = configFor({})
  assert.deepEqual(config.listen, { host: '127.0.0.1', port: 8484 })
  assert.deepEqual(config.tls_listen, { host: '127.0.0.1', port: 8485 })
  assert.deepEqual(config.tls_names, ['localhost', '127.0.0.1', '::1'])
  assert.equal(config.data, resolve('data'))
  assert.deepEqual(config.rate_limit, { hour: 5000, minute: 250 })
  assert.deepEqual(config.speed, { factor: 60, longest_seconds: 1 })
  assert.equal(config.regions.map((region) => Object.values(region).join()).join(), settings.regions.default)
  assert.deepEqual(config.limits, { droplets: 25, floating_ips: 3, volumes: 100 })
  assert.deepEqual(config.client, { url: 'http://127.0.0.1:8484', token_file: resolve('data/token') })
  assert.deepEqual(config.warnings, [])
  assert.deepEqual([config.acme.directories, config.acme.contact, config.acme.key], [[], [], 'ec256'])
  for (const key of ['public_url', 'database_url', 'master_key_file', 'secret_max_versions'] as const)
    assert.equal(config[key], undefined)
  const numbers = [config.secret_recovery_days, config.region_deadline_ms, config.failed_auth_limit]
  assert.deepEqual(numbers, [30, 2000, 60])
  assert.deepEqual(
    [config.max_connections, config.request_timeout_seconds, config.log_level],
    [1000, 30, 'info'],
  )
})

test('the configuration is frozen, down to its last part', () => {
  const config = configFor({})
  for (const part of [config, config.regions, config.regions[0], config.client, config.listen])
    assert.ok(Object.isFrozen(part))
})

test('every example and every default is what its setting takes', () => {
  for (const setting of all) {
    for (const text of [setting.example, setting.default ?? setting.example])
      assert.ok('value' in setting.kind(text), `${setting.name} refuses ${text}`)
    assert.ok(setting.default === undefined ? setting.absent : true, `${setting.name}: what if it is absent?`)
  }
})

// Setting, a text that is right, the value that it gives.
const RIGHT: Array<[keyof Config, string, string, unknown]> = [
  ['listen', 'ROCKPOOL_LISTEN', '[::1]:8484', { host: '::1', port: 8484 }],
  ['listen', 'ROCKPOOL_LISTEN', 'localhost:0', { host: 'localhost', port: 0 }],
  ['listen', 'ROCKPOOL_LISTEN', 'off', undefined],
  ['dns_listen', 'ROCKPOOL_DNS_LISTEN', '0.0.0.0:53', { host: '0.0.0.0', port: 53 }],
  ['dns_listen', 'ROCKPOOL_DNS_LISTEN', 'off', undefined],
  [
    'tls_names',
    'ROCKPOOL_TLS_NAMES',
    'A.example, *.b.example, 10.0.0.1, localhost',
    ['localhost', '127.0.0.1', '::1', 'a.example', '*.b.example', '10.0.0.1'],
  ],
  ['public_url', 'ROCKPOOL_PUBLIC_URL', 'HTTPS://Cloud.example.com:443/', 'https://cloud.example.com'],
  ['data', 'ROCKPOOL_DATA', '/srv/../var/pool', '/var/pool'],
  ['master_key_file', 'ROCKPOOL_MASTER_KEY_FILE', 'key', resolve('key')],
  [
    'database_url',
    'ROCKPOOL_DATABASE_URL',
    'postgresql://u:p@/db?host=/run/pg',
    'postgresql://u:p@/db?host=/run/pg',
  ],
  [
    'regions',
    'ROCKPOOL_REGIONS',
    'nyc3, ams3=postgres://u:a%2Cb=c@localhost/x',
    [{ slug: 'nyc3' }, { slug: 'ams3', url: 'postgres://u:a%2Cb=c@localhost/x' }],
  ],
  ['rate_limit', 'ROCKPOOL_RATE_LIMIT', '10/10', { hour: 10, minute: 10 }],
  ['rate_limit', 'ROCKPOOL_RATE_LIMIT', 'off', undefined],
  ['speed', 'ROCKPOOL_SPEED', 'instant', { factor: Number.POSITIVE_INFINITY, longest_seconds: 0 }],
  ['speed', 'ROCKPOOL_SPEED', '2.5', { factor: 2.5, longest_seconds: Number.POSITIVE_INFINITY }],
  ['secret_max_versions', 'ROCKPOOL_SECRET_MAX_VERSIONS', '1', 1],
  ['log_level', 'ROCKPOOL_LOG_LEVEL', 'silent', 'silent'],
]

test('what is right is understood', () => {
  for (const [key, name, text, value] of RIGHT)
    assert.deepEqual(configFor({ [name]: text })[key], value, text)
})

const WRONG: Record<string, string[]> = {
  ROCKPOOL_LISTEN: [
    '8484',
    ':8484',
    '*:8484',
    '127.0.0.1',
    '127.0.0.1:65536',
    '::1:8484',
    '[127.0.0.1]:1',
    '1.2.3:1',
    '[fe80::1%eth0]:1',
    'on',
  ],
  ROCKPOOL_TLS_NAMES: [
    'a b',
    'a,,b',
    '*',
    '*.10.0.0.1',
    '*.::1',
    'a.*.b',
    '-a',
    '256.1.1.1',
    'fe80::1%1',
    'münchen.example',
  ],
  ROCKPOOL_PUBLIC_URL: [
    'cloud.example.com',
    'ftp://a',
    'http:a',
    'https://a/path',
    'https://a/?',
    'https://a#',
    'https://u:p@a',
    'https://a\\b',
  ],
  ROCKPOOL_DATABASE_URL: [
    'mysql://a/b',
    'postgres:/a',
    'sqlite',
    'postgres://a b/c',
    'postgres://u:pa/ss@host/db',
  ],
  ROCKPOOL_REGIONS: ['nyc3,nyc3', 'NYC3', 'n', 'nyc123', 'nyc3,', 'nyc3=', 'nyc3=mysql://a', ','],
  ROCKPOOL_RATE_LIMIT: ['10', '10/11', '10/0', '-1/-2', 'a/b', '5000/250/1'],
  ROCKPOOL_SPEED: ['0', '-1', 'fast', '1e3', 'Infinity', 'toString'],
  ROCKPOOL_SECRET_RECOVERY_DAYS: ['0', '91', '1.5', ' 7', '0x10'],
  ROCKPOOL_SECRET_MAX_VERSIONS: ['0', '10001', 'unlimited'],
  ROCKPOOL_REGION_DEADLINE_MS: ['99', '60001'],
  ROCKPOOL_LOG_LEVEL: ['INFO', 'verbose'],
  ROCKPOOL_DATA: [''],
  ROCKPOOL_ACME_DIRECTORY: [
    'http://ca.example.com/dir',
    'https://u:p@ca.example.com/dir',
    'https://a.example/,https://a.example/',
    'https://a.example/,',
    'https://a.example/#b',
    'ca.example.com',
    'https:a',
  ],
  ROCKPOOL_ACME_CONTACT: [
    'admin',
    'a@b,',
    'a@b c',
    'mailto:a@b?subject=x',
    'tel:1',
    '<a@b.example>',
    'a@b@c',
  ],
  ROCKPOOL_ACME_PROFILE: ['a b', 'x'.repeat(65), 'ü'],
  ROCKPOOL_ACME_KEY: ['EC256', 'rsa', 'rsa1024'],
  ROCKPOOL_ACME_LIMITS: [
    '300/3h',
    'orders=1/1h',
    'orders=0/1h,duplicates=1/1h,failures=1/1h',
    'orders=1/1s,duplicates=1/1h,failures=1/1h',
    'orders=1/1h,orders=1/1h,failures=1/1h',
  ],
}

test('what is wrong is named, with what is wanted', () => {
  for (const [name, texts] of Object.entries(WRONG)) {
    for (const text of texts) {
      const problems = problemsFor({ [name]: text })
      assert.equal(problems.length, 1, `${name}=${text}: ${problems}`)
      assert.match(problems[0] ?? '', new RegExp(`^${name} is .*(it wants |give it a value)`), text)
    }
  }
})

test('all mistakes are reported together', () => {
  const problems = problemsFor({
    ROCKPOOL_LISTEN: 'x',
    ROCKPOOL_SPEED: 'fast',
    ROCKPOOL_RATE_LIMIT: '1',
    ROCKPOOL_X: '',
  })
  assert.deepEqual(
    problems.map((problem) => problem.split(' ')[0]),
    ['ROCKPOOL_LISTEN', 'ROCKPOOL_SPEED', 'ROCKPOOL_RATE_LIMIT', 'ROCKPOOL_X'],
  )
  assert.equal(
    problems[1],
    'ROCKPOOL_SPEED is "fast": it wants one of default, instant, realistic, or a number above 0',
  )
})

test('a server that answers nowhere, or twice in one place, is a mistake', () => {
  assert.match(problemsFor({ ROCKPOOL_LISTEN: 'off', ROCKPOOL_TLS_LISTEN: 'off' }).join(), /both off/)
  assert.match(problemsFor({ ROCKPOOL_LISTEN: '127.0.0.1:8485' }).join(), /both 127\.0\.0\.1:8485/)
  const all_three = {
    ROCKPOOL_LISTEN: '[::1]:1',
    ROCKPOOL_TLS_LISTEN: '[::1]:1',
    ROCKPOOL_DNS_LISTEN: '[::1]:1',
  }
  assert.match(problemsFor(all_three).join(), /ROCKPOOL_TLS_LISTEN and ROCKPOOL_DNS_LISTEN are all \[::1\]:1/)
  configFor({ ROCKPOOL_LISTEN: '127.0.0.1:0', ROCKPOOL_TLS_LISTEN: '127.0.0.1:0' })
})

test('who issues certificates is one part of the configuration', () => {
  const { acme } = configFor({
    ROCKPOOL_ACME_DIRECTORY: 'https://a.example/dir, http://127.0.0.1:14000/dir',
    ROCKPOOL_ACME_CONTACT: 'a@example.com, MAILTO:b@example.com',
    ROCKPOOL_ACME_EAB_FILE: '/run/eab',
    ROCKPOOL_ACME_CA_FILE: '/run/../etc/ca.pem',
    ROCKPOOL_ACME_PROFILE: 'shortlived',
    ROCKPOOL_ACME_KEY: 'rsa4096',
    ROCKPOOL_ACME_LIMITS: 'failures=1/30m, orders=50/1h,duplicates=5/7d',
  })
  assert.deepEqual(acme, {
    directories: ['https://a.example/dir', 'http://127.0.0.1:14000/dir'],
    contact: ['mailto:a@example.com', 'mailto:b@example.com'],
    eab_file: '/run/eab',
    ca_file: '/etc/ca.pem',
    profile: 'shortlived',
    key: 'rsa4096',
    limits: {
      orders: { most: 50, seconds: 3600 },
      duplicates: { most: 5, seconds: 604_800 },
      failures: { most: 1, seconds: 1800 },
    },
  })
})

test('an unknown variable is a mistake, with the name that was probably meant', () => {
  const meant = (name: string) =>
    /did you mean (\w+)\?$/.exec(problemsFor({ [name]: 'planted' })[0] ?? '')?.[1]
  assert.equal(meant('ROCKPOOL_LISTN'), 'ROCKPOOL_LISTEN')
  assert.equal(meant('ROCKPOOL_LISTEN_TLS'), 'ROCKPOOL_TLS_LISTEN')
  assert.equal(meant('ROCKPOOL_REGION'), 'ROCKPOOL_REGIONS')
  assert.equal(meant('ROCKPOOL_FLAVOUR'), undefined)
  assert.doesNotMatch(problemsFor({ ROCKPOOL_LISTN: 'planted' }).join(), /planted/)
  configFor({ PATH: '/bin', rockpool_x: '1' })
})

test('no mistake shows a password or a token, whichever variable it was put into', () => {
  const texts = [
    'mysql://u:planted@h/d',
    'postgres://u:pl@planted/x y',
    'nyc3=mysql://u:planted@h',
    'nyc3=postgres://u:ab,planted@h/d',
    'planted@h',
    'password=planted',
    'dop_v1_planted',
  ]
  for (const { name } of all) {
    for (const text of texts) {
      const read = readConfig({ [name]: text })
      if ('problems' in read) assert.doesNotMatch(read.problems.join(), /planted/, `${name}=${text}`)
    }
  }
  assert.doesNotMatch(problemsFor({ ROCKPOOL_DATABASE_URL: 'planted' }).join(), /planted/)
  assert.match(
    problemsFor({ ROCKPOOL_DATABASE_URL: 'mysql://u:planted@h/d' }).join(),
    /mysql:\/\/… \(the rest is hidden\)/,
  )
})

test('what is insecure is allowed, and announced without its password', () => {
  const warnings = (env: Environment) => configFor(env).warnings.join()
  assert.match(warnings({ ROCKPOOL_LISTEN: '0.0.0.0:80' }), /plain HTTP on 0\.0\.0\.0:80 sends .* in clear/)
  assert.match(warnings({ ROCKPOOL_LISTEN: '[::]:80' }), /plain HTTP on \[::\]:80/)
  assert.match(warnings({ ROCKPOOL_RATE_LIMIT: 'off' }), /^ROCKPOOL_RATE_LIMIT/)
  assert.match(warnings({ ROCKPOOL_URL: 'http://10.0.0.1' }), /^ROCKPOOL_URL/)
  const url = 'postgres://u:planted@db.example.com/x'
  assert.equal(
    warnings({ ROCKPOOL_DATABASE_URL: url }),
    'ROCKPOOL_DATABASE_URL: no verified TLS to db.example.com; add sslmode=verify-full to the URL',
  )
  assert.match(
    warnings({ ROCKPOOL_REGIONS: `nyc3,ams3=${url}` }),
    /^ROCKPOOL_REGIONS: no verified TLS to db\.example\.com/,
  )
  for (const safe of [
    `${url}?sslmode=verify-full`,
    'postgres://127.0.0.1/x',
    'postgres://%2Frun%2Fpg/x',
    'postgres:///x',
  ])
    assert.equal(warnings({ ROCKPOOL_DATABASE_URL: safe }), '')
  assert.equal(warnings({ ROCKPOOL_LISTEN: '127.0.0.2:80', ROCKPOOL_TLS_LISTEN: '0.0.0.0:443' }), '')
})

test('the client takes its token from a named file alone, else from the data folder or the environment', () => {
  const env = { DIGITALOCEAN_TOKEN: 'second', ROCKPOOL_DATA: '/pool' }
  assert.deepEqual(configFor(env).client, {
    url: 'http://127.0.0.1:8484',
    token_file: '/pool/token',
    token: 'second',
  })
  assert.equal(configFor({ ...env, DIGITALOCEAN_ACCESS_TOKEN: 'first\n' }).client.token, 'first')
  assert.equal(configFor({ ...env, DIGITALOCEAN_ACCESS_TOKEN: '' }).client.token, 'second')
  const { client } = configFor({ ...env, ROCKPOOL_TOKEN_FILE: '/run/token' })
  assert.deepEqual(client, { url: 'http://127.0.0.1:8484', token_file: '/run/token' })
})

test('environment() is a copy', () => {
  environment().PATH = 'changed'
  assert.notEqual(process.env.PATH, 'changed')
})

test('the pages made from the code are as the code makes them; docs/generate.ts writes them anew', () => {
  for (const { file, render } of pages)
    assert.equal(readFileSync(join(import.meta.dirname, '../docs', file), 'utf8'), render(), file)
  assert.deepEqual(stalePages(), [])
})

function configFor(env: Environment): Config {
  const read = readConfig(env)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.config
}

function problemsFor(env: Environment): string[] {
  const read = readConfig(env)
  return 'problems' in read ? read.problems : []
}
