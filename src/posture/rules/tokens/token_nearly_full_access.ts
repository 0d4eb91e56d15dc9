import { rule } from '../../rule.ts'
import { fullScopeOf, isOver } from './token.ts'

const PRODUCTS_LEAST = 12

/** The products in which the scopes let something be changed. */
function changedBy(scopes: readonly string[]): Set<string> {
  const changing = scopes.filter((scope) => scope.includes(':') && !scope.endsWith(':read'))
  return new Set(changing.map((scope) => scope.slice(0, scope.indexOf(':'))))
}

const PRODUCTS =
  'app block_storage cdn certificate database domain droplet firewall image kubernetes load_balancer registry'
const deleting = (count: number) =>
  PRODUCTS.split(' ')
    .slice(0, count)
    .flatMap((product) => [`${product}:delete`, `${product}:read`])

export const tokenNearlyFullAccess = rule({
  id: 'token-nearly-full-access',
  name: 'API Token That May Change Most Products',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'token',
  details:
    'The token’s scopes are chosen one by one, and still let it change a dozen products or more: in effect it has full access.',
  business_impact:
    'Custom scopes limit the damage of a stolen token only as far as they are narrow. This one lets a thief change or destroy most of what the account has.',
  technical_details:
    'The scopes that are not `:read` belong to 12 or more different products (what stands before the colon). Tokens with `api:write` or `write` have a rule of their own.',
  mitigation: {
    panel: [
      'List what the token is used for, and split it: one token for each job.',
      'Create these with the scopes that each job needs, and an expiry: under API, Tokens, or with `rockpool token create --scopes`.',
      'Revoke the wide one.',
    ],
    doctl: 'doctl auth init --context <context> # asks for the new token',
    terraform:
      'provider "digitalocean" {\n  token = var.narrow_token # scopes for the resources of this configuration only\n}',
  },
  controls: {
    cis_v8: ['6.8'],
    iso_27001: ['A.5.15', 'A.8.2'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.5'],
  },
  check(token, world) {
    const { size } = changedBy(token.scopes)
    if (size < PRODUCTS_LEAST || fullScopeOf(token) || isOver(world, token)) return undefined
    return { evidence: `Its scopes let it change ${size} products.` }
  },
  examples: {
    flagged: [
      { token: [{ scopes: deleting(12) }] },
      { token: [{ scopes: [...deleting(12), 'spaces_key:create_credentials'], expires_at: null }] },
    ],
    passed: [
      { token: [{ scopes: deleting(11) }] },
      { token: [{ scopes: [...deleting(11), 'app:create', 'app:update', 'account:read'] }] },
      { token: [{ scopes: [...deleting(12), 'api:write'] }] },
      { token: [{ scopes: deleting(12), expires_at: '2026-01-01T00:00:00Z' }] },
    ],
  },
})
