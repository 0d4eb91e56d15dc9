// What a token's scopes mean. A scope is `resource:action`; four aliases stand for many scopes at once.

export interface Scoped {
  scopes: readonly string[]
}

const SCOPE = /^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$/
const FULL = ['api:write', 'write'] as const
const READ_ONLY = ['api:read', 'read'] as const
const ALIASES = new Set<string>([...FULL, ...READ_ONLY])

// Scopes that no operation of the public document names, though its prose or the public documentation does.
const UNNAMED = ['droplet:admin', 'spaces:read', 'spaces:update']

// What a read-only token may do besides `:read`. It is a list and not a pattern: view_credentials, access_cluster and
// access_console only look, too, but what they show is power over something.
const READ_LIKE = new Set(['organization_membership:read_teams'])

// Everything that lies in a region is described with the region, the plan and the events of its life.
const REGIONAL = ['regions:read', 'sizes:read', 'actions:read']

// The other scopes that each resource's scopes need, as docs.digitalocean.com/reference/api/scopes/ gives them; they
// need theirs in turn. Marked with "ours" is what those pages do not tell, where we need as little as makes sense.
const NEEDS: Record<string, readonly string[]> = {
  account: [],
  actions: [],
  addon: [], // ours: bought from a third party, in no region
  app: REGIONAL,
  billing: [], // ours: money has no region
  block_storage: ['droplet:read'],
  block_storage_action: ['block_storage:read'], // ours: it acts on volumes
  block_storage_snapshot: ['block_storage:read', 'snapshot:read'],
  byoip_prefix: REGIONAL, // ours: a prefix is announced in a region
  cdn: [],
  certificate: [],
  database: REGIONAL,
  dedicated_inference: REGIONAL, // ours: a pool of GPUs in a region
  dedicated_inference_token: ['dedicated_inference:read'], // ours: the tokens of such a pool
  domain: [],
  droplet: [...REGIONAL, 'image:read'],
  firewall: [],
  function: REGIONAL,
  genai: REGIONAL,
  image: ['droplet:read'],
  kubernetes: REGIONAL,
  load_balancer: ['droplet:read', 'tag:read', 'vpc:read'],
  monitoring: ['droplet:read'],
  nat_gateway: ['vpc:read'], // ours: it is a part of a VPC
  nfs: ['droplet:read', 'snapshot:read'],
  organization: [], // ours: above all regions
  organization_membership: [],
  partner_network_connect: ['vpc:read'],
  project: [],
  regions: [],
  registry: [],
  reserved_ip: ['droplet:read', 'project:read'],
  security: [],
  sizes: [],
  snapshot: REGIONAL, // ours: it is kept in regions
  spaces: REGIONAL,
  spaces_key: ['spaces:read'],
  ssh_key: [],
  tag: [],
  uptime: [],
  vpc: REGIONAL,
  vpc_peering: ['vpc:read'],
}

// Resources that have no `:read` to ask for.
const UNREADABLE = new Set(['organization', 'organization_membership'])

const MAX_PROBLEMS = 10
const MAX_LENGTH = 64

/** Every scope there is, without the aliases. `operations` is the content of spec/operations.json. */
export function knownScopes(operations: readonly Scoped[]): Set<string> {
  return new Set([...operations.flatMap(({ scopes }) => scopes), ...UNNAMED])
}

/**
 * Reads what a client asks for: a list, or text with spaces or commas between (OAuth has spaces).
 * Doubles are dropped; aliases stay as they are. Problems are sentences for the client, at most ten.
 */
export function parseScopes(
  text: readonly string[] | string,
  known: ReadonlySet<string>,
): { scopes: string[] } | { problems: string[] } {
  const wanted = typeof text === 'string' ? text.split(/[\s,]+/).filter((part) => part !== '') : text
  if (wanted.length === 0) return { problems: ['at least one scope is needed'] }
  const scopes = [...new Set(wanted)]
  const unknown = scopes.filter((scope) => !known.has(scope) && !ALIASES.has(scope))
  if (unknown.length === 0) return { scopes }
  return { problems: unknown.slice(0, MAX_PROBLEMS).map((scope) => describeUnknown(scope, known)) }
}

/** The scopes with all that they require, sorted. A write scope needs its resource's read scope; see NEEDS for the rest. */
export function closeScopes(scopes: readonly string[]): string[] {
  const closed = new Set(scopes)
  // A set that grows while it is walked is walked to its end, so what is required brings what it requires.
  for (const scope of closed) {
    for (const required of requirements(scope)) closed.add(required)
  }
  return [...closed].sort()
}

/** Whether a token with these scopes may do what needs `wanted`. Runs on every request: no allocation, no loop. */
export function grants(scopes: ReadonlySet<string>, wanted: string): boolean {
  if (scopes.has(wanted) || scopes.has(FULL[0]) || scopes.has(FULL[1])) return true
  if (!wanted.endsWith(':read') && !READ_LIKE.has(wanted)) return false
  return scopes.has(READ_ONLY[0]) || scopes.has(READ_ONLY[1])
}

function requirements(scope: string): readonly string[] {
  if (ALIASES.has(scope)) return []
  const resource = resourceOf(scope)
  const needs = NEEDS[resource] ?? []
  return UNREADABLE.has(resource) ? needs : [`${resource}:read`, ...needs]
}

const resourceOf = (scope: string) => scope.slice(0, scope.indexOf(':'))

function describeUnknown(scope: string, known: ReadonlySet<string>): string {
  if (scope.length > MAX_LENGTH) return `"${scope.slice(0, MAX_LENGTH)}…" is too long to be a scope`
  const hint = suggestScope(scope.trim().toLowerCase(), known)
  const complaint = SCOPE.test(scope)
    ? `there is no scope "${scope}"`
    : `"${scope}" is not a scope, which is resource:action in lower case, such as droplet:read`
  return hint === '' ? complaint : `${complaint}; ${hint}`
}

/** Where the resource is right, its scopes: a near spelling would offer create for write. Otherwise the nearest scope. */
function suggestScope(scope: string, known: ReadonlySet<string>): string {
  if (known.has(scope) || ALIASES.has(scope)) return `did you mean ${scope}?`
  const same = [...known].filter((other) => resourceOf(other) === resourceOf(scope)).sort()
  if (same.length > 0) return `${resourceOf(scope)} has ${same.join(', ')}`
  let best = ''
  let least = Math.max(2, Math.floor(scope.length / 4)) + 1
  for (const other of [...known, ...ALIASES]) {
    const distance = editDistance(scope, other)
    if (distance < least) [best, least] = [other, distance]
  }
  return best === '' ? '' : `did you mean ${best}?`
}

/** How many characters must be added, dropped or replaced to make the one text the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[b.length] ?? 0
}
