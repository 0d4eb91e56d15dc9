// Domains, CDN endpoints, and the certificates that are for names.
import { type Content, type Planned, text, Unknown } from './planned.ts'
import {
  FUTURE_PRIVATE,
  known,
  named,
  numberOf,
  oneIdOf,
  or,
  type PlanView,
  partsOf,
  type Shape,
  type Target,
  timed,
  urnIdOf,
} from './shape.ts'

function domain(it: Planned, plan: PlanView) {
  const part = { terraform: 'digitalocean_record', attribute: 'domain' }
  const records = known(partsOf(it, plan, { ...part, own: 'name' }), (named) =>
    known(partsOf(it, plan, { ...part, own: 'id' }), (meant) =>
      [...new Set([...named, ...meant])].map((record) => domainRecord(record, plan)),
    ),
  )
  return { ...it.values, name: named(it), ttl: null, records }
}

function domainRecord(it: Planned, plan: PlanView) {
  const { id, ttl, value: _, ...rest } = it.values
  return {
    ...rest,
    id: Number(text(id) ?? Number.NaN) || numberOf(it.address),
    data: targetOf(it, plan),
    ttl: or(ttl, 1800),
  }
}

/** Where a name leads; before the target has an address, that is the resource. Other records may say more than a reference. */
function targetOf(it: Planned, plan: PlanView): unknown {
  const { type, value } = it.values
  if (!(value instanceof Unknown) || !['A', 'AAAA', 'CNAME'].includes(String(type))) return or(value, '')
  const [only, second] = plan.referentsOf(it, value) ?? []
  if (!only?.of?.type.startsWith('digitalocean_') || second) return value
  if (only.of.type === CDN) return endpointOf(only.of)
  return only.attribute === 'ipv4_address_private' ? FUTURE_PRIVATE : only.of.address
}

const CDN = 'digitalocean_cdn'

function cdn(it: Planned, plan: PlanView) {
  const { values } = it
  return {
    ...values,
    certificate_id: certificateIdOf(it, values, plan),
    origin: or(values.origin, it.address),
    endpoint: endpointOf(it),
    ttl: or(values.ttl, 3600),
    created_at: timed(it, plan),
  }
}

/** The provider computes it, always alike. */
const endpointOf = ({ values: { endpoint, origin } }: Planned): unknown =>
  or(
    endpoint,
    known(origin, (host) => String(host).replace('.digitaloceanspaces.', '.cdn.digitaloceanspaces.')),
  )

/** After apply there is a verified one, or apply has failed. */
function certificate(it: Planned, plan: PlanView) {
  const { type, state, not_after, domains } = it.values
  const isIssued = type === 'lets_encrypt'
  return {
    ...it.values,
    name: named(it),
    type: or(type, 'custom'),
    state: text(state) || 'verified',
    created_at: timed(it, plan),
    not_after: text(not_after) || (isIssued ? endOfIssued(plan) : IN_ITS_FILE),
    dns_names: or(domains, isIssued ? [] : IN_ITS_FILE),
  }
}

/** Of one that is to be uploaded, a plan has only the hash of its file. */
const IN_ITS_FILE = new Unknown([])

const ISSUED_FOR_DAYS = 90
const DAY_MS = 86_400_000

const endOfIssued = ({ at }: PlanView) => new Date(Date.parse(at) + ISSUED_FOR_DAYS * DAY_MS).toISOString()

/** By its id or by its name; empty where none is named. Whether one that the plan does not have is there, nobody knows. */
export function certificateIdOf(it: Planned, block: Content, plan: PlanView): unknown {
  const given = block.certificate_name || block.certificate_id || ''
  const id = oneIdOf(it, given, plan, CERTIFICATES)
  if (id instanceof Unknown || id === '' || id === EDGE_CERTIFICATE) return id
  const found = plan
    .all(CERTIFICATES.terraform)
    .find((other) => urnIdOf(other, 'certificate') === id || other.values.name === id)
  return found ? urnIdOf(found, 'certificate') : new Unknown([])
}

const CERTIFICATES: Target = { terraform: 'digitalocean_certificate', type: 'certificate' }

/** What the API has in place of an id where the edge issues a certificate by itself. */
const EDGE_CERTIFICATE = 'needs-cloudflare-cert'

export const nameShapes: Record<string, Shape> = {
  digitalocean_domain: { type: 'domain', facts: domain },
  [CDN]: { type: 'cdn_endpoint', facts: cdn },
  digitalocean_certificate: { type: 'certificate', facts: certificate },
}
