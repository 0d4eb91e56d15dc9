import type { Rule, Severity } from '../rule.ts'
import type { NotChecked } from '../scan.ts'
import { controlsOf, type Result, type ShownFinding, stepsOf } from './result.ts'
import { plain } from './texts.ts'

const OCSF_VERSION = '1.5.0'
const COMPLIANCE_FINDING = 2003
const CREATE = 1
const SEVERITY_IDS: Record<Severity, number> = { LOW: 2, MEDIUM: 3, HIGH: 4, CRITICAL: 5 }

/** Compliance findings of OCSF, one for each rule and resource, in a JSON array. */
export function ocsfReport(result: Result): string {
  const events = [
    ...result.findings.map((it) => failed(it, result)),
    ...result.not_checked.map((it) => unchecked(it, result)),
  ]
  return `${JSON.stringify(events, null, 2)}\n`
}

function failed(it: ShownFinding, result: Result) {
  const { rule, urn, name, type, severity, evidence, suppressed } = it
  return {
    ...common(rule, `${rule.id}/${urn}`, result),
    message: plain(evidence),
    severity_id: SEVERITY_IDS[severity],
    severity: titled(severity),
    ...(suppressed
      ? { status_id: 3, status: 'Suppressed', status_detail: `${suppressed.by}: ${suppressed.reason}` }
      : { status_id: 1, status: 'New' }),
    compliance: { ...complianceOf(rule), status_id: 3, status: 'Fail', status_details: [plain(evidence)] },
    resources: [{ uid: plain(urn), name: plain(name), type }],
  }
}

// It is neither passed nor failed, and its severity says so too.
function unchecked(it: NotChecked, result: Result) {
  const { rule, urn, name = '', type = rule.resource, reason } = it
  return {
    ...common(rule, `${rule.id}/${urn ?? 'not-checked'}`, result),
    message: `Not checked: ${plain(reason)}`,
    severity_id: 1,
    severity: 'Informational',
    status_id: 1,
    status: 'New',
    compliance: { ...complianceOf(rule), status_id: 0, status: 'Unknown', status_details: [plain(reason)] },
    ...(urn !== undefined && { resources: [{ uid: plain(urn), name: plain(name), type }] }),
  }
}

function common(rule: Rule, uid: string, { version, taken_at, source }: Result) {
  const time = Date.parse(taken_at)
  return {
    activity_id: CREATE,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: COMPLIANCE_FINDING,
    class_name: 'Compliance Finding',
    type_uid: COMPLIANCE_FINDING * 100 + CREATE,
    type_name: 'Compliance Finding: Create',
    time,
    metadata: {
      version: OCSF_VERSION,
      product: { name: 'Rockpool', vendor_name: 'Rockpool', version },
      log_provider: plain(source),
    },
    finding_info: {
      uid: plain(uid),
      title: rule.name,
      desc: `${rule.details} ${rule.business_impact}`,
      types: [rule.kind],
      created_time: time,
      analytic: { uid: rule.id, name: rule.name, type_id: 1, type: 'Rule' },
    },
    remediation: {
      desc: stepsOf(rule)
        .map(({ title, text }) => `${title}: ${text}`)
        .join('\n'),
    },
  }
}

function complianceOf(rule: Rule) {
  const controls = controlsOf(rule)
  return {
    control: rule.id,
    standards: [...new Set(controls.map(({ standard }) => standard))],
    requirements: controls.map(({ standard, requirement }) => `${standard} ${requirement}`),
  }
}

const titled = (severity: Severity) => severity.charAt(0) + severity.slice(1).toLowerCase()
