// The settings of a load balancer: what was asked for, and the public service's defaults for what was not.
import { invalid } from '../../kernel/errors.ts'
import type {
  Balancer,
  GlobalSettings,
  HealthCheck,
  Place,
  Settings,
  StickySessions,
} from './answer_schema.ts'
import { requireRules, rulesFrom } from './forwarding.ts'
import type { UpdateBalancer } from './schema.ts'

export function settingsFrom(wanted: UpdateBalancer, type: Place['type']): Settings {
  const rules = rulesFrom(wanted.forwarding_rules ?? [], type)
  requireRules(rules, type)
  return {
    size_unit: sizeUnitFrom(wanted),
    algorithm: wanted.algorithm ?? 'round_robin',
    ...(rules.length > 0 && { forwarding_rules: rules }),
    health_check: healthCheckFrom(wanted.health_check),
    sticky_sessions: stickySessionsFrom(wanted.sticky_sessions),
    ...flagsFrom(wanted),
    http_idle_timeout_seconds: wanted.http_idle_timeout_seconds ?? 60,
    firewall: { allow: wanted.firewall?.allow ?? [], deny: wanted.firewall?.deny ?? [] },
    tls_cipher_policy: wanted.tls_cipher_policy ?? 'DEFAULT',
    ...globalSettingsFrom(wanted, type),
  }
}

const NODES = { 'lb-small': 1, 'lb-medium': 3, 'lb-large': 6 }

/** The largest of the old sizes that is not larger. */
export function sizeOf(size_unit: number): Balancer['size'] {
  if (size_unit >= NODES['lb-large']) return 'lb-large'
  return size_unit >= NODES['lb-medium'] ? 'lb-medium' : 'lb-small'
}

/** Some clients send back both as they were shown. */
function sizeUnitFrom({ size, size_unit }: UpdateBalancer): number {
  if (size_unit === undefined) return NODES[size ?? 'lb-small']
  if (size !== undefined && sizeOf(size_unit) !== size)
    throw invalid(`size and size_unit exclude each other, got ${size} and ${size_unit}.`)
  return size_unit
}

const flagsFrom = (wanted: UpdateBalancer) => ({
  redirect_http_to_https: wanted.redirect_http_to_https ?? false,
  enable_proxy_protocol: wanted.enable_proxy_protocol ?? false,
  enable_backend_keepalive: wanted.enable_backend_keepalive ?? false,
  disable_lets_encrypt_dns_records: wanted.disable_lets_encrypt_dns_records ?? false,
})

/** A TCP check has no path, and clients that have set none want to be shown none. */
function healthCheckFrom(wanted: UpdateBalancer['health_check'] = {}): HealthCheck {
  const check: HealthCheck = {
    protocol: 'http',
    port: 80,
    path: wanted.protocol === 'tcp' ? '' : '/',
    check_interval_seconds: 10,
    response_timeout_seconds: 5,
    unhealthy_threshold: 5,
    healthy_threshold: 3,
    ...wanted,
  }
  if (check.protocol !== 'tcp' && !check.path.startsWith('/'))
    throw invalid(`health_check.path must begin with /, got ${JSON.stringify(check.path.slice(0, 60))}.`)
  return check
}

function stickySessionsFrom(wanted: UpdateBalancer['sticky_sessions'] = {}): StickySessions {
  if (wanted.type !== 'cookies') return { type: 'none' }
  const { cookie_name, cookie_ttl_seconds } = wanted
  if (!cookie_name || cookie_name.length < 2)
    throw invalid('sticky_sessions.cookie_name is required with cookies, of 2 to 40 characters.')
  if (!cookie_ttl_seconds) throw invalid('sticky_sessions.cookie_ttl_seconds is required with cookies.')
  return { type: 'cookies', cookie_name, cookie_ttl_seconds }
}

const FOR_GLOBAL = ['glb_settings', 'domains', 'target_load_balancer_ids'] as const

function globalSettingsFrom(
  wanted: UpdateBalancer,
  type: Place['type'],
): Pick<Settings, 'domains' | 'glb_settings'> {
  const given = FOR_GLOBAL.find((field) => wanted[field] && Object.keys(wanted[field]).length > 0)
  if (type !== 'GLOBAL' && given)
    throw invalid(`${given} is for GLOBAL load balancers, and this one is ${type}.`)
  if (type !== 'GLOBAL') return { domains: [] }
  if (!wanted.glb_settings) throw invalid('glb_settings is required for a GLOBAL load balancer.')
  const { cdn, ...rest } = wanted.glb_settings
  const glb_settings: GlobalSettings = {
    region_priorities: {},
    failover_threshold: 0,
    ...rest,
    cdn: { is_enabled: cdn?.is_enabled ?? false },
  }
  const domains = (wanted.domains ?? []).map(({ name, is_managed, certificate_id }) => ({
    name,
    is_managed: is_managed ?? false,
    certificate_id: certificate_id ?? '',
  }))
  return { glb_settings, domains }
}

/** Those that end TLS, and the field that names each. */
export function certificatesOf({
  forwarding_rules = [],
  domains,
}: Settings): Array<{ field: string; id: string }> {
  const inRules = forwarding_rules.map(({ certificate_id: id }, at) => ({
    field: `forwarding_rules.${at}.certificate_id`,
    id,
  }))
  const inDomains = domains.map(({ certificate_id: id }, at) => ({
    field: `domains.${at}.certificate_id`,
    id,
  }))
  return [...inRules, ...inDomains].filter(({ id }) => id !== '')
}
