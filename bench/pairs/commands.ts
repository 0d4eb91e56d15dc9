// What `rockpool secrets run` adds to the command that it runs.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { NotMeasurable, type Pair, ratioOf } from '../rows.ts'
import { baseEnvironment, LAUNCHER, ONE_REGION, REGION, startServer } from '../server.ts'
import { readSecret } from './workloads.ts'

const TIMEOUT_MS = 10_000
const RUN = ['secrets', 'run', '--secret', 'bench', '--region', REGION, '--', 'true']

export const secretsRun: Pair = {
  name: 'secrets_run',
  about: 'the time that `rockpool secrets run` adds to a command, against the start of Node alone',
  async measure(bench) {
    await using server = await startServer({ env: ONE_REGION })
    await readSecret(server)
    const env = {
      ...baseEnvironment(),
      ROCKPOOL_URL: `http://127.0.0.1:${server.port}`,
      ROCKPOOL_TOKEN_FILE: join(server.data, 'token'),
    }
    const help = spawnSync(LAUNCHER, ['secrets', 'run', '--help'], { env, timeout: TIMEOUT_MS })
    if (help.error || !help.stdout.includes('--secret'))
      throw new NotMeasurable('this version has no `rockpool secrets run`')
    const added: number[] = []
    const node: number[] = []
    const rounds = bench.quick ? 7 : 21
    timeOf(LAUNCHER, RUN, env)
    for (let round = 1; round <= rounds; round++) {
      bench.say(`round ${round} of ${rounds}`)
      const plain = timeOf('true', [], env)
      added.push(timeOf(LAUNCHER, RUN, env) - plain)
      node.push(timeOf(process.execPath, ['-e', '0'], env) - plain)
    }
    return [
      {
        name: 'added by secrets run',
        unit: 'ms',
        against: 'node -e 0',
        ...ratioOf(added, node),
        goal: { of: 'ours', at: 'most', value: 150 },
      },
    ]
  },
}

/** In milliseconds. */
function timeOf(program: string, args: readonly string[], env: Record<string, string>): number {
  const started_at = performance.now()
  const { status, stderr, error } = spawnSync(program, args, { env, timeout: TIMEOUT_MS })
  const ms = performance.now() - started_at
  if (error || status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${error ?? status}: ${stderr}`)
  return ms
}
