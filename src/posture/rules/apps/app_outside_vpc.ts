import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const using = (cluster_name: string | undefined, vpc?: { id?: string }) => ({
  app: [
    {
      spec: {
        name: 'shop',
        databases: [{ name: 'db', production: true, ...(cluster_name && { cluster_name }) }],
        ...(vpc && { vpc }),
      },
    },
  ],
})

export const appOutsideVpc = rule({
  id: 'app-outside-vpc',
  name: 'App Reaches Its Database Over the Public Network',
  severity: 'LOW',
  kind: 'standard',
  resource: 'app',
  details: 'The app uses a managed database cluster, but is in no VPC.',
  business_impact:
    'Queries and results leave the private network, and the cluster has to stay reachable by its public address for as long as the app needs it.',
  technical_details:
    'A database in the specification of the app has a `cluster_name`, and the specification has no `vpc.id`. Development databases, which come with the app, are not looked at.',
  mitigation: {
    panel: [
      'Open the app, its Settings or Networking tab, and connect it to the VPC of the cluster.',
      'Let the app use the private hostname of the cluster, and deploy.',
      'Then take from the trusted sources of the cluster what only the public way needed.',
    ],
    doctl:
      'doctl apps spec get <app-id> > app.yaml # then set vpc.id\ndoctl apps update <app-id> --spec app.yaml',
    api: 'PUT /v2/apps/{id} with "vpc": {"id": "<vpc-id>"} in the spec',
  },
  controls: { cis_v8: ['12.2'], iso_27001: ['A.8.22'], soc_2: ['CC6.6'], nist_csf: ['PR.IR-01'] },
  check: ({ spec: { databases = [], vpc } }) => {
    const clusters = databases.flatMap(({ cluster_name }) => cluster_name || [])
    if (clusters.length === 0 || vpc?.id) return undefined
    return { evidence: `The app is in no VPC, and uses ${named(clusters)}.` }
  },
  examples: {
    flagged: [using('shop-db'), using('shop-db', { id: '' })],
    passed: [
      using('shop-db', { id: 'b0000000-0000-4000-8000-000000000001' }),
      using(undefined),
      { app: [{}] },
    ],
  },
})
