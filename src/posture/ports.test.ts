import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ALL_PORTS, holds, isAll, merged, type Ports, readPorts, shown } from './ports.ts'

const ports = (from: number, to = from): Ports => ({ from, to })

test('ports are read as firewalls write them', () => {
  for (const all of [undefined, '', '0', 'all', '1-65535', '0-65535'])
    assert.deepEqual(readPorts(all), ALL_PORTS, `${all}`)
  assert.deepEqual(readPorts('22'), ports(22))
  assert.deepEqual(readPorts('65535'), ports(65_535))
  assert.deepEqual(readPorts('8000-9000'), ports(8000, 9000))
  assert.deepEqual(readPorts('0-80'), ports(1, 80))
  for (const bad of [
    '90-80',
    '65536',
    '1-65536',
    '123456',
    '1-123456',
    'a22',
    '22a',
    '-',
    '1-',
    '-1',
    '1,2',
    '1-2-3',
    '0-0',
  ])
    assert.equal(readPorts(bad), undefined, bad)
})

test('a range holds its ends and what is between', () => {
  assert.deepEqual(
    [9, 10, 15, 20, 21].map((port) => holds(ports(10, 20), port)),
    [false, true, true, true, false],
  )
})

test('all ports are all, however far they are said to go', () => {
  assert.deepEqual([ports(1, 65_535), ports(0, 70_000), ports(2, 65_535), ports(1, 65_534)].map(isAll), [
    true,
    true,
    false,
    false,
  ])
})

test('ranges are merged where they overlap or touch, whatever their order', () => {
  assert.deepEqual(merged([]), [])
  assert.deepEqual(merged([ports(5, 9), ports(1, 4)]), [ports(1, 9)])
  assert.deepEqual(merged([ports(1, 4), ports(6, 9)]), [ports(1, 4), ports(6, 9)])
  assert.deepEqual(merged([ports(1, 100), ports(5, 9), ports(50, 120)]), [ports(1, 120)])
  assert.deepEqual(merged([ports(30), ports(10, 12), ports(13)]), [ports(10, 13), ports(30)])
})

test('a single port is shown as one', () => {
  assert.deepEqual([shown(ports(22)), shown(ports(1, 2))], ['22', '1-2'])
})
