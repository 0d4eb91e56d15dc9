import { isAnywhere, readRange } from '../../addresses.ts'
import { rule } from '../../rule.ts'

const holdsInternet = (text: string): boolean => {
  const range = readRange(text)
  return range !== undefined && isAnywhere(range)
}

const allowing = (...allowed_addresses: string[]) => ({
  control_plane_firewall: { enabled: true, allowed_addresses },
})

export const kubernetesControlPlaneOpen = rule({
  id: 'kubernetes-control-plane-open',
  name: 'Kubernetes API Open to the Internet',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'Anybody on the internet can reach the Kubernetes API of the cluster.',
  business_impact:
    'A kubeconfig that leaks from a laptop or a pipeline works from anywhere, and a flaw of the API server can be used by anyone. With the API an intruder has every workload and every secret of the cluster.',
  technical_details:
    'The field `control_plane_firewall.enabled` of the cluster is not true, or one of its `allowed_addresses` is the internet or a large part of it. The nodes of the cluster always have access.',
  mitigation: {
    panel: [
      'Collect the addresses from which people and pipelines use the cluster: offices, VPN, runners.',
      'If the account does not have control plane firewalls yet, ask the support of DigitalOcean for them.',
      'Turn the firewall of the cluster on with these addresses, by the API, doctl or Terraform; connections that are open are cut.',
    ],
    doctl:
      'doctl kubernetes cluster update <cluster-id> --enable-control-plane-firewall=true --control-plane-firewall-allowed-addresses="198.51.100.0/24"',
    terraform:
      'resource "digitalocean_kubernetes_cluster" "…" {\n  control_plane_firewall {\n    enabled           = true\n    allowed_addresses = ["198.51.100.0/24"]\n  }\n}',
    api: 'PUT /v2/kubernetes/clusters/{cluster_id} {"name": "<name>", "control_plane_firewall": {"enabled": true, "allowed_addresses": ["198.51.100.0/24"]}}',
  },
  controls: {
    cis_v8: ['12.2'],
    iso_27001: ['A.8.20', 'A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.3.1'],
  },
  check: ({ control_plane_firewall: firewall }) => {
    if (firewall?.enabled !== true) return { evidence: 'The control plane firewall is off.' }
    const wide = firewall.allowed_addresses?.find(holdsInternet)
    return wide === undefined ? undefined : { evidence: `The control plane firewall allows ${wide}.` }
  },
  examples: {
    flagged: [
      { kubernetes_cluster: [{ control_plane_firewall: null }] },
      { kubernetes_cluster: [{ control_plane_firewall: { enabled: false, allowed_addresses: [] } }] },
      { kubernetes_cluster: [allowing('198.51.100.7', '0.0.0.0/0')] },
    ],
    passed: [
      { kubernetes_cluster: [allowing('198.51.100.0/24')] },
      { kubernetes_cluster: [allowing('10.0.0.0/8')] },
      { kubernetes_cluster: [allowing()] },
    ],
  },
})
