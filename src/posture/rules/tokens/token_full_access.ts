import { rule } from '../../rule.ts'
import { fullScopeOf, isOver } from './token.ts'

export const tokenFullAccess = rule({
  id: 'token-full-access',
  name: 'API Token With Full Access',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'token',
  details: 'The token may do everything that the API can do, in all products, those to come included.',
  business_impact:
    'Whoever reads the token, in a build log, a shell history or a stolen laptop, owns the account: servers, databases, backups, DNS and every secret can be read, changed and destroyed in minutes.',
  technical_details:
    'Among the `scopes` of the token is `api:write`, or `write` in older ones, and it has not expired.',
  mitigation: {
    panel: [
      'Find out what the token is used for: its name, its last use, and the requests that the audit log has of it.',
      'Create a token with only the scopes that these need, and an expiry: in the control panel under API, Tokens, with Custom Scopes; on this server with `rockpool token create --scopes`.',
      'Put it where the old one was, and revoke that: under API, Tokens, or with `rockpool token revoke`.',
    ],
    doctl: 'doctl auth init --context <context> # asks for the new token',
    terraform:
      'provider "digitalocean" {\n  token = var.narrow_token # scopes for the resources of this configuration only\n}',
  },
  controls: {
    cis_v8: ['5.4', '6.8'],
    iso_27001: ['A.5.15', 'A.8.2'],
    soc_2: ['CC6.3'],
    nist_csf: ['PR.AA-05'],
    pci_dss: ['7.2.5'],
  },
  check(token, world) {
    const scope = fullScopeOf(token)
    if (scope === undefined || isOver(world, token)) return undefined
    return { evidence: `It has the scope ${scope}.` }
  },
  examples: {
    flagged: [{ token: [{ scopes: ['api:write'] }] }, { token: [{ scopes: ['read', 'write'] }] }],
    passed: [
      { token: [{ scopes: ['api:read'] }] },
      { token: [{ scopes: ['droplet:create', 'droplet:read'] }] },
      { token: [{ scopes: ['api:write'], expires_at: '2025-12-31T00:00:00Z' }] },
    ],
  },
})
