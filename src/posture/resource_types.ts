// The kinds of resources that can be scanned: where the public API lists them, how they are named, and what rules may
// rely on. The inventory, the reader, the rules and the answers all read this table.
import type { Static, TObject } from 'typebox'
import {
  Account,
  Certificate,
  Project,
  Secret,
  SshKey,
  Token,
  usualAccount,
  usualCertificate,
  usualProject,
  usualSecret,
  usualSshKey,
  usualToken,
} from './facts/access.ts'
import { App, usualApp } from './facts/apps.ts'
import { Droplet, usualDroplet } from './facts/compute.ts'
import { Database, usualDatabase } from './facts/databases.ts'
import {
  Domain,
  ReservedIp,
  ReservedIpv6,
  usualDomain,
  usualReservedIp,
  usualReservedIpv6,
  usualVpc,
  usualVpcPeering,
  Vpc,
  VpcPeering,
} from './facts/names.ts'
import { Firewall, LoadBalancer, usualFirewall, usualLoadBalancer } from './facts/network.ts'
import {
  AlertPolicy,
  KubernetesCluster,
  Registry,
  UptimeCheck,
  usualAlertPolicy,
  usualKubernetesCluster,
  usualRegistry,
  usualUptimeCheck,
} from './facts/platform.ts'
import {
  CdnEndpoint,
  Image,
  Snapshot,
  SpacesKey,
  usualCdnEndpoint,
  usualImage,
  usualSnapshot,
  usualSpacesKey,
  usualVolume,
  Volume,
} from './facts/storage.ts'
import { databaseParts, type Part, registryParts } from './parts.ts'

export interface ResourceKind<Schema extends TObject = TObject> {
  /** As in `do:<urn>:<id>`. */
  urn: string
  /** As answers name it. */
  label: string
  /** Where the public API lists it, and under which key; undefined where it does not. */
  list?: { path: string; key: string; scope: string }
  /** Which of its fields is its id, where that is not `id`. */
  id?: string
  /** Which of its fields says where it has that id, if others may have the same elsewhere: `do:secret:nyc3/db`. */
  within?: string
  /** By which of its facts people know it, where it has no name: the first that it has. */
  called?: ReadonlyArray<readonly string[]>
  /** What it has at paths of its own: each becomes a field of its facts. */
  parts?: readonly Part[]
  facts: Schema
  /** What such a resource usually is, with nothing to say against it: examples are written as what differs. */
  usual: Static<Schema>
}

const kind = <Schema extends TObject>(it: ResourceKind<Schema>) => it

export const resourceKinds = {
  droplet: kind({
    urn: 'droplet',
    label: 'Droplet',
    list: { path: '/v2/droplets', key: 'droplets', scope: 'droplet:read' },
    facts: Droplet,
    usual: usualDroplet,
  }),
  image: kind({
    urn: 'image',
    label: 'Image',
    list: { path: '/v2/images?private=true', key: 'images', scope: 'image:read' },
    facts: Image,
    usual: usualImage,
  }),
  volume: kind({
    urn: 'volume',
    label: 'Volume',
    list: { path: '/v2/volumes', key: 'volumes', scope: 'block_storage:read' },
    facts: Volume,
    usual: usualVolume,
  }),
  snapshot: kind({
    urn: 'snapshot',
    label: 'Snapshot',
    list: { path: '/v2/snapshots', key: 'snapshots', scope: 'snapshot:read' },
    facts: Snapshot,
    usual: usualSnapshot,
  }),
  firewall: kind({
    urn: 'firewall',
    label: 'Firewall',
    list: { path: '/v2/firewalls', key: 'firewalls', scope: 'firewall:read' },
    facts: Firewall,
    usual: usualFirewall,
  }),
  load_balancer: kind({
    urn: 'loadbalancer',
    label: 'Load Balancer',
    list: { path: '/v2/load_balancers', key: 'load_balancers', scope: 'load_balancer:read' },
    facts: LoadBalancer,
    usual: usualLoadBalancer,
  }),
  vpc: kind({
    urn: 'vpc',
    label: 'VPC',
    list: { path: '/v2/vpcs', key: 'vpcs', scope: 'vpc:read' },
    parts: [{ as: 'members', path: '/v2/vpcs/{id}/members', key: 'members' }],
    facts: Vpc,
    usual: usualVpc,
  }),
  vpc_peering: kind({
    urn: 'vpcpeering',
    label: 'VPC Peering',
    list: { path: '/v2/vpc_peerings', key: 'vpc_peerings', scope: 'vpc_peering:read' },
    facts: VpcPeering,
    usual: usualVpcPeering,
  }),
  reserved_ip: kind({
    urn: 'reservedip',
    label: 'Reserved IP',
    list: { path: '/v2/reserved_ips', key: 'reserved_ips', scope: 'reserved_ip:read' },
    id: 'ip',
    facts: ReservedIp,
    usual: usualReservedIp,
  }),
  reserved_ipv6: kind({
    urn: 'reservedipv6',
    label: 'Reserved IPv6',
    list: { path: '/v2/reserved_ipv6', key: 'reserved_ipv6s', scope: 'reserved_ip:read' },
    id: 'ip',
    facts: ReservedIpv6,
    usual: usualReservedIpv6,
  }),
  domain: kind({
    urn: 'domain',
    label: 'Domain',
    list: { path: '/v2/domains', key: 'domains', scope: 'domain:read' },
    id: 'name',
    parts: [{ as: 'records', path: '/v2/domains/{name}/records', key: 'domain_records' }],
    facts: Domain,
    usual: usualDomain,
  }),
  certificate: kind({
    urn: 'certificate',
    label: 'Certificate',
    list: { path: '/v2/certificates', key: 'certificates', scope: 'certificate:read' },
    facts: Certificate,
    usual: usualCertificate,
  }),
  cdn_endpoint: kind({
    urn: 'cdn',
    label: 'CDN Endpoint',
    list: { path: '/v2/cdn/endpoints', key: 'endpoints', scope: 'cdn:read' },
    called: [['custom_domain'], ['endpoint']],
    facts: CdnEndpoint,
    usual: usualCdnEndpoint,
  }),
  spaces_key: kind({
    urn: 'spaceskey',
    label: 'Spaces Key',
    list: { path: '/v2/spaces/keys', key: 'keys', scope: 'spaces_key:read' },
    id: 'access_key',
    facts: SpacesKey,
    usual: usualSpacesKey,
  }),
  ssh_key: kind({
    urn: 'sshkey',
    label: 'SSH Key',
    list: { path: '/v2/account/keys', key: 'ssh_keys', scope: 'ssh_key:read' },
    facts: SshKey,
    usual: usualSshKey,
  }),
  secret: kind({
    urn: 'secret',
    label: 'Secret',
    list: { path: '/v2/security/secrets', key: 'secrets', scope: 'security:read' },
    id: 'secret',
    within: 'region',
    facts: Secret,
    usual: usualSecret,
  }),
  project: kind({
    urn: 'project',
    label: 'Project',
    list: { path: '/v2/projects', key: 'projects', scope: 'project:read' },
    facts: Project,
    usual: usualProject,
  }),
  database: kind({
    urn: 'dbaas',
    label: 'Database',
    list: { path: '/v2/databases', key: 'databases', scope: 'database:read' },
    parts: databaseParts,
    facts: Database,
    usual: usualDatabase,
  }),
  kubernetes_cluster: kind({
    urn: 'kubernetes',
    label: 'Kubernetes Cluster',
    list: { path: '/v2/kubernetes/clusters', key: 'kubernetes_clusters', scope: 'kubernetes:read' },
    facts: KubernetesCluster,
    usual: usualKubernetesCluster,
  }),
  app: kind({
    urn: 'app',
    label: 'App',
    list: { path: '/v2/apps', key: 'apps', scope: 'app:read' },
    called: [['spec', 'name']],
    facts: App,
    usual: usualApp,
  }),
  registry: kind({
    urn: 'registry',
    label: 'Container Registry',
    list: { path: '/v2/registries', key: 'registries', scope: 'registry:read' },
    id: 'name',
    parts: registryParts,
    facts: Registry,
    usual: usualRegistry,
  }),
  uptime_check: kind({
    urn: 'uptimecheck',
    label: 'Uptime Check',
    list: { path: '/v2/uptime/checks', key: 'checks', scope: 'uptime:read' },
    parts: [{ as: 'alerts', path: '/v2/uptime/checks/{id}/alerts', key: 'alerts' }],
    facts: UptimeCheck,
    usual: usualUptimeCheck,
  }),
  alert_policy: kind({
    urn: 'alertpolicy',
    label: 'Alert Policy',
    list: { path: '/v2/monitoring/alerts', key: 'policies', scope: 'monitoring:read' },
    id: 'uuid',
    called: [['description'], ['type']],
    facts: AlertPolicy,
    usual: usualAlertPolicy,
  }),
  account: kind({
    urn: 'account',
    label: 'Account',
    list: { path: '/v2/account', key: 'account', scope: 'account:read' },
    id: 'uuid',
    facts: Account,
    usual: usualAccount,
  }),
  // An operation of Rockpool's own: the public API does not tell of tokens.
  token: kind({
    list: { path: '/v2/account/tokens', key: 'tokens', scope: 'account:read' },
    urn: 'token',
    label: 'API Token',
    facts: Token,
    usual: usualToken,
  }),
}
