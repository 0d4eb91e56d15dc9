import { rule } from '../../rule.ts'

export const loadBalancerErrored = rule({
  id: 'load-balancer-errored',
  name: 'Load Balancer in an Error State',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'load_balancer',
  details: 'The load balancer reports that it could not be set up as it is configured.',
  business_impact:
    'It may not serve at all, or serve an older configuration: a certificate, a redirect or a list of denied addresses that was set since is not in force.',
  technical_details: 'The `status` of the load balancer is `errored`.',
  mitigation: {
    panel: [
      'Open Networking, Load Balancers, and the load balancer that is named, and read the message there.',
      'Correct what it names, most often a certificate or a Droplet that is gone, and save the settings again.',
      'Create a new load balancer with the same settings if the error stays, and move the DNS records to it.',
    ],
    doctl: 'doctl compute load-balancer get <load-balancer-id>',
    api: 'PUT /v2/load_balancers/{lb_id} with the settings that it should have',
  },
  controls: { soc_2: ['A1.2'], iso_27001: ['A.8.9'] },
  check: ({ status }) =>
    status === 'errored' ? { evidence: 'The status of the load balancer is `errored`.' } : undefined,
  examples: {
    flagged: [
      { load_balancer: [{ status: 'errored' }] },
      { load_balancer: [{ status: 'errored', network: 'INTERNAL' }] },
    ],
    passed: [{ load_balancer: [{ status: 'active' }] }, { load_balancer: [{ status: 'new' }] }],
  },
})
