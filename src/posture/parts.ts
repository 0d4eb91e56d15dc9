// What resources have at paths of their own. Each costs a request for every resource, so that only what a rule reads is here,
// and only of the engines that the public API documents it for.
export interface Part {
  as: string
  path: string
  key: string
  /** Only those have it whose field is one of these; of the others it is `else`, without being asked for. */
  only?: { field: string; of: readonly string[]; else: unknown }
}

const ofEngines = (others: unknown, ...of: string[]): Pick<Part, 'only'> => ({
  only: { field: 'engine', of, else: others },
})

export const databaseParts: readonly Part[] = [
  { as: 'firewall_rules', path: '/v2/databases/{id}/firewall', key: 'rules' },
  { as: 'backups', path: '/v2/databases/{id}/backups', key: 'backups', ...ofEngines([], 'pg', 'mysql') },
  {
    as: 'users',
    path: '/v2/databases/{id}/users',
    key: 'users',
    ...ofEngines([], 'pg', 'mysql', 'mongodb', 'kafka', 'opensearch'),
  },
  {
    as: 'config',
    path: '/v2/databases/{id}/config',
    key: 'config',
    ...ofEngines({}, 'redis', 'valkey', 'opensearch'),
  },
  {
    as: 'autoscale',
    path: '/v2/databases/{id}/autoscale',
    key: 'autoscale',
    ...ofEngines({}, 'pg', 'mysql'),
  },
  {
    as: 'log_sinks',
    path: '/v2/databases/{id}/logsink',
    key: 'sinks',
    ...ofEngines([], 'pg', 'mysql', 'kafka', 'valkey'),
  },
  { as: 'pools', path: '/v2/databases/{id}/pools', key: 'pools', ...ofEngines([], 'pg') },
]

export const registryParts: readonly Part[] = [
  {
    as: 'garbage_collections',
    path: '/v2/registries/{name}/garbage-collections',
    key: 'garbage_collections',
  },
  { as: 'repositories', path: '/v2/registries/{name}/repositoriesV2', key: 'repositories' },
]
