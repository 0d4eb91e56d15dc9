import type { Rule } from '../rule.ts'
import { count, type Result } from './result.ts'
import { escaped, plain } from './texts.ts'

interface Case {
  name: string
  outcome: 'passed' | 'failed' | 'skipped'
  text?: string
}

/** One suite for each rule; one case for each finding, and one for all resources that have passed. */
export function junitReport(result: Result): string {
  const suites = result.rules.map((rule) => ({ rule, cases: casesOf(rule, result) }))
  const all = suites.flatMap(({ cases }) => cases)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="rockpool scan" ${totals(all)}>`,
    ...suites.map(({ rule, cases }) => suiteOf(rule, cases, result)),
    '</testsuites>\n',
  ].join('\n')
}

function casesOf(rule: Rule, { findings, not_checked, judged }: Result): Case[] {
  const found = findings.filter((it) => it.rule === rule)
  const cases = found.map(({ urn, name, evidence, suppressed }): Case => {
    const about = { name: `${name} (${urn})` }
    return suppressed
      ? { ...about, outcome: 'skipped', text: `suppressed by the ${suppressed.by}: ${suppressed.reason}` }
      : { ...about, outcome: 'failed', text: evidence }
  })
  const missed = not_checked
    .filter((it) => it.rule === rule)
    .map(({ urn, name, reason }): Case => {
      const about = urn === undefined ? 'all resources' : `${name} (${urn})`
      return { name: about, outcome: 'skipped', text: `not checked: ${reason}` }
    })
  const passed = (judged.get(rule) ?? 0) - found.length
  const rest: Case[] = passed > 0 ? [{ name: `${count(passed, 'resource')} passed`, outcome: 'passed' }] : []
  return [...cases, ...missed, ...rest]
}

function suiteOf(rule: Rule, cases: Case[], { taken_at }: Result): string {
  const time = new Date(taken_at).toISOString().slice(0, 19)
  const head = `name="${escaped(rule.id)}" ${suiteTotals(cases)} timestamp="${time}" hostname="rockpool"`
  return [`  <testsuite ${head}>`, ...cases.map((it) => `    ${caseOf(rule, it)}`), '  </testsuite>'].join(
    '\n',
  )
}

function caseOf({ id, severity, details }: Rule, { name, outcome, text = '' }: Case): string {
  const open = `<testcase name="${escaped(plain(name))}" classname="${escaped(id)}" time="0"`
  const message = escaped(plain(text))
  if (outcome === 'passed') return `${open}/>`
  if (outcome === 'skipped') return `${open}><skipped>${message}</skipped></testcase>`
  return `${open}><failure message="${message}" type="${severity}">${escaped(details)}</failure></testcase>`
}

// The schema that Jenkins reads this by knows skipped cases in a suite, and not in all suites together.
const totals = (cases: Case[]) =>
  `tests="${cases.length}" failures="${countOf(cases, 'failed')}" errors="0" time="0"`
const suiteTotals = (cases: Case[]) => `${totals(cases)} skipped="${countOf(cases, 'skipped')}"`

const countOf = (cases: Case[], outcome: Case['outcome']) =>
  cases.filter((it) => it.outcome === outcome).length
