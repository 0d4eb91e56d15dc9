// Debian's programs for DNS, each found where it is installed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGES = {
  named: 'bind9',
  'named-checkzone': 'bind9-utils',
  dig: 'bind9-dnsutils',
  knotd: 'knot',
  dnsperf: 'dnsperf',
  taskset: 'util-linux',
} as const

export type Program = keyof typeof PACKAGES

/** Its path. */
export function findProgram(program: Program): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}

export function getProgram(program: Program): string {
  const path = findProgram(program)
  assert.ok(path, `${program} is not installed`)
  return path
}

/** Why a test that needs these must be skipped, or false. Where a run of CI could have installed them, it is none: the test fails. */
export function skipWithout(...programs: Program[]): string | false {
  const missing = programs.filter((program) => !findProgram(program))
  if (missing.length === 0) return false
  const could_install = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (process.env.CI === 'true' && could_install) return false
  const wanted = missing.map((program) => `${program} (Debian’s package ${PACKAGES[program]})`)
  return `skipped: not installed: ${wanted.join(', ')}`
}
