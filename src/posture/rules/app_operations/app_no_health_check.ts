import { rule } from '../../rule.ts'
import { componentsOf } from '../apps/components.ts'
import { named } from '../named.ts'

const service = (health_check?: { http_path?: string }) => ({
  app: [{ spec: { name: 'shop', services: [{ name: 'web', ...(health_check && { health_check }) }] } }],
})

export const appNoHealthCheck = rule({
  id: 'app-no-health-check',
  name: 'App Without HTTP Health Checks',
  severity: 'LOW',
  kind: 'standard',
  resource: 'app',
  details: 'Services of the app are not asked over HTTP whether they work.',
  business_impact:
    'A process that has its port open but cannot reach its database counts as healthy: it gets requests that fail, and a broken deployment replaces one that worked.',
  technical_details:
    'The `health_check` of a service has no `http_path`: App Platform then only tries whether the port accepts connections.',
  mitigation: {
    panel: [
      'Let the service answer a path such as /healthz with 200 only if it can do its work.',
      'Open the app, its Settings tab, the service, and Health Checks.',
      'Enter the path, and deploy.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set health_check.http_path\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    service {\n      health_check {\n        http_path = "/healthz"\n      }\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with a "health_check" for each service in the spec',
  },
  controls: { iso_27001: ['A.8.16'], soc_2: ['A1.1'], nist_csf: ['DE.CM-09'] },
  check: (app) => {
    const names = componentsOf(app, 'services').flatMap(({ name, health_check }) =>
      health_check?.http_path ? [] : [name],
    )
    return names.length > 0 ? { evidence: `Without an HTTP health check: ${named(names)}.` } : undefined
  },
  examples: {
    flagged: [service(), service({}), service({ http_path: '' })],
    passed: [
      service({ http_path: '/healthz' }),
      { app: [{ spec: { name: 'shop', workers: [{ name: 'mailer' }] } }] },
      { app: [{}] },
    ],
  },
})
