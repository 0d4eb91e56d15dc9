import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdsUnneeded, NAMED_PORTS, namedPortsIn } from './named_ports.ts'

test('a port belongs to one service', () => {
  const ports = NAMED_PORTS.map(({ port, protocol }) => `${port}/${protocol}`)
  assert.deepEqual(
    ports.filter((port, at) => ports.indexOf(port) !== at),
    [],
  )
  assert.ok(ports.length > 100)
})

test('single ports and ranges are told apart by what they hold', () => {
  const at = (port: number) => ({ from: port, to: port })
  const names = (protocol: 'tcp' | 'udp', from: number, to = from) =>
    namedPortsIn(protocol, { from, to }).map(({ name }) => name)
  assert.deepEqual(names('tcp', 22), ['SSH'])
  assert.deepEqual(names('udp', 22), [])
  assert.deepEqual(names('tcp', 22, 40), ['SSH', 'Telnet'])
  assert.deepEqual(names('tcp', 70, 90), [])
  for (const port of [80, 443, 25, 993]) {
    assert.equal(holdsUnneeded('tcp', at(port)), false)
    assert.deepEqual(names('tcp', port), [])
  }
  assert.equal(holdsUnneeded('tcp', { from: 70, to: 90 }), true)
  assert.equal(holdsUnneeded('udp', at(51_820)), false)
})
