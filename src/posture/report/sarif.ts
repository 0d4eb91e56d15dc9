import { createHash } from 'node:crypto'
import type { Rule, Severity } from '../rule.ts'
import { ruleUuid } from '../rule_uuid.ts'
import type { NotChecked } from '../scan.ts'
import { controlsOf, type Result, type ShownFinding, stepsOf } from './result.ts'
import { markdownBlock, plain } from './texts.ts'

const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'note',
}
// What code scanning sorts by: the middle of each band of CVSS.
const SCORES: Record<Severity, string> = { CRITICAL: '9.5', HIGH: '8.0', MEDIUM: '5.5', LOW: '2.0' }

/** SARIF 2.1.0. */
export function sarifReport(result: Result): string {
  const { version, source, taken_at, rules, findings, not_checked, score, resources } = result
  const places = new Map(rules.map((rule, at) => [rule.id, at]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Rockpool', semanticVersion: version, rules: rules.map(descriptor) } },
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: taken_at,
            toolExecutionNotifications: not_checked.map((it) => notification(it, places)),
          },
        ],
        results: findings.map((it) => finding(it, places)),
        columnKind: 'utf16CodeUnits',
        properties: { source, resources, ...(score !== undefined && { score }) },
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function descriptor(rule: Rule) {
  const { id, name, severity, details, business_impact, technical_details } = rule
  const controls = controlsOf(rule).map(({ standard, requirement }) => `${standard} ${requirement}`)
  const steps = stepsOf(rule)
  return {
    id,
    name: name.replaceAll(/[^A-Za-z0-9]/g, ''),
    shortDescription: { text: name },
    fullDescription: { text: `${details} ${business_impact}` },
    help: {
      text: [details, business_impact, technical_details, ...steps.map(({ text }) => text)].join('\n\n'),
      markdown: [
        details,
        `**Why it matters.** ${business_impact}`,
        `**How it is found.** ${technical_details}`,
        ...steps.map(({ title, text, code }) => `**${title}**\n\n${code ? markdownBlock(text) : text}`),
      ].join('\n\n'),
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      uuid: ruleUuid(id),
      'security-severity': SCORES[severity],
      tags: ['security', ...controls],
    },
  }
}

type Places = ReadonlyMap<string, number>

function finding({ rule, urn, name, type, severity, evidence, suppressed }: ShownFinding, places: Places) {
  return {
    ruleId: rule.id,
    ruleIndex: places.get(rule.id),
    level: LEVELS[severity],
    message: { text: `${plain(name)}: ${plain(evidence)}` },
    locations: [location(urn, name)],
    partialFingerprints: {
      'rockpoolFinding/v1': createHash('sha256').update(`${rule.id} ${urn}`).digest('hex'),
    },
    properties: { type, severity, 'security-severity': SCORES[severity] },
    ...(suppressed && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: `${suppressed.by}: ${suppressed.reason}` },
      ],
    }),
  }
}

function notification({ rule, urn, name = '', reason }: NotChecked, places: Places) {
  return {
    level: 'warning',
    message: { text: `Not checked: ${plain(reason)}` },
    associatedRule: { id: rule.id, index: places.get(rule.id) },
    ...(urn !== undefined && { locations: [location(urn, name)] }),
  }
}

// Code scanning shows no result without a file, so the URN is also told as a path.
const location = (urn: string, name: string) => ({
  physicalLocation: {
    artifactLocation: { uri: urn.toWellFormed().split(':').map(encodeURIComponent).join('/') },
    region: { startLine: 1 },
  },
  logicalLocations: [{ name: plain(name), fullyQualifiedName: plain(urn), kind: 'resource' }],
})
