// Charts as inline SVG. Colours come from the style sheet, by class.
import { resourceKinds } from '../../resource_types.ts'
import { SEVERITIES } from '../../rule.ts'
import { countsBySeverity, countsByType, type ShownFinding } from '../result.ts'

const RADIUS = 54
const CIRCUMFERENCE = 2 * Math.PI * RADIUS
/** Between two parts of the ring. */
const GAP = 3

/** A ring, with how many there are in its middle. */
export function severityChart(findings: readonly ShownFinding[]): string {
  const counts = Object.entries(countsBySeverity(findings)).filter(([, many]) => many > 0)
  const told = counts.map(([severity, many]) => `${many} ${severity.toLowerCase()}`).join(', ')
  const gap = counts.length > 1 ? GAP : 0
  let before = 0
  const arcs = counts.map(([severity, many]) => {
    const length = (many / findings.length) * CIRCUMFERENCE
    const dash = `${fixed(Math.max(1, length - gap))} ${fixed(CIRCUMFERENCE)}`
    const arc = `<circle class="arc ${severity.toLowerCase()}" cx="70" cy="70" r="${RADIUS}" stroke-dasharray="${dash}" stroke-dashoffset="${fixed(-before)}" transform="rotate(-90 70 70)"/>`
    before += length
    return arc
  })
  return [
    `<svg class="ring" viewBox="0 0 140 140" role="img" aria-label="Findings by severity: ${told || 'none'}">`,
    `<circle class="arc empty" cx="70" cy="70" r="${RADIUS}"/>`,
    ...arcs,
    `<text class="total" x="70" y="74" text-anchor="middle">${findings.length}</text>`,
    `<text class="unit" x="70" y="92" text-anchor="middle">${findings.length === 1 ? 'finding' : 'findings'}</text>`,
    '</svg>',
  ].join('')
}

const ROW = 30
const LABELS = 150
const BARS = 380
const MOST_ROWS = 10

/** A bar for each type of resource, the longest first, in parts by severity. */
export function areaChart(findings: readonly ShownFinding[]): string {
  const rows = countsByType(findings).slice(0, MOST_ROWS)
  const [[, most] = ['', 1]] = rows
  const told = rows.map(([type, many]) => `${resourceKinds[type].label} ${many}`).join(', ')
  const bars = rows.map(([type, many], at) => {
    const own = countsBySeverity(findings.filter((it) => it.type === type))
    const y = at * ROW
    let x = LABELS
    const parts = SEVERITIES.map((severity) => {
      const width = (own[severity] / most) * BARS
      const part = `<rect class="bar ${severity.toLowerCase()}" x="${fixed(x)}" y="${y + 6}" width="${fixed(width)}" height="${ROW - 14}"/>`
      x += width
      return own[severity] > 0 ? part : ''
    })
    const label = `<text class="label" x="${LABELS - 12}" y="${y + 19}" text-anchor="end">${resourceKinds[type].label}</text>`
    return `${label}${parts.join('')}<text class="count" x="${fixed(x + 8)}" y="${y + 19}">${many}</text>`
  })
  const height = Math.max(1, rows.length) * ROW
  return `<svg class="areas" viewBox="0 0 ${LABELS + BARS + 50} ${height}" role="img" aria-label="Findings by area: ${told || 'none'}">${bars.join('')}</svg>`
}

const fixed = (number: number) => number.toFixed(2)
