// What commands print: a table for a person at a terminal, JSON for a program.
import { styleText } from 'node:util'

export type OutputFormat = 'table' | 'json'

export interface OutputOption {
  output?: OutputFormat
}

export type Row = Record<string, string | number | null>

/** What was asked for, or else what suits where the output goes. */
export const formatOf = ({ output }: OutputOption): OutputFormat =>
  output ?? (process.stdout.isTTY ? 'table' : 'json')

/** Prints `value` as JSON, or `rows` as a table; the rows may be worded for a reader. */
export function printResult(option: OutputOption, value: unknown, rows: Row[]): void {
  if (formatOf(option) === 'json') write(`${JSON.stringify(value, null, 2)}\n`)
  else write(tableOf(rows))
}

/** Columns have the keys of the first row, in its order. Nothing at all gives a line that says so. */
export function tableOf(rows: Row[]): string {
  const [first] = rows
  if (!first) return 'nothing to show\n'
  const columns = Object.keys(first)
  const cells = rows.map((row) => columns.map((column) => cellOf(row[column])))
  const widths = columns.map((column, n) =>
    Math.max(column.length, ...cells.map((row) => row[n]?.length ?? 0)),
  )
  const heading = styleText(
    'bold',
    lineOf(
      columns.map((column) => column.replaceAll('_', ' ')),
      widths,
    ),
  )
  return `${[heading, ...cells.map((row) => lineOf(row, widths))].join('\n')}\n`
}

export function lineOf(cells: string[], widths: number[]): string {
  return cells
    .map((cell, n) => cell.padEnd(widths[n] ?? 0))
    .join('  ')
    .trimEnd()
}

// What others have put into a name must not move the reader's cursor or change the terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g

export const cellOf = (value: string | number | null | undefined): string =>
  value === null || value === undefined ? '-' : String(value).replaceAll(CONTROL, '?')

/** To standard output. A reader that has gone away ends the command, quietly. */
export function write(text: string): void {
  if (process.stdout.listenerCount('error') === 0)
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  process.stdout.write(text)
}

/** To standard error: for the reader, not part of the result. */
export function notice(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** One line of standard error that is written over again and again; nothing where that is not a terminal. */
export function progressLine(): { show(text: string): void; clear(): void } {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} }
  return {
    show: (text) => void process.stderr.write(`\r\u001b[K${text}`),
    clear: () => void process.stderr.write('\r\u001b[K'),
  }
}
