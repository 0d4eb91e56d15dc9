// The parts of the page that list things. All that is not ours is escaped where it is put in.
import type { Rule } from '../../rule.ts'
import type { NotChecked } from '../../scan.ts'
import { controlsOf, count, type Group, notCheckedGroups, type ShownFinding, stepsOf } from '../result.ts'
import { escaped } from '../texts.ts'

export function groupArticle({ rule, severity, findings }: Group): string {
  const key = severity.toLowerCase()
  const rows = findings.map(
    (it) =>
      `<tr data-severity="${it.severity.toLowerCase()}"><td>${escaped(it.name)}<br><code class="muted">${escaped(it.urn)}</code></td><td>${prose(it.evidence)}</td></tr>`,
  )
  return `<article class="group ${key}" data-severity="${key}"><details>
<summary><span class="badge ${key}">${severity}</span><span class="name">${escaped(rule.name)}<span class="id">${escaped(rule.id)}</span></span><span class="many">${count(findings.length, 'resource')}</span></summary>
<div class="inside">
<p>${prose(rule.details)}</p>
<h3>What was found</h3>
<div class="scroll"><table><thead><tr><th>Resource</th><th>Evidence</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<h3>Why it matters</h3><p>${prose(rule.business_impact)}</p>
<h3>How it is found</h3><p>${prose(rule.technical_details)}</p>
<h3>What to do</h3>${mitigation(rule)}
<h3>Controls</h3><div class="tags">${controls(rule)}</div>
</div></details></article>`
}

function mitigation(rule: Rule): string {
  const steps = stepsOf(rule)
  const panel = steps.filter(({ code }) => !code).map(({ text }) => `<li>${prose(text)}</li>`)
  const commands = steps
    .filter(({ code }) => code)
    .map(({ title, text }) => `<p class="muted">${title}</p><pre>${escaped(text)}</pre>`)
  return `<ol>${panel.join('')}</ol>${commands.join('')}`
}

const controls = (rule: Rule) =>
  controlsOf(rule)
    .map(({ standard, requirement }) => `<span class="tag">${escaped(`${standard} ${requirement}`)}</span>`)
    .join('')

/** The rules' own text, in which code stands between backticks. */
const prose = (text: string) => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

export function suppressedSection(findings: readonly ShownFinding[]): string {
  if (findings.length === 0) return ''
  const rows = findings.map(
    ({ rule, name, urn, suppressed }) =>
      `<tr><td>${escaped(rule.name)}</td><td>${escaped(name)}<br><code class="muted">${escaped(urn)}</code></td><td>${escaped(`${suppressed?.by}: ${suppressed?.reason}`)}</td></tr>`,
  )
  const title = { heading: 'Suppressed', summary: 'Accepted, or there before' }
  return folded(title, count(findings.length, 'finding'), ['Rule', 'Resource', 'Why'], rows)
}

export function notCheckedSection(not_checked: readonly NotChecked[]): string {
  if (not_checked.length === 0) return ''
  const rows = notCheckedGroups(not_checked).map(({ rule, reason, resources }) => {
    const about = resources.map(({ urn }) => `<code>${escaped(urn)}</code>`).join(' ')
    return `<tr><td>${escaped(rule.name)}</td><td>${escaped(reason)}</td><td>${about || 'all'}</td></tr>`
  })
  const many = count(new Set(not_checked.map(({ rule }) => rule)).size, 'rule')
  const title = { heading: 'Not checked', summary: 'Neither passed nor failed' }
  return folded(title, many, ['Rule', 'Why', 'Resources'], rows)
}

interface Title {
  heading: string
  summary: string
}

const folded = (title: Title, many: string, columns: string[], rows: string[]) =>
  `<h2>${title.heading}</h2><article class="group"><details><summary><span class="name">${title.summary}</span><span class="many">${many}</span></summary>
<div class="inside"><div class="scroll"><table><thead><tr>${columns.map((it) => `<th>${it}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></div></details></article>`
