// Python with a client library in a virtual environment of its own.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { CACHE, findProgram, isExecutable, run, whyFailed, withProxy } from './programs.ts'

const INSTALL_MAX_MS = 300_000

/** A Python that has the library, from the cache if it is there. Undefined, with the test skipped, where it cannot be had. */
export async function pythonWith(
  t: TestContext,
  { requirement, module }: { requirement: string; module: string },
): Promise<string | undefined> {
  const folder = join(CACHE, requirement.replaceAll(/\W+/g, '_'))
  const python = join(folder, 'bin', 'python')
  const about = `import ${module}, sys; print(f"${module} {getattr(${module}, '__version__', '')}, Python {sys.version.split()[0]}")`
  const version = ['-c', about]
  if (!isExecutable(python) || (await run(python, version)).status !== 0) {
    const problem = await makeEnvironment(folder, requirement)
    if (problem) {
      t.skip(`${requirement} cannot be had: ${problem}`)
      return undefined
    }
  }
  console.log((await run(python, version)).stdout.trim())
  return python
}

/** Resolves to why it failed, if it did. */
async function makeEnvironment(folder: string, requirement: string): Promise<string | undefined> {
  if (!findProgram('python3')) return 'there is no python3 on the PATH'
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(CACHE, { recursive: true })
  const options = { env: withProxy(), timeout_ms: INSTALL_MAX_MS }
  const made = await run('python3', ['-m', 'venv', folder], options)
  if (made.status !== 0) return whyFailed(made)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement]
  const installed = await run(join(folder, 'bin', 'python'), pip, options)
  return installed.status === 0 ? undefined : whyFailed(installed)
}
