// Which reports are wanted, and where they go.
import { writePrivately } from '../../durable_files.ts'
import { csvReport } from '../../posture/report/csv.ts'
import { htmlReport } from '../../posture/report/html/page.ts'
import { jsonReport } from '../../posture/report/json.ts'
import { junitReport } from '../../posture/report/junit.ts'
import { markdownReport } from '../../posture/report/markdown.ts'
import { ocsfReport } from '../../posture/report/ocsf.ts'
import { type Result, summaryOf } from '../../posture/report/result.ts'
import { sarifReport } from '../../posture/report/sarif.ts'
import { notice, write } from '../line/output.ts'
import { CommandProblem, usageProblem } from '../line/problem.ts'
import { tableReport } from './table.ts'

const FORMATS = {
  table: (result: Result) => tableReport(result),
  json: jsonReport,
  sarif: sarifReport,
  ocsf: ocsfReport,
  csv: csvReport,
  junit: junitReport,
  markdown: markdownReport,
  html: htmlReport,
}

export interface Output {
  render(result: Result): string
  /** Without one, standard output. */
  file?: string
}

/** Of what `--format` was given. */
export function outputsOf(written: string[] | undefined): Output[] {
  const outputs = (written ?? [process.stdout.isTTY ? 'table' : 'json']).map(readFormat)
  if (outputs.filter(({ file }) => file === undefined).length > 1)
    throw usageProblem(
      '--format: only one format can go to standard output; give the others files: sarif=FILE',
    )
  return outputs
}

function readFormat(text: string): Output {
  const [name = '', ...rest] = text.split('=')
  if (!Object.hasOwn(FORMATS, name))
    throw usageProblem(
      `--format is ${JSON.stringify(text)}: it wants one of ${Object.keys(FORMATS).join(', ')}, perhaps with a file: sarif=FILE`,
    )
  const render = FORMATS[name as keyof typeof FORMATS]
  if (rest.length === 0) return { render }
  const file = rest.join('=')
  if (file === '') throw usageProblem(`--format ${text}: the name of the file is missing`)
  return { render, file }
}

/** A report tells where an account is weak, so a file of it is for its owner alone. */
export function writeReports(outputs: Output[], result: Result): void {
  for (const { render, file } of outputs)
    if (file === undefined) write(render(result))
    else writeReport(file, render(result))
  if (outputs.every(({ file }) => file !== undefined)) notice(`rockpool: ${summaryOf(result)}`)
}

function writeReport(file: string, text: string): void {
  try {
    writePrivately(file, text)
  } catch (error) {
    throw new CommandProblem(`--format: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`)
  }
}
