import { reportProblem } from './line/problem.ts'
import { parseRunLine } from './secrets/run_line.ts'

/** Runs the command line. Ends the process itself only where the command has failed. */
export async function run(argv: string[]): Promise<void> {
  try {
    const line = parseRunLine(argv.slice(2))
    if (line) await (await import('./secrets/run.ts')).runWithSecrets(line.command, line.options)
    else await (await import('./line/program.ts')).buildProgram().parseAsync(argv)
  } catch (error) {
    // What failed may have left connections and timers open, and nothing is left to wait for.
    process.exit(await reportProblem(error))
  }
}
