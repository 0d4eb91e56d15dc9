import type { Database } from '../../facts/databases.ts'
import { rule } from '../../rule.ts'
import { indexOf, type World } from '../../world.ts'
import { named } from '../named.ts'
import { dropletById, isTagUsed } from '../tagged_droplets.ts'

const clusters = indexOf('kubernetes_cluster', ({ id }) => [id])
const apps = indexOf('app', ({ id }) => [id])

type Source = Database['firewall_rules'][number]

function isGone({ type, value }: Source, world: World): boolean {
  if (type === 'droplet') return !dropletById(world, Number(value))
  if (type === 'tag') return !isTagUsed(world, value)
  if (type === 'k8s') return !clusters(world).has(value)
  if (type === 'app') return !apps(world).has(value)
  return false
}

export const databaseTrustedSourceGone = rule({
  id: 'database-trusted-source-gone',
  name: 'Database Trusts What Is Gone',
  severity: 'LOW',
  kind: 'workload',
  resource: 'database',
  needs: ['droplet', 'kubernetes_cluster', 'app'],
  details:
    'A trusted source of the database cluster names a resource that does not exist, or a tag that no Droplet has.',
  business_impact:
    'A tag that is left over is an open door with a name on it: whoever may tag a Droplet can let it in. Rules about what is gone also hide who is really meant to have access, and no review gets past them.',
  technical_details:
    'The firewall rules of the cluster are compared with the Droplets, Kubernetes clusters and apps of the account: by id, and for rules of type `tag` by the tags of its Droplets.',
  mitigation: {
    panel: [
      'Open Databases, the cluster, and its Network Access tab.',
      'Remove the trusted sources that the finding names, after making sure that nothing is about to use them.',
    ],
    doctl:
      'doctl databases firewalls list <database-id>\ndoctl databases firewalls remove <database-id> --uuid <rule-uuid>',
    terraform:
      '# remove the rule block from the digitalocean_database_firewall resource of the cluster, and apply',
    api: 'PUT /v2/databases/{database_cluster_uuid}/firewall with the rules that are to stay',
  },
  controls: { iso_27001: ['A.5.18'], soc_2: ['CC6.2'], nist_csf: ['PR.AA-05'], pci_dss: ['1.2.7'] },
  check: ({ firewall_rules }, world) => {
    const gone = firewall_rules.filter((source) => isGone(source, world))
    if (gone.length === 0) return undefined
    const names = gone.map(({ type, value }) => `${type} ${value}`)
    return { evidence: `Trusted, but not in this account: ${named(names)}.` }
  },
  examples: {
    flagged: [
      { database: [{ firewall_rules: [{ type: 'droplet', value: '7' }] }], droplet: [{ id: 1 }] },
      { database: [{ firewall_rules: [{ type: 'tag', value: 'old' }] }], droplet: [{ tags: ['web'] }] },
      { database: [{ firewall_rules: [{ type: 'app', value: 'a' }] }] },
      { database: [{ firewall_rules: [{ type: 'k8s', value: 'k' }] }] },
    ],
    passed: [
      { database: [{ firewall_rules: [{ type: 'droplet', value: '1' }] }], droplet: [{ id: 1 }] },
      { database: [{ firewall_rules: [{ type: 'tag', value: 'Web' }] }], droplet: [{ tags: ['web'] }] },
      { database: [{ firewall_rules: [{ type: 'app', value: 'a' }] }], app: [{ id: 'a' }] },
      { database: [{ firewall_rules: [{ type: 'ip_addr', value: '198.51.100.7' }] }] },
      { database: [{ firewall_rules: [] }] },
    ],
  },
})
