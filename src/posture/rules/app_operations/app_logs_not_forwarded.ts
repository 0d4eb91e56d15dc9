import { rule } from '../../rule.ts'
import { componentsOf } from '../apps/components.ts'
import { named } from '../named.ts'

const service = (...log_destinations: Array<{ name: string }>) => ({
  app: [{ spec: { name: 'shop', services: [{ name: 'web', log_destinations }] } }],
})

export const appLogsNotForwarded = rule({
  id: 'app-logs-not-forwarded',
  name: 'App Logs Not Forwarded',
  severity: 'LOW',
  kind: 'standard',
  resource: 'app',
  details: 'Components of the app send their logs nowhere.',
  business_impact:
    'The platform keeps the logs of a container for a short time, and loses them when it is replaced. What happened in an incident cannot be told afterwards, and nothing raises an alarm meanwhile.',
  technical_details:
    'A service, worker, job or function of the app has no `log_destinations`. Static sites are not looked at.',
  mitigation: {
    panel: [
      'Open the app, its Settings tab, and Log Forwarding.',
      'Add a destination such as a managed OpenSearch cluster, Papertrail, Datadog or Logtail.',
      'Choose it for each component, and set alerts there.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then add log_destinations\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    service {\n      log_destination {\n        name = "logs"\n        papertrail {\n          endpoint = "syslog+tls://logs.example.com:6514"\n        }\n      }\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with "log_destinations" for each component in the spec',
  },
  controls: {
    cis_v8: ['8.9'],
    iso_27001: ['A.8.15'],
    soc_2: ['CC7.2'],
    nist_csf: ['PR.PS-04'],
    pci_dss: ['10.3.3'],
  },
  check: (app) => {
    const silent = componentsOf(app, 'services', 'workers', 'jobs', 'functions').filter(
      ({ log_destinations = [] }) => log_destinations.length === 0,
    )
    if (silent.length === 0) return undefined
    return { evidence: `Without a log destination: ${named(silent.map(({ name }) => name))}.` }
  },
  examples: {
    flagged: [service(), { app: [{ spec: { name: 'shop', functions: [{ name: 'resize' }] } }] }],
    passed: [
      service({ name: 'logs' }),
      { app: [{ spec: { name: 'shop', static_sites: [{ name: 'site' }] } }] },
      { app: [{}] },
    ],
  },
})
