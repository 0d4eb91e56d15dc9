import type { Component } from '../../facts/apps.ts'
import { rule } from '../../rule.ts'
import { componentsOf } from '../apps/components.ts'
import { named } from '../named.ts'

const leastInstances = ({ autoscaling, instance_count }: Component) =>
  autoscaling?.min_instance_count ?? instance_count ?? 1

const service = (scale: Partial<Component>) => ({
  app: [{ spec: { name: 'shop', services: [{ name: 'web', ...scale }] } }],
})

export const appSingleInstance = rule({
  id: 'app-single-instance',
  name: 'App Service With a Single Instance',
  severity: 'LOW',
  kind: 'standard',
  resource: 'app',
  details: 'Services of the app run in one container each.',
  business_impact:
    'When that container crashes, runs out of memory or is moved, the service is away until another has started.',
  technical_details:
    'The `instance_count` of a service, or the `min_instance_count` of its autoscaling, is 1 or missing, which is the same. Workers, jobs and functions are not looked at.',
  mitigation: {
    panel: [
      'Make sure that the service keeps its state outside of the container.',
      'Open the app, its Settings tab, the service, and its resource size.',
      'Set two containers or more, or autoscaling from two, and deploy.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set instance_count: 2\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    service {\n      instance_count = 2\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with "instance_count": 2 for each service in the spec',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.2'], nist_csf: ['PR.IR-03'] },
  check: (app) => {
    const single = componentsOf(app, 'services').filter((service) => leastInstances(service) < 2)
    if (single.length === 0) return undefined
    return { evidence: `With a single instance: ${named(single.map(({ name }) => name))}.` }
  },
  examples: {
    flagged: [
      service({}),
      service({ instance_count: 1 }),
      service({ autoscaling: { min_instance_count: 1 } }),
    ],
    passed: [
      service({ instance_count: 2 }),
      service({ autoscaling: { min_instance_count: 2 } }),
      { app: [{ spec: { name: 'shop', workers: [{ name: 'mailer', instance_count: 1 }] } }] },
    ],
  },
})
