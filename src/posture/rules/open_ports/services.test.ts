import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ALL_SERVICES, isUnknown } from './services.ts'

test('a port belongs to one service', () => {
  const ports = ALL_SERVICES.flatMap((it) => it.ports.map((port) => `${port}/${it.protocol}`))
  assert.deepEqual(
    ports.filter((port, at) => ports.indexOf(port) !== at),
    [],
  )
  assert.ok(ports.length > 100)
})

test('no port is both known to be dangerous and meant for the internet', () => {
  for (const port of [80, 443, 25, 993]) assert.equal(isUnknown('tcp', port), false)
  assert.equal(isUnknown('udp', 51_820), false)
  assert.equal(isUnknown('tcp', 22), false)
  assert.equal(isUnknown('udp', 22), true)
  assert.equal(isUnknown('tcp', 4567), true)
})
