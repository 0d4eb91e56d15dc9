import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEnd } from './end_of_life.ts'

test('images are told by the names that the public catalogue gives them', () => {
  const cases: Array<[string, string, string | undefined]> = [
    ['Ubuntu', '24.04 (LTS) x64', 'Ubuntu 24.04'],
    ['Ubuntu', '18.04.3 (LTS) x64', 'Ubuntu 18.04'],
    ['Ubuntu', 'Docker on Ubuntu 22.04', 'Ubuntu 22.04'],
    ['Ubuntu', 'NodeJS 20.1 on Ubuntu 22.04', 'Ubuntu 22.04'],
    ['Debian', '12 x64', 'Debian 12'],
    ['CentOS', '7.6 x64', 'CentOS 7'],
    ['CentOS', '9 Stream x64', 'CentOS Stream 9'],
    ['CentOS', 'Stream 8 x64', 'CentOS Stream 8'],
    ['Rocky Linux', '8.10 x64', 'Rocky Linux 8'],
    ['FreeBSD', '12.2 zfs x64', 'FreeBSD 12'],
    ['CoreOS', 'stable', 'CoreOS'],
    ['Ubuntu', '99.04 x64', undefined],
    ['Ubuntu', 'golden image', undefined],
    ['Plan 9', '4 x64', undefined],
  ]
  for (const [distribution, name, system] of cases)
    assert.equal(findEnd(distribution, name)?.system, system, name)
})
