import { rule } from '../../rule.ts'

export const kubernetesSurgeUpgradeOff = rule({
  id: 'kubernetes-surge-upgrade-off',
  name: 'Kubernetes Surge Upgrades Off',
  severity: 'LOW',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'Upgrades of the cluster take nodes away before new ones are there.',
  business_impact:
    'During an upgrade there is less room for the workloads, and some of them have to wait or stop. Teams that have seen this put upgrades off, and with them the fixes for flaws.',
  technical_details: 'The field `surge_upgrade` of the cluster is false.',
  mitigation: {
    panel: [
      'Open Kubernetes, the cluster, and its Settings tab.',
      'Turn Surge upgrades on.',
      'Make sure that the limit of Droplets of the account has room for up to ten more.',
    ],
    doctl: 'doctl kubernetes cluster update <cluster-id> --surge-upgrade=true',
    terraform: 'resource "digitalocean_kubernetes_cluster" "…" {\n  surge_upgrade = true\n}',
    api: 'PUT /v2/kubernetes/clusters/{cluster_id} {"name": "<name>", "surge_upgrade": true}',
  },
  controls: { iso_27001: ['A.8.14'], soc_2: ['A1.1'], nist_csf: ['PR.IR-04'] },
  check: ({ surge_upgrade }) =>
    surge_upgrade ? undefined : { evidence: 'Surge upgrades of the cluster are off.' },
  examples: {
    flagged: [
      { kubernetes_cluster: [{ surge_upgrade: false }] },
      { kubernetes_cluster: [{ surge_upgrade: false, auto_upgrade: false }] },
    ],
    passed: [
      { kubernetes_cluster: [{ surge_upgrade: true }] },
      { kubernetes_cluster: [{ surge_upgrade: true, auto_upgrade: false }] },
    ],
  },
})
