import { rule } from '../../rule.ts'

export const kubernetesAutoUpgradeOff = rule({
  id: 'kubernetes-auto-upgrade-off',
  name: 'Kubernetes Patches Not Installed Automatically',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'The cluster does not upgrade itself to new patch releases.',
  business_impact:
    'Patch releases close flaws of Kubernetes and of the image of the nodes. Without automatic upgrades they wait until somebody thinks of them, while the flaws are public.',
  technical_details: 'The field `auto_upgrade` of the cluster is false.',
  mitigation: {
    panel: [
      'Open Kubernetes, the cluster, and its Settings tab.',
      'Under Version upgrade, choose to install minor version patches automatically.',
      'Choose a maintenance window in which interruptions do least harm.',
    ],
    doctl:
      'doctl kubernetes cluster update <cluster-id> --auto-upgrade=true --maintenance-window saturday=02:00',
    terraform:
      'resource "digitalocean_kubernetes_cluster" "…" {\n  auto_upgrade = true\n  maintenance_policy {\n    day        = "saturday"\n    start_time = "02:00"\n  }\n}',
    api: 'PUT /v2/kubernetes/clusters/{cluster_id} {"name": "<name>", "auto_upgrade": true}',
  },
  controls: {
    cis_v8: ['7.4'],
    iso_27001: ['A.8.8'],
    soc_2: ['CC7.1'],
    nist_csf: ['PR.PS-02'],
    pci_dss: ['6.3.3'],
  },
  check: ({ auto_upgrade, version }) =>
    auto_upgrade ? undefined : { evidence: `Automatic upgrades are off; the cluster runs ${version}.` },
  examples: {
    flagged: [
      { kubernetes_cluster: [{ auto_upgrade: false }] },
      { kubernetes_cluster: [{ auto_upgrade: false, surge_upgrade: true }] },
    ],
    passed: [
      { kubernetes_cluster: [{ auto_upgrade: true }] },
      { kubernetes_cluster: [{ auto_upgrade: true, surge_upgrade: false }] },
    ],
  },
})
