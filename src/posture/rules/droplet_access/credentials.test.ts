import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findCredentials } from './credentials.ts'

const kinds = (text: string) => findCredentials(text).map(({ kind }) => kind)
const HEX = '0f1e2d3c4b5a6978'

test('credentials are found by their shape, with their line', () => {
  const text = ['#cloud-config', 'runcmd:', `  - echo dop_v1_${HEX.repeat(4)} > /root/token`].join('\n')
  assert.deepEqual(findCredentials(text), [{ kind: 'DigitalOcean token', line: 3 }])
  assert.deepEqual(kinds(`${'-'.repeat(5)}BEGIN OPENSSH PRIVATE KEY${'-'.repeat(5)}`), ['private key'])
  assert.deepEqual(kinds(`AKIA${'Q7'.repeat(8)}`), ['AWS access key'])
  assert.deepEqual(kinds(`ghp_${'aB3'.repeat(12)}`), ['GitHub token'])
  assert.deepEqual(kinds(`passwd: $6$salt$${'aB3/'.repeat(10)}`), ['password hash'])
})

test('passwords are found by where they stand', () => {
  assert.deepEqual(kinds('DATABASE_URL=postgres://shop:hunter2@db:5432/shop'), ['password in a URL'])
  assert.deepEqual(kinds("echo 'root:hunter2' | chpasswd"), ['password of a user'])
  assert.deepEqual(kinds('#cloud-config\npassword: abc'), ['password of a user'])
  assert.deepEqual(kinds('users: [{ name: ops, plain_text_passwd: hunter2 }]'), ['password of a user'])
  assert.deepEqual(kinds('export API_KEY="f8Qz71LmXw0rT5uPbN"'), ['password or secret'])
  assert.deepEqual(kinds('MYSQL_PASSWORD: Tr0ub4dor&3-xyz'), ['password or secret'])
})

test('references, words and what is public are not credentials', () => {
  for (const text of [
    '',
    `DATABASE_URL=postgres://shop:$\{PASSWORD}@db:5432/shop`,
    'password: $DB_PASSWORD',
    'password: {{ vault_password }}',
    'token=<your-token>',
    'secret: /run/secrets/database',
    'DB_PASSWORD=aaaaaaaaaaaa',
    'password: /run/secrets/database',
    'ssh_authorized_keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops]',
    'curl -fsSL https://example.com/install.sh | sh',
    'lock_passwd: true',
    `${'-'.repeat(5)}BEGIN PUBLIC KEY${'-'.repeat(5)}`,
  ])
    assert.deepEqual(kinds(text), [], text)
})

test('a long text is read in time', () => {
  const began = performance.now()
  findCredentials('a:/'.repeat(20_000))
  findCredentials('secret'.repeat(10_000))
  findCredentials('eyJ'.repeat(20_000))
  assert.ok(performance.now() - began < 1000)
})
