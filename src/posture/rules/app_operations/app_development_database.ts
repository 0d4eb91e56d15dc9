import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const appWith = (...databases: Array<{ name: string; production?: boolean; cluster_name?: string }>) => ({
  app: [{ spec: { name: 'shop', databases } }],
})

export const appDevelopmentDatabase = rule({
  id: 'app-development-database',
  name: 'App With a Development Database',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'app',
  details: 'The app keeps its data in a development database.',
  business_impact:
    'Development databases are small, have no standby and no backups that can be restored. An update, a mistake or the removal of the app takes the data with it.',
  technical_details:
    'The field `production` of a database in the specification of the app is not true. An app that is for development only can be excluded.',
  mitigation: {
    panel: [
      'Open the app, and the development database among its components.',
      'Choose Upgrade to a managed database, pick a plan with a standby node, and let it move the data.',
      'Set the app as a trusted source of the new cluster.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set production: true and cluster_name\ndoctl apps update <app-id> --spec app.yaml',
    terraform:
      'resource "digitalocean_app" "…" {\n  spec {\n    database {\n      name         = "db"\n      engine       = "PG"\n      production   = true\n      cluster_name = digitalocean_database_cluster.….name\n    }\n  }\n}',
    api: 'PUT /v2/apps/{id} with "production": true and a "cluster_name" for the database in the spec',
  },
  controls: { cis_v8: ['11.2'], iso_27001: ['A.8.13', 'A.8.31'], soc_2: ['A1.2'], nist_csf: ['PR.DS-11'] },
  check: ({ spec: { databases = [] } }) => {
    const names = databases.flatMap(({ name, production }) => (production ? [] : [name]))
    return names.length > 0 ? { evidence: `Development databases: ${named(names)}.` } : undefined
  },
  examples: {
    flagged: [
      appWith({ name: 'db', production: false }),
      appWith({ name: 'a', production: true, cluster_name: 'shop' }, { name: 'b' }),
    ],
    passed: [appWith({ name: 'db', production: true, cluster_name: 'shop' }), appWith(), { app: [{}] }],
  },
})
