// Forwarding rules: which are allowed, alone and beside each other.
import { invalid } from '../../kernel/errors.ts'
import type { ForwardingRule, Place } from './answer_schema.ts'
import { type ForwardingRuleRequest, MAX_RULES } from './schema.ts'

export type Rules = readonly ForwardingRule[]

/** With what was left out, and checked. */
export function rulesFrom(wanted: readonly ForwardingRuleRequest[], type: Place['type']): ForwardingRule[] {
  const rules = wanted.map(completeRule)
  rules.forEach((rule, index) => {
    const problem = problemOf(rule, type)
    if (problem) throw invalid(`forwarding_rules.${index}: ${problem}`)
  })
  requireDistinctEntries(rules)
  return rules
}

const completeRule = ({
  certificate_id,
  tls_passthrough,
  ...rule
}: ForwardingRuleRequest): ForwardingRule => ({
  ...rule,
  certificate_id: certificate_id ?? '',
  tls_passthrough: tls_passthrough ?? false,
})

function requireDistinctEntries(rules: Rules): void {
  const seen = new Set<string>()
  for (const rule of rules) {
    if (seen.has(entryOf(rule)))
      throw invalid(`forwarding_rules: two rules take ${rule.entry_protocol} on port ${rule.entry_port}.`)
    seen.add(entryOf(rule))
  }
}

const entryOf = ({ entry_protocol, entry_port }: ForwardingRule) => `${entry_protocol} ${entry_port}`

function problemOf(rule: ForwardingRule, type: Place['type']): string | undefined {
  return problemOfProtocols(rule, type) ?? problemOfTls(rule)
}

// What is below HTTP stays what it is; all kinds of HTTP turn into each other.
const LAYER_4 = ['tcp', 'udp']
const TLS = ['https', 'http2', 'http3']

function problemOfProtocols(
  { entry_protocol: entry, target_protocol: target }: ForwardingRule,
  type: Place['type'],
): string | undefined {
  const plain = [entry, target].some((it) => LAYER_4.includes(it))
  if (plain && entry !== target) return `${entry} cannot be forwarded as ${target}.`
  if (type === 'REGIONAL_NETWORK' && !plain)
    return `a REGIONAL_NETWORK load balancer forwards tcp and udp only, got ${entry}.`
  return undefined
}

function problemOfTls(rule: ForwardingRule): string | undefined {
  const { entry_protocol: entry, target_protocol: target, certificate_id, tls_passthrough } = rule
  if (!TLS.includes(entry)) {
    if (certificate_id) return `certificate_id is for ${TLS.join(', ')}; the entry_protocol is ${entry}.`
    return tls_passthrough
      ? `tls_passthrough is for https and http2; the entry_protocol is ${entry}.`
      : undefined
  }
  if (certificate_id && tls_passthrough) return 'certificate_id and tls_passthrough exclude each other.'
  if (!tls_passthrough) return certificate_id ? undefined : needsCertificate(entry)
  if (entry === 'http3') return 'tls_passthrough is for https and http2; the entry_protocol is http3.'
  return target === 'http'
    ? 'with tls_passthrough the target_protocol must be https or http2, got http.'
    : undefined
}

const needsCertificate = (entry: string) =>
  `${entry} needs a certificate_id${entry === 'http3' ? '' : ', or tls_passthrough'}.`

export function addRules(
  known: Rules,
  wanted: readonly ForwardingRuleRequest[],
  type: Place['type'],
): ForwardingRule[] {
  const rules = [...known, ...rulesFrom(wanted, type)]
  if (rules.length > MAX_RULES)
    throw invalid(
      `forwarding_rules: a load balancer has at most ${MAX_RULES} rules, and would have ${rules.length}.`,
    )
  requireDistinctEntries(rules)
  return rules
}

/** A rule is known by its protocols and ports. */
export function removeRules(
  known: Rules,
  unwanted: readonly ForwardingRuleRequest[],
  type: Place['type'],
): ForwardingRule[] {
  const gone = new Set(unwanted.map(wayOf))
  const ways = new Set(known.map(wayOf))
  const missing = unwanted.find((rule) => !ways.has(wayOf(rule)))
  if (missing) throw invalid(`forwarding_rules: there is no rule ${wayOf(missing)}.`)
  const rules = known.filter((rule) => !gone.has(wayOf(rule)))
  requireRules(rules, type)
  return rules
}

const wayOf = (rule: ForwardingRuleRequest) =>
  `${rule.entry_protocol}:${rule.entry_port} to ${rule.target_protocol}:${rule.target_port}`

export function requireRules(rules: Rules, type: Place['type']): void {
  if (rules.length === 0 && type !== 'GLOBAL')
    throw invalid(`forwarding_rules: a ${type} load balancer needs at least one rule.`)
}
