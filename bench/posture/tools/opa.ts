// Open Policy Agent with ten of our rules, where it is installed or Go can build it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, findProgram, isExecutable, whyFailed } from '../../../test/clients/programs.ts'
import { temporaryFolder } from '../../processes.ts'
import { NotMeasurable } from '../../rows.ts'

const PACKAGE = 'github.com/open-policy-agent/opa'
const VERSION = 'v1.22.2'
const BUILD_MAX_MS = 900_000
const RULES = join(import.meta.dirname, 'rego')

/** Its path. Throws NotMeasurable where it cannot be had. */
export function findOpa(): string {
  const built = join(CACHE, 'bin', 'opa')
  const found = findProgram('opa') ?? (isExecutable(built) ? built : undefined)
  if (found) return found
  if (!findProgram('go')) throw new NotMeasurable('there is no opa on the PATH, and no go to build it with')
  build(built)
  return built
}

/** In a module that is thrown away: `go install` refuses modules that replace what they require. */
function build(target: string): void {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'go.mod'), `module bench\n\ngo 1.24\n\nrequire ${PACKAGE} ${VERSION}\n`)
  mkdirSync(join(CACHE, 'bin'), { recursive: true })
  const args = ['build', '-mod=mod', '-o', target, PACKAGE]
  const ran = spawnSync('go', args, { cwd: folder, encoding: 'utf8', timeout: BUILD_MAX_MS })
  if (ran.status !== 0)
    throw new NotMeasurable(`there is no opa on the PATH, and go cannot build it: ${whyFailed(ran)}`)
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
