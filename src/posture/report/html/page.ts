// One file that needs nothing else, and may load nothing: its policy allows its own style and script, by their hashes.
import { createHash } from 'node:crypto'
import { SEVERITIES } from '../../rule.ts'
import { count, countsBySeverity, groupsOf, openFindings, type Result, summaryOf } from '../result.ts'
import { escaped } from '../texts.ts'
import { areaChart, severityChart } from './charts.ts'
import { groupArticle, notCheckedSection, suppressedSection } from './parts.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`

export function htmlReport(result: Result): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Posture of ${escaped(result.source)}</title>
<style>${STYLE}</style>
</head>
<body>
${header(result)}
<main>
${cards(result)}
${findingsSection(result)}
${suppressedSection(result.findings.filter((it) => it.suppressed))}
${notCheckedSection(result.not_checked)}
</main>
<footer>Rockpool ${escaped(result.version)}. This page is self-contained and loads nothing.</footer>
<script>${SCRIPT}</script>
</body>
</html>
`
}

function header(result: Result): string {
  const { source, taken_at, rules } = result
  const time = new Date(taken_at).toISOString().slice(0, 16).replace('T', ' ')
  return `<header>
<h1>Posture report</h1>
<p class="lead">${escaped(source)} · <time datetime="${escaped(taken_at)}">${time} UTC</time> · ${summaryOf(result)} · ${count(rules.length, 'rule')}</p>
</header>`
}

function cards(result: Result): string {
  const open = openFindings(result)
  const counts = countsBySeverity(open)
  const legend = SEVERITIES.map(
    (severity) =>
      `<li><span class="dot ${severity.toLowerCase()}"></span><b>${counts[severity]}</b> ${titled(severity)}</li>`,
  )
  return `<section class="cards" aria-label="Overview">
<div class="card"><h3>Score</h3>${score(result)}</div>
<div class="card"><h3>Severity</h3><div class="severities">${severityChart(open)}<ul class="legend">${legend.join('')}</ul></div></div>
<div class="card"><h3>Area</h3>${open.length > 0 ? areaChart(open) : '<p class="muted">Nothing was found.</p>'}</div>
</section>`
}

function score({ score, not_checked }: Result): string {
  const missed = new Set(not_checked.map(({ rule }) => rule)).size
  const remark =
    missed > 0 ? `${count(missed, 'rule')} not checked, or not everywhere` : 'of all judgements, by weight'
  if (score === undefined) return `<div class="score">–</div><p class="muted">Nothing could be judged.</p>`
  return `<div class="score">${score}<small> / 100</small></div>
<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8" rx="3"/><rect class="fill" width="${score}" height="8" rx="3"/></svg>
<p class="muted">${remark}</p>`
}

function findingsSection(result: Result): string {
  const open = openFindings(result)
  if (open.length === 0)
    return '<h2>Findings</h2><div class="group calm">Nothing was found among what was checked.</div>'
  const buttons = SEVERITIES.map((severity) => {
    const key = severity.toLowerCase()
    return `<button type="button" data-severity="${key}" aria-pressed="true"><span class="dot ${key}"></span>${titled(severity)}</button>`
  })
  return `<h2>Findings</h2>
<div class="tools" role="search">${buttons.join('')}<input type="search" placeholder="Filter by rule, resource or evidence" aria-label="Filter findings"><span class="shown" role="status">${count(open.length, 'finding')} shown</span></div>
${groupsOf(open).map(groupArticle).join('\n')}`
}

const titled = (severity: string) => severity.charAt(0) + severity.slice(1).toLowerCase()
