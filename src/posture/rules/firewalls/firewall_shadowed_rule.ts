import type { Ends } from '../../facts/network.ts'
import { rule } from '../../rule.ts'
import {
  covers,
  endsShown,
  inboundOf,
  type Opening,
  outboundOf,
  portsShown,
  type Reach,
  reachOf,
} from './openings.ts'

const inbound = (...rules: Array<[string, Ends]>) => ({
  inbound_rules: rules.map(([ports, sources]) => ({ protocol: 'tcp' as const, ports, sources })),
})

// The public API takes 50 rules a firewall. As each is compared with each, more than a few hundred are not compared.
const COMPARED_MOST = 300

/** The first that adds nothing to the others; of two that are the same, the later one. */
function findShadowed(rules: Opening[]): Opening | undefined {
  const reaches = rules.slice(0, COMPARED_MOST).map(reachOf)
  const isShadowed = (narrow: Reach, at: number) =>
    narrow.ends.size > 0 &&
    reaches.some(
      (wide, other) => other !== at && covers(wide, narrow) && (other < at || !covers(narrow, wide)),
    )
  return reaches.find(isShadowed)?.opening
}

const told = (direction: string, shadowed: Opening) => ({
  evidence: `Another ${direction} rule already allows all of ${portsShown(shadowed)} ${direction === 'inbound' ? 'from' : 'to'} ${endsShown(shadowed.ends).slice(0, 3).join(', ')}.`,
})

export const firewallShadowedRule = rule({
  id: 'firewall-shadowed-rule',
  name: 'Firewall Rule Has No Effect',
  severity: 'LOW',
  kind: 'standard',
  resource: 'firewall',
  details: 'A rule of the firewall allows nothing that a wider rule of the same firewall does not allow.',
  business_impact:
    'Somebody wrote the narrow rule to restrict access, and it restricts nothing: firewall rules only ever add. Reviewers read the narrow rule and miss the wide one, and removing the narrow one does not close the port.',
  technical_details:
    'For two rules of one direction and protocol, the ports of the one hold the ports of the other, and each of its sources or destinations is among those of the wider one: the same resource or tag, or an address within one of its ranges.',
  mitigation: {
    panel: [
      'Open Networking, Firewalls, and the firewall that is named.',
      'Decide which of the two rules says what you mean.',
      'Delete the wide rule if access should be restricted, and otherwise the one that has no effect.',
    ],
    doctl:
      'doctl compute firewall remove-rules <firewall-id> --inbound-rules "protocol:<protocol>,ports:<ports>,address:<address>"',
    terraform:
      'resource "digitalocean_firewall" "…" {\n  # remove the inbound_rule or outbound_rule block that another one covers\n}',
    api: 'DELETE /v2/firewalls/{firewall_id}/rules with the rule that is to go',
  },
  controls: { iso_27001: ['A.8.9'], pci_dss: ['1.2.7'] },
  check: (firewall) => {
    const inward = findShadowed(inboundOf(firewall))
    if (inward) return told('inbound', inward)
    const outward = findShadowed(outboundOf(firewall))
    return outward && told('outbound', outward)
  },
  examples: {
    flagged: [
      {
        firewall: [inbound(['22', { addresses: ['198.51.100.7'] }], ['20-30', { addresses: ['0.0.0.0/0'] }])],
      },
      { firewall: [inbound(['443', { tags: ['Web'] }], ['443', { tags: ['web'] }])] },
      {
        firewall: [
          inbound(
            ['0', { addresses: ['10.0.0.0/8'], droplet_ids: [1] }],
            ['80', { addresses: ['10.1.0.0/16'] }],
          ),
        ],
      },
    ],
    passed: [
      { firewall: [inbound(['22', { addresses: ['198.51.100.7'] }], ['443', { addresses: ['0.0.0.0/0'] }])] },
      { firewall: [inbound(['22', { addresses: ['198.51.100.7'] }], ['22', { addresses: ['::/0'] }])] },
      { firewall: [inbound(['22-23', { addresses: ['10.0.0.1'] }], ['22', { addresses: ['10.0.0.0/8'] }])] },
      { firewall: [inbound(['22', {}], ['22', { tags: ['web'] }])] },
      { firewall: [{ inbound_rules: null, outbound_rules: null }] },
    ],
  },
})
