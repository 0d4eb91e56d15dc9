import { rule } from '../../rule.ts'

export const kubernetesSsoNotRequired = rule({
  id: 'kubernetes-sso-not-required',
  name: 'Kubernetes Access Without Single Sign-On',
  severity: 'LOW',
  kind: 'standard',
  resource: 'kubernetes_cluster',
  details: 'Users get into the cluster without the identity provider of the organization.',
  business_impact:
    'Somebody who leaves keeps a kubeconfig that works, no second factor is asked for, and the audit trail names a token of the account in place of a person.',
  technical_details:
    'The field `sso.enabled` of the cluster is not true, or `sso.required` is not, so that other ways to authenticate work beside it.',
  mitigation: {
    panel: [
      'Register the cluster as a client at your OpenID Connect provider.',
      'Set the issuer and the client id of the cluster, by the API where the control panel does not offer it.',
      'Bind roles to the groups of the provider, test the access, and then make single sign-on required.',
    ],
    api: 'PUT /v2/kubernetes/clusters/{cluster_id} {"name": "<name>", "sso": {"enabled": true, "required": true, "issuer_url": "https://sso.example.com", "client_id": "<client-id>"}}',
  },
  controls: {
    cis_v8: ['6.7'],
    iso_27001: ['A.5.16', 'A.8.5'],
    soc_2: ['CC6.1'],
    nist_csf: ['PR.AA-03'],
  },
  check: ({ sso }) => {
    if (sso?.enabled !== true) return { evidence: 'Single sign-on of the cluster is off.' }
    return sso.required ? undefined : { evidence: 'Single sign-on of the cluster is on, but not required.' }
  },
  examples: {
    flagged: [
      { kubernetes_cluster: [{ sso: null }] },
      { kubernetes_cluster: [{ sso: { enabled: false, required: false } }] },
      { kubernetes_cluster: [{ sso: { enabled: true, required: false } }] },
    ],
    passed: [
      { kubernetes_cluster: [{ sso: { enabled: true, required: true } }] },
      { kubernetes_cluster: [{ sso: { enabled: true, required: true }, ha: false }] },
    ],
  },
})
