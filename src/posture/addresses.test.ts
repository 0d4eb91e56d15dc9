import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAnywhere, isPrivate, isWithin, type Range, readRange } from './addresses.ts'

const range = (text: string): Range => {
  const read = readRange(text)
  assert.ok(read, text)
  return read
}

test('a range that only begins in a private one is not private', () => {
  for (const text of [
    '10.0.0.1',
    '172.16.0.0/12',
    '192.168.7.0/24',
    '127.0.0.1',
    '100.64.0.1',
    '169.254.1.0/24',
    'fd00::1',
    '::1',
    'fe80::/10',
  ])
    assert.equal(isPrivate(range(text)), true, text)
  for (const text of [
    '10.0.0.0/7',
    '172.16.0.0/11',
    '172.32.0.1',
    '8.8.8.8',
    '2001:db8::1',
    'fc00::/6',
    '::',
  ])
    assert.equal(isPrivate(range(text)), false, text)
})

test('what is neither an address nor a range is none', () => {
  assert.deepEqual(readRange('10.0.0.0/32'), { family: 4, address: '10.0.0.0', prefix: 32 })
  assert.deepEqual(readRange('::/128'), { family: 6, address: '::', prefix: 128 })
  for (const text of [
    ...['', '/8', 'web', '10.0.0', 'fe80::1%eth0'],
    ...[
      '10.0.0.0/',
      '10.0.0.0/33',
      '10.0.0.0/0x8',
      '10.0.0.0/8.5',
      '10.0.0.0/8/8',
      '10.0.0.0/1000',
      '::/129',
    ],
  ])
    assert.equal(readRange(text), undefined, text)
})

test('the internet is told by how wide a range is, whatever it begins with', () => {
  for (const text of ['0.0.0.0/0', '::/0', '10.0.0.0/0', '128.0.0.0/1', '2000::/3', '16.0.0.0/4'])
    assert.equal(isAnywhere(range(text)), true, text)
  for (const text of ['10.0.0.0/8', '8.0.0.0/5', '198.51.100.7', 'fc00::/7', 'fd00::/16', '2001:db8::/32'])
    assert.equal(isAnywhere(range(text)), false, text)
})

test('one range is within another if every address of it is', () => {
  for (const [narrow, wide] of [
    ['10.1.2.3', '10.0.0.0/8'],
    ['10.1.0.0/16', '10.1.255.255/16'],
    ['255.255.255.255', '128.0.0.0/1'],
    ['198.51.100.7', '0.0.0.0/0'],
    ['2001:db8::1', '2001:db8::/32'],
    ['2001:DB8:0:0::1', '2001:db8::1/128'],
    ['::ffff:198.51.100.7', '::ffff:c633:6400/120'],
  ] as const)
    assert.equal(isWithin(range(narrow), range(wide)), true, `${narrow} in ${wide}`)
  for (const [narrow, wide] of [
    ['10.0.0.0/8', '10.0.0.0/9'],
    ['11.0.0.1', '10.0.0.0/8'],
    ['2001:db9::1', '2001:db8::/32'],
    ['198.51.100.7', '::/0'],
    ['::', '0.0.0.0/0'],
  ] as const)
    assert.equal(isWithin(range(narrow), range(wide)), false, `${narrow} in ${wide}`)
})
