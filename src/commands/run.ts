import { environment, readConfig } from '../config.ts'
import { serve } from './serve.ts'

/** Runs the command line. */
export async function run(_argv: string[]): Promise<void> {
  const read = readConfig(environment())
  if ('problems' in read) {
    process.stderr.write(`${read.problems.join('\n')}\n`)
    process.exit(2)
  }
  await serve(read.config)
}
