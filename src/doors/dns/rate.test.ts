import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AnswerRate, networkOf } from './rate.ts'

function rated() {
  const clock = { at: 1_767_225_600_000 }
  const rate = new AnswerRate(() => new Date(clock.at))
  const count = (address: string, times: number) => {
    const counts = { answer: 0, refer: 0, drop: 0 }
    for (let n = 0; n < times; n++) counts[rate.judge(address)] += 1
    return counts
  }
  return { clock, count }
}

test('a network gets so many answers a second; then every second one refers to TCP, and the others are none', () => {
  const { clock, count } = rated()
  assert.deepEqual(count('192.0.2.1', 400), { answer: 400, refer: 0, drop: 0 })
  assert.deepEqual(count('192.0.2.99', 300), { answer: 100, refer: 100, drop: 100 })
  assert.deepEqual(count('192.0.3.1', 500), { answer: 500, refer: 0, drop: 0 })
  clock.at += 999
  assert.deepEqual(count('192.0.2.1', 2), { answer: 0, refer: 1, drop: 1 })
  clock.at += 1
  assert.deepEqual(count('192.0.2.1', 500), { answer: 500, refer: 0, drop: 0 })
})

test('this machine gets as many as it asks for', () => {
  const { count } = rated()
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
    assert.deepEqual(count(address, 5000), { answer: 5000, refer: 0, drop: 0 })
})

test('the networks of one second take a bounded amount of memory', () => {
  const { clock, count } = rated()
  const address = (n: number) => `${10 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.1`
  let answered = 0
  for (let n = 0; n < 120_000; n++) answered += count(address(n), 1).answer
  assert.equal(answered, 100_000)
  clock.at += 1000
  assert.equal(count(address(119_999), 1).answer, 1)
})

test('a network is a /24 or a /56', () => {
  for (const [address, network] of [
    ['192.0.2.1', '192.0.2'],
    ['::ffff:192.0.2.1', '192.0.2'],
    ['2001:db8:1:2345::1', '2001:db8:1:23'],
    ['2001:db8:1:23ff:1:2:3:4', '2001:db8:1:23'],
    ['2001:db8:1:45::1', '2001:db8:1:00'],
    ['2001:db8::1', '2001:db8:0:00'],
    ['2001::1:2:3:4', '2001:0:0:00'],
    ['::5:0:0:0:1', '0:0:0:00'],
    ['fe80::1', 'fe80:0:0:00'],
  ] as const)
    assert.equal(networkOf(address), network, address)
})
