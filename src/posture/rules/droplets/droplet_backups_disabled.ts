import { rule } from '../../rule.ts'
import { isClusterNode, NODES_APART } from './cluster_nodes.ts'

export const dropletBackupsDisabled = rule({
  id: 'droplet-backups-disabled',
  name: 'Droplet Backups Not Enabled',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  details: 'Automatic backups are off for the Droplet.',
  business_impact:
    'A disk that fails, a mistaken command or an intruder who encrypts the files destroys what is only on this Droplet. Without a backup nothing brings it back, and the service stays down until it has been rebuilt by hand.',
  technical_details: `The Droplet does not list \`backups\` among its features. Snapshots that somebody takes by hand are not counted: nobody takes them every week. ${NODES_APART}`,
  mitigation: {
    panel: [
      'Open the Droplet and choose Backups.',
      'Choose Setup Automated Backups, a daily or weekly plan and a window in which little is written.',
      'Restore one backup into a new Droplet now and then, to know that it works.',
    ],
    doctl: 'doctl compute droplet-action enable-backups <droplet-id>',
    terraform: 'resource "digitalocean_droplet" "…" {\n  backups = true\n}',
    api: 'POST /v2/droplets/{droplet_id}/actions {"type": "enable_backups"}',
  },
  controls: {
    cis_v8: ['11.2'],
    iso_27001: ['A.8.13'],
    soc_2: ['A1.2'],
    nist_csf: ['PR.DS-11'],
  },
  check: (droplet) =>
    droplet.features.includes('backups') || isClusterNode(droplet)
      ? undefined
      : { evidence: 'Backups are not among the features of the Droplet.' },
  examples: {
    flagged: [{ droplet: [{ features: ['monitoring'] }] }, { droplet: [{ features: [], backup_ids: [7] }] }],
    passed: [
      { droplet: [{ features: ['backups'] }] },
      { droplet: [{ features: ['backups', 'ipv6'], backup_ids: [] }] },
      { droplet: [{ features: [], tags: ['k8s', 'k8s:worker'] }] },
    ],
  },
})
