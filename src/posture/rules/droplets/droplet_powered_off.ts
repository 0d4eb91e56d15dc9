import { rule } from '../../rule.ts'
import { isClusterNode, NODES_APART } from './cluster_nodes.ts'

const GRACE_DAYS = 30

export const dropletPoweredOff = rule({
  id: 'droplet-powered-off',
  name: 'Droplet Powered Off',
  severity: 'LOW',
  kind: 'workload',
  resource: 'droplet',
  details: 'The Droplet is off, and was not made lately: it is likely to be forgotten.',
  business_impact:
    'A Droplet that is off costs as much as one that runs, and its disk keeps keys and data that nobody watches. When it is turned on again it lacks the security fixes of all the time between.',
  technical_details: `The status of the Droplet is \`off\` and it was created more than ${GRACE_DAYS} days ago. Since when it is off cannot be seen. ${NODES_APART}`,
  mitigation: {
    panel: [
      'Ask the owner of the Droplet, by its name, tags and project, whether it is still needed.',
      'If its data is, take a snapshot, which costs less than the Droplet.',
      'Destroy the Droplet; or turn it on, and install its updates before anything reaches it.',
    ],
    doctl:
      'doctl compute droplet-action snapshot <droplet-id> --snapshot-name <name> --wait\ndoctl compute droplet delete <droplet-id>',
    terraform:
      '# remove the digitalocean_droplet resource once a digitalocean_droplet_snapshot of it exists, and apply',
    api: 'POST /v2/droplets/{droplet_id}/actions {"type": "snapshot", "name": "…"}, then DELETE /v2/droplets/{droplet_id}',
  },
  controls: { cis_v8: ['1.1'], iso_27001: ['A.5.9'], nist_csf: ['ID.AM-08'] },
  check: (droplet, world) => {
    const { status, created_at } = droplet
    if (status !== 'off' || world.daysSince(created_at) <= GRACE_DAYS || isClusterNode(droplet))
      return undefined
    return { evidence: `The Droplet is off; it was created on ${created_at.slice(0, 10)}.` }
  },
  examples: {
    flagged: [
      { droplet: [{ status: 'off' }] },
      { droplet: [{ status: 'off', created_at: '2025-12-01T00:00:00Z' }] },
    ],
    passed: [
      { droplet: [{ status: 'active' }] },
      { droplet: [{ status: 'off', created_at: '2025-12-03T00:00:00Z' }] },
      { droplet: [{ status: 'new' }] },
      { droplet: [{ status: 'off', tags: ['k8s:worker'] }] },
    ],
  },
})
