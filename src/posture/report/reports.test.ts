// Every format, of a scan with all that a report has to tell and names that nobody means well with.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyCharacter } from '../../../test/made/characters.ts'
import { exampleResult, exampleRules, HOSTILE_NAMES } from '../../../test/posture/example_result.ts'
import { csvReport } from './csv.ts'
import { htmlReport } from './html/page.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'
import { ocsfReport } from './ocsf.ts'
import { openFindings, summaryOf } from './result.ts'
import { sarifReport } from './sarif.ts'

const result = await exampleResult()
const OPEN = 5 + HOSTILE_NAMES.length
const MISSED = 3

test('the example has findings of all severities, a suppressed one, and what was not checked', () => {
  assert.equal(openFindings(result).length, OPEN)
  assert.equal(result.findings.length, OPEN + 1)
  assert.equal(result.not_checked.length, MISSED)
  assert.equal(summaryOf(result), `13 findings (1 critical, 2 high, 8 medium, 2 low) in 17 resources`)
})

test('every report is the same each time, in the same order', async () => {
  const again = await exampleResult([...HOSTILE_NAMES])
  for (const report of [
    jsonReport,
    sarifReport,
    ocsfReport,
    csvReport,
    junitReport,
    markdownReport,
    htmlReport,
  ])
    assert.equal(report(again), report(result))
  const urns = result.findings.filter(({ severity }) => severity === 'LOW').map(({ urn }) => urn)
  assert.deepEqual(urns, ['do:domain:example.com', 'do:domain:example.org', 'do:volume:volume-1'])
})

test('JSON has each rule once, with its resources, the worst first', () => {
  const { format, summary, findings, not_checked } = JSON.parse(jsonReport(result))
  assert.equal(format, 'rockpool-scan/1')
  assert.deepEqual(summary.by_severity, { CRITICAL: 1, HIGH: 2, MEDIUM: 8, LOW: 2 })
  assert.deepEqual([summary.findings, summary.suppressed, summary.rules_not_checked], [OPEN, 1, 2])
  assert.deepEqual(
    findings.map((it: { rule_id: string; resources: unknown[] }) => [it.rule_id, it.resources.length]),
    [
      ['database-open-to-all', 1],
      ['firewall-lets-all-in', 2],
      ['droplet-old-image', 8],
      ['domain-without-caa', 2],
      ['volume-unattached', 1],
    ],
  )
  assert.equal(findings[3].resources[1].suppressed.by, 'ignore file')
  const token = not_checked.find((it: { rule_id: string }) => it.rule_id === 'token-never-expires')
  assert.deepEqual(token.resources, [])
  assert.match(token.reason, /the public API does not list them/)
})

test('SARIF has the rules with help, results that can be told again, and what was not checked apart', () => {
  const { version, runs } = JSON.parse(sarifReport(result))
  assert.equal(version, '2.1.0')
  const [{ tool, results, invocations }] = runs
  assert.equal(tool.driver.rules.length, exampleRules.length)
  for (const rule of tool.driver.rules) {
    assert.match(rule.help.markdown, /\*\*Why it matters\.\*\*/)
    assert.ok(Number(rule.properties['security-severity']) > 0)
  }
  assert.equal(results.length, OPEN + 1)
  for (const it of results) {
    assert.equal(tool.driver.rules[it.ruleIndex].id, it.ruleId)
    assert.match(it.locations[0].logicalLocations[0].fullyQualifiedName, /^do:/)
    assert.ok(URL.canParse(it.locations[0].physicalLocation.artifactLocation.uri, 'file:///x/'))
  }
  const prints = results.map(
    (it: { partialFingerprints: object }) => Object.values(it.partialFingerprints)[0],
  )
  assert.equal(new Set(prints).size, results.length)
  const suppressed = results.filter((it: { suppressions?: unknown[] }) => it.suppressions)
  assert.deepEqual(suppressed.length, 1)
  assert.match(suppressed[0].suppressions[0].justification, /parked/)
  assert.equal(invocations[0].toolExecutionNotifications.length, MISSED)
})

test('OCSF has a compliance finding for each, failed, suppressed or unknown', () => {
  const events = JSON.parse(ocsfReport(result))
  assert.equal(events.length, OPEN + 1 + MISSED)
  for (const event of events) {
    assert.deepEqual([event.class_uid, event.category_uid, event.type_uid], [2003, 2, 200301])
    assert.equal(event.time, Date.parse('2026-01-31T08:00:00Z'))
  }
  const outcomes = events.map(
    (it: { compliance: { status: string }; status: string }) => `${it.compliance.status} ${it.status}`,
  )
  assert.equal(outcomes.filter((it: string) => it === 'Fail New').length, OPEN)
  assert.equal(outcomes.filter((it: string) => it === 'Fail Suppressed').length, 1)
  assert.equal(outcomes.filter((it: string) => it === 'Unknown New').length, MISSED)
})

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  assert.ok(text.endsWith('\r\n'))
  return text
    .slice(0, -2)
    .split('\r\n')
    .map((line, at) =>
      at === 0
        ? line.split(',')
        : [...line.matchAll(/(?:^|,)"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell.replaceAll('""', '"')),
    )
}

test('CSV has a line for each, and no cell that a spreadsheet would run', () => {
  const [heading, ...lines] = parseCsv(csvReport(result))
  assert.equal(lines.length, OPEN + 1 + MISSED)
  for (const line of lines) {
    assert.equal(line.length, heading?.length)
    for (const cell of line) assert.doesNotMatch(cell, /^\s*[=+\-@]/)
  }
  assert.ok(lines.some((line) => line.includes(`'${HOSTILE_NAMES[2]}`)))
  const of = (status: string) => lines.filter(([it]) => it === status).length
  assert.deepEqual([of('open'), of('suppressed'), of('not checked')], [OPEN, 1, MISSED])
})

test('JUnit has a suite for each rule, whose numbers are those of its cases', () => {
  const xml = junitReport(result)
  const suites = [
    ...xml.matchAll(
      /<testsuite name="([^"]*)" tests="(\d+)" failures="(\d+)" errors="0" time="0" skipped="(\d+)"[^>]*>([\s\S]*?)<\/testsuite>/g,
    ),
  ]
  assert.equal(suites.length, exampleRules.length)
  const times = (text: string, part: string) => text.split(part).length - 1
  for (const [, , tests, failures, skipped, cases = ''] of suites) {
    assert.equal(times(cases, '<testcase '), Number(tests))
    assert.equal(times(cases, '<failure '), Number(failures))
    assert.equal(times(cases, '<skipped>'), Number(skipped))
  }
  assert.match(xml, new RegExp(`<testsuites name="rockpool scan" tests="\\d+" failures="${OPEN}" errors="0"`))
  assert.match(xml, /not checked: API Token: the public API does not list them/)
})

test('the page allows its own style and script by their hashes, and nothing else', () => {
  const page = htmlReport(result)
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
  assert.match(policy, /^default-src 'none'/)
  for (const [part, name = ''] of [
    ['style', 'style-src'],
    ['script', 'script-src'],
  ]) {
    const [, text = ''] = new RegExp(`<${part}>([\\s\\S]*?)</${part}>`).exec(page) ?? []
    assert.ok(text.length > 500)
    assert.ok(policy.includes(`${name} 'sha256-${createHash('sha256').update(text).digest('base64')}'`), name)
  }
  assert.doesNotMatch(
    page,
    /\s(src|href|style|on\w+)="/,
    'nothing to load, and nothing that the policy would refuse',
  )
})

// What a name may only be as text: a tag, an attribute's end, an entity of its own making.
const notMarkup = (text: string, page: string) => {
  if (/[<>"]/.test(text)) assert.ok(!page.includes(text), text)
}

test('whatever a name is, it stays a text in HTML, XML, Markdown, CSV and JSON', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(fc.string({ unit: anyCharacter, maxLength: 60 }), fc.constantFrom(...HOSTILE_NAMES)),
        {
          maxLength: 5,
        },
      ),
      async (names) => {
        const own = await exampleResult(names.map((name) => `<i>"${name}`))
        const [page, xml] = [htmlReport(own), junitReport(own)]
        for (const name of names) notMarkup(`<i>"${name}`, page)
        assert.equal(page.match(/<script>/g)?.length, 1)
        assert.equal(page.match(/<i>/g), null)
        assert.equal(xml.match(/<i>/g), null)
        assert.doesNotMatch(
          xml,
          /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u,
          'what XML cannot hold',
        )
        assert.doesNotMatch(markdownReport(own), /(?<!\\)<i/)
        const lines = parseCsv(csvReport(own))
        assert.ok(lines.every((line) => line.length === lines[0]?.length))
        for (const report of [jsonReport, sarifReport, ocsfReport]) JSON.parse(report(own))
      },
    ),
    { numRuns: 60 },
  )
})

test('an account without findings gives reports that say so', async () => {
  const calm = { ...result, findings: [], not_checked: [] }
  assert.match(htmlReport(calm), /Nothing was found among what was checked/)
  assert.match(markdownReport(calm), /0 findings in 17 resources/)
  assert.equal(JSON.parse(ocsfReport(calm)).length, 0)
  assert.match(junitReport(calm), /failures="0" errors="0" time="0">/)
})
