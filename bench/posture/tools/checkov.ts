// Checkov in a virtual environment of its own, with its checks about DigitalOcean.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, findProgram, isExecutable, whyFailed } from '../../../test/clients/programs.ts'
import { NotMeasurable } from '../../rows.ts'

const REQUIREMENT = 'checkov>=3.3,<3.4'
const INSTALL_MAX_MS = 600_000

/** Its path. Throws NotMeasurable where it cannot be had. */
export function findCheckov(): string {
  const folder = join(CACHE, 'checkov')
  const checkov = join(folder, 'bin', 'checkov')
  if (isExecutable(checkov) && versionOf(checkov)) return checkov
  if (!findProgram('python3'))
    throw new NotMeasurable('there is no python3 on the PATH to install Checkov with')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(CACHE, { recursive: true })
  requireSuccess('python3', ['-m', 'venv', folder])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', REQUIREMENT]
  requireSuccess(join(folder, 'bin', 'python'), pip)
  return checkov
}

function requireSuccess(program: string, args: readonly string[]): void {
  const ran = spawnSync(program, args, { encoding: 'utf8', timeout: INSTALL_MAX_MS })
  if (ran.status !== 0) throw new NotMeasurable(`Checkov cannot be installed: ${whyFailed(ran)}`)
}

/** Undefined where it does not run. */
export function versionOf(checkov: string): string | undefined {
  const { status, stdout } = spawnSync(checkov, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

export const check = (checkov: string, plan: string): readonly string[] => [
  ...[checkov, '--file', plan, '--framework', 'terraform_plan', '--check', 'CKV_DIO_*'],
  ...['--output', 'json', '--compact', '--skip-download', '--soft-fail'],
]

export interface Checked {
  resources: number
  /** Those that were made, whether they failed or not. */
  checks: number
  /** How many resources failed each check. */
  failed: Map<string, number>
}

interface CheckovReport {
  summary: { resource_count: number; parsing_errors: number }
  results: { passed_checks: Array<{ check_id: string }>; failed_checks: Array<{ check_id: string }> }
}

/** Throws where it could not read the plan. */
export function checkedOf(stdout: string): Checked {
  const { summary, results } = JSON.parse(stdout) as CheckovReport
  if (summary.parsing_errors !== 0)
    throw new Error(`Checkov could not read the plan: ${stdout.slice(0, 2000)}`)
  const { passed_checks, failed_checks } = results
  const failed = Map.groupBy(failed_checks, ({ check_id }) => check_id)
  return {
    resources: summary.resource_count,
    checks: new Set([...passed_checks, ...failed_checks].map(({ check_id }) => check_id)).size,
    failed: new Map([...failed].map(([id, all]) => [id, all.length])),
  }
}
