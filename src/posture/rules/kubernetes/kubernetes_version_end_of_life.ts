import { rule } from '../../rule.ts'
import { supportOf } from './versions.ts'

const SOON_DAYS = 60

export const kubernetesVersionEndOfLife = rule({
  id: 'kubernetes-version-end-of-life',
  name: 'Kubernetes Version at Its End of Life',
  severity: 'HIGH',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details:
    'The cluster runs a Kubernetes version that is no longer supported, or will not be within 60 days.',
  business_impact:
    'Flaws of the API server, the kubelet and the container runtime are no longer fixed in that version, while everybody can read how they work. An old cluster can only be upgraded one minor version at a time, so that each month of waiting makes the way longer.',
  technical_details:
    'The minor version in the field `version` is compared with the dates on which the Kubernetes project ends its support. Up to 60 days before, the finding has the severity LOW. A version that is newer than the known ones passes.',
  mitigation: {
    panel: [
      'Read the release notes of the next minor version for interfaces that it removes.',
      'Open Kubernetes, the cluster, its Settings tab, and choose Upgrade now under Version upgrade.',
      'Repeat this until the cluster runs a supported version, checking the workloads in between.',
    ],
    doctl:
      'doctl kubernetes cluster get-upgrades <cluster-id>\ndoctl kubernetes cluster upgrade <cluster-id> --version <version-slug>',
    terraform:
      'data "digitalocean_kubernetes_versions" "next" {\n  version_prefix = "1.35."\n}\n\nresource "digitalocean_kubernetes_cluster" "…" {\n  version = data.digitalocean_kubernetes_versions.next.latest_version\n}',
    api: 'POST /v2/kubernetes/clusters/{cluster_id}/upgrade {"version": "<version-slug>"}',
  },
  controls: {
    cis_v8: ['2.2', '7.4'],
    iso_27001: ['A.8.8'],
    soc_2: ['CC7.1'],
    nist_csf: ['PR.PS-02', 'ID.AM-08'],
    pci_dss: ['6.3.3'],
  },
  check: ({ version }, world) => {
    const support = supportOf(version)
    if (!support) return undefined
    const { minor, ends } = support
    if (ends === undefined) return { evidence: `Kubernetes ${minor} has long not been supported.` }
    const days = -world.daysSince(`${ends}T00:00:00Z`)
    if (days <= 0) return { evidence: `The support of Kubernetes ${minor} ended on ${ends}.` }
    if (days > SOON_DAYS) return undefined
    return { severity: 'LOW', evidence: `The support of Kubernetes ${minor} ends on ${ends}.` }
  },
  examples: {
    flagged: [
      { now: '2026-02-28T00:00:00Z', kubernetes_cluster: [{ version: '1.32.9-do.0' }] },
      { now: '2025-12-30T00:00:00Z', kubernetes_cluster: [{ version: '1.32.9-do.0' }] },
      { kubernetes_cluster: [{ version: '1.18.6-do.0' }] },
    ],
    passed: [
      { now: '2025-12-29T00:00:00Z', kubernetes_cluster: [{ version: '1.32.9-do.0' }] },
      { kubernetes_cluster: [{ version: '1.99.0-do.0' }] },
      { kubernetes_cluster: [{ version: 'latest' }] },
    ],
  },
})
