// What rules about load balancers have in common.
import type { Droplet } from '../../facts/compute.ts'
import type { LoadBalancer } from '../../facts/network.ts'
import type { World } from '../../world.ts'
import { dropletById, dropletsTagged } from '../tagged_droplets.ts'

export type ForwardingRule = LoadBalancer['forwarding_rules'][number]

/** A global one forwards to other load balancers, and has domains in place of forwarding rules. */
export const isGlobal = ({ type }: LoadBalancer): boolean => type === 'GLOBAL'

/** Those that there are, by id or by tag. */
export const droplets = (world: World, { droplet_ids, tag }: LoadBalancer): readonly Droplet[] =>
  tag ? dropletsTagged(world, tag) : (droplet_ids ?? []).flatMap((id) => dropletById(world, id) ?? [])

const TLS_ENTRIES = ['https', 'http2', 'http3']

/** Whether the load balancer itself decrypts. */
export const terminatesTls = ({ entry_protocol, tls_passthrough }: ForwardingRule): boolean =>
  TLS_ENTRIES.includes(entry_protocol) && tls_passthrough !== true

/** Whether what clients send is encrypted, as far as can be told: on a TCP port 443 they speak TLS to the Droplet. */
export const takesTls = ({ entry_protocol, entry_port }: ForwardingRule): boolean =>
  TLS_ENTRIES.includes(entry_protocol) || (entry_protocol === 'tcp' && entry_port === 443)

export const forwardingShown = (rule: ForwardingRule): string =>
  `${rule.entry_protocol} ${rule.entry_port} → ${rule.target_protocol} ${rule.target_port}`
