// The table that people read.
import { type Goal, isMet, type Row, type Sample } from './rows.ts'

const HEADINGS = ['', 'ours', 'reference', 'ratio (least to most)', 'goal', '']

export function renderTable(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)]
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => (row[column] as string).length)))
  const lines = cells.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  '),
  )
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '))
  const notes = rows.flatMap((row) => (row.note ? [`${row.name}: ${row.note}`] : []))
  return [...lines.map((line) => line.trimEnd()), '', ...notes].join('\n')
}

function cellsOf(row: Row): string[] {
  const { name, unit, ours, reference, against, ratio, goal } = row
  const met = isMet(row)
  return [
    name,
    `${shown(ours.median)} ${unit}${ratio ? '' : ` (${spread(ours)})`}`,
    reference ? `${shown(reference.median)} ${unit}, ${against}` : '',
    ratio ? `${shown(ratio.median)} (${spread(ratio)})` : '',
    goal ? goalText(goal, unit) : '',
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ]
}

const goalText = ({ of, at, value }: Goal, unit: string) =>
  `${at} ${value}${of === 'ours' ? ` ${unit}` : ''}`.replace(/^(least|most)/, (word) =>
    word === 'least' ? '≥' : '≤',
  )

const spread = ({ least, most }: Sample) => `${shown(least)} to ${shown(most)}`

/** Three digits that mean something. */
function shown(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 1 : 2)
}
