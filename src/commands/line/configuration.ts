import { type Config, environment, readConfig } from '../../config.ts'
import { usageProblem } from './problem.ts'

/** The settings. Mistakes in them are printed all together, and end the command. */
export function configuration(): Config {
  const read = readConfig(environment())
  if ('config' in read) return read.config
  const [first = '', ...others] = read.problems
  throw usageProblem([first, ...others.map((problem) => `rockpool: ${problem}`)].join('\n'))
}
