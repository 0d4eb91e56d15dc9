// What a change must pass: format and lint, types, tests. Side by side, for each of them leaves a processor idle at times.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

const failed = (await Promise.all([check('lint'), check('types'), tests('unit')])).filter(
  (it) => it !== undefined,
)
if (failed.length > 0) {
  process.stderr.write(`failed: ${failed.join(', ')}\n`)
  process.exitCode = 1
}

/** Resolves to the script's name if it has failed. What it says is printed whole, and not among what others say. */
async function check(script: string): Promise<string | undefined> {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  process.stdout.write(`${out}${err}`)
  return code === 0 ? undefined : script
}

/** As `check`, of what says on its way how far it is. */
async function tests(script: string): Promise<string | undefined> {
  const [code] = await once(spawn('npm', ['run', '--silent', script], { stdio: 'inherit' }), 'close')
  return code === 0 ? undefined : script
}
