import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const appAt = (...domains: Array<{ domain: string; wildcard?: boolean }>) => ({
  app: [{ spec: { name: 'shop', domains } }],
})

export const appDomainWildcard = rule({
  id: 'app-domain-wildcard',
  name: 'App Answers Every Subdomain',
  severity: 'LOW',
  kind: 'standard',
  resource: 'app',
  details: 'The app answers for every name below one of its domains.',
  business_impact:
    'Any name that somebody makes up shows the app under your certificate, which helps phishing, and cookies that are set for the whole domain go to all of these names. If the app builds links from the name that was asked for, strangers choose that name.',
  technical_details:
    'The field `wildcard` of a domain in the specification of the app is true. Where each customer has a name of their own, that is meant: exclude the app.',
  mitigation: {
    panel: [
      'List the names that people really use.',
      'Open the app, its Settings tab, and Domains.',
      'Add each name, and then remove the wildcard from the domain.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then list the names, without wildcard: true\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    domain {\n      name     = "www.example.com"\n      wildcard = false\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} without "wildcard": true in the domains of the spec',
  },
  controls: { iso_27001: ['A.8.9'], soc_2: ['CC6.6'], nist_csf: ['PR.PS-01'] },
  check: ({ spec: { domains = [] } }) => {
    const names = domains.flatMap(({ domain, wildcard }) => (wildcard ? [`*.${domain}`] : []))
    return names.length > 0 ? { evidence: `The app answers for ${named(names)}.` } : undefined
  },
  examples: {
    flagged: [
      appAt({ domain: 'example.com', wildcard: true }),
      appAt({ domain: 'www.example.com' }, { domain: 'example.org', wildcard: true }),
    ],
    passed: [appAt({ domain: 'example.com', wildcard: false }), appAt({ domain: 'example.com' }), appAt()],
  },
})
