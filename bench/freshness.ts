// What npm installs includes a bundle that loads faster than the sources; the launcher runs the sources once they
// are newer. Measured is what a user gets, so the bundle is brought up to date first.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const BUNDLE = join(ROOT, '.cache', 'bundle', 'main.mjs')

/** Throws if the bundle cannot be made. */
export function refreshBundle(): void {
  if (isFresh()) return
  const made = spawnSync(process.execPath, [join(ROOT, 'bin', 'bundle.ts')], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`bin/bundle.ts ended with ${made.status}: ${made.stderr}`)
}

function isFresh(): boolean {
  if (!existsSync(BUNDLE)) return false
  const made_at = statSync(BUNDLE).mtimeMs
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  const files = sources.map(({ parentPath, name }) => join(parentPath, name))
  return [...files, join(ROOT, 'package.json')].every((file) => statSync(file).mtimeMs <= made_at)
}

/** Whether the process runs the bundle or the sources; undefined where that cannot be told. */
export function codeOf(pid: number): 'bundle' | 'sources' | undefined {
  const file = `/proc/${pid}/cmdline`
  if (!existsSync(file)) return undefined
  return readFileSync(file, 'utf8').includes('/bundle/main.mjs') ? 'bundle' : 'sources'
}
