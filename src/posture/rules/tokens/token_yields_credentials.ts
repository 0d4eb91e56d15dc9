import { rule } from '../../rule.ts'
import { fullScopeOf, isOver, readAllScopeOf } from './token.ts'

/** What each of them gives to whoever has the token. */
const YIELDS = new Map([
  ['security:read', 'the values of all secrets'],
  ['database:view_credentials', 'the passwords of all databases'],
  ['kubernetes:access_cluster', 'administration of all Kubernetes clusters'],
  ['spaces_key:create_credentials', 'new keys to all Spaces'],
  ['app:access_console', 'a shell in all apps'],
  ['droplet:admin', 'new root passwords on all Droplets'],
])

export const tokenYieldsCredentials = rule({
  id: 'token-yields-credentials',
  name: 'API Token That Gives Further Credentials',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'token',
  details:
    'The token does not have full access, but among its scopes are some that show or make other credentials.',
  business_impact:
    'What the token gives outlives it: passwords, keys and kubeconfigs that were read with it go on working when it has been revoked. Whoever steals a token that looks harmless has these too.',
  technical_details:
    'Among the `scopes` is `security:read`, `database:view_credentials`, `kubernetes:access_cluster`, `spaces_key:create_credentials`, `app:access_console` or `droplet:admin`; or `api:read` or `read`, which include `security:read`, by which the values of secrets are read. Tokens with `api:write` or `write` have a rule of their own.',
  mitigation: {
    panel: [
      'See whether the token’s job needs these scopes; reading lists and metrics does not.',
      'Create a token without them, and an expiry: under API, Tokens, with Custom Scopes, or with `rockpool token create --scopes`.',
      'Keep what does need them apart, in a token that only that job has, and revoke the old one.',
    ],
    doctl: 'doctl auth init --context <context> # asks for the new token',
    terraform:
      'provider "digitalocean" {\n  token = var.narrow_token # scopes for the resources of this configuration only\n}',
  },
  controls: {
    cis_v8: ['6.8'],
    iso_27001: ['A.5.15', 'A.5.17'],
    soc_2: ['CC6.1', 'CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.5'],
  },
  check(token, world) {
    if (fullScopeOf(token) || isOver(world, token)) return undefined
    const everything = readAllScopeOf(token)
    if (everything) return { evidence: `The scope ${everything} shows the values of all secrets.` }
    const found = token.scopes.filter((scope) => YIELDS.has(scope))
    if (found.length === 0) return undefined
    return { evidence: `${found.map((scope) => `${scope} gives ${YIELDS.get(scope)}`).join('; ')}.` }
  },
  examples: {
    flagged: [
      { token: [{ scopes: ['droplet:read', 'security:read'] }] },
      { token: [{ scopes: ['api:read'] }] },
      { token: [{ scopes: ['database:read', 'database:view_credentials', 'kubernetes:access_cluster'] }] },
    ],
    passed: [
      { token: [{ scopes: ['database:read', 'kubernetes:read', 'spaces_key:read'] }] },
      { token: [{ scopes: ['security:create'] }] },
      { token: [{ scopes: ['api:write'] }] },
    ],
  },
})
