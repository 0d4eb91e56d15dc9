// Open Policy Agent with ten of our rules, where it is installed or Go can build it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildGoProgram } from '../../../test/clients/go_programs.ts'
import { findProgram } from '../../../test/clients/programs.ts'
import { NotMeasurable } from '../../rows.ts'

const OPA = { name: 'opa', module: 'github.com/open-policy-agent/opa', version: 'v1.22.2', main: '.' }
const RULES = join(import.meta.dirname, 'rego')

/** Its path. Throws NotMeasurable where it cannot be had. */
export async function findOpa(): Promise<string> {
  const installed = findProgram('opa')
  if (installed) return installed
  const built = await buildGoProgram(OPA)
  if ('missing' in built) throw new NotMeasurable(built.missing)
  return built.path
}

export function versionOf(opa: string): string {
  const { stdout } = spawnSync(opa, ['version'], { encoding: 'utf8' })
  return /^Version: (\S+)/m.exec(stdout)?.[1] ?? 'of an unknown version'
}

/**
 * The inventory is loaded as data, as it is: made into values of OPA's own at once, which takes it less time than any
 * other way to give it one.
 */
export const evaluation = (opa: string, inventory: string): readonly string[] => [
  ...[opa, 'eval', '--format', 'json', '--optimize-store-for-read-speed'],
  ...['--data', inventory, '--data', RULES, 'data.rockpool.findings'],
]

/** By rule, the URNs. */
export function findingsOf(stdout: string): Map<string, string[]> {
  const [
    {
      expressions: [{ value }],
    },
  ] = JSON.parse(stdout).result
  return new Map(Object.entries(value as Record<string, string[]>))
}
