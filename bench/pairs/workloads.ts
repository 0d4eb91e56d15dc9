// The requests that the pairs, and the profiler, put on the server.
import type { LoadPlan } from '../load.ts'
import { REGION, type Server } from '../server.ts'

/** Prepares the server and gives the load to put on it. */
export type Workload = (server: Server) => Promise<LoadPlan>

export const CONNECTIONS = 32
const VALUES = {
  username: 'app',
  password: 'correct horse battery staple',
  url: 'postgres://db.example.com:5432/app',
}

export const workloads: Record<string, Workload> = {
  secret_read: readSecret,
  account_read: (server) => read(server, '/v2/account'),
  secret_write: updateSecrets,
  secret_list: listSecrets,
}

export async function readSecret(server: Server): Promise<LoadPlan> {
  await createSecret(server, 'bench')
  return read(server, `/v2/security/secrets/bench?region=${REGION}`)
}

export async function read(server: Server, path: string, token = server.token): Promise<LoadPlan> {
  const answer = await server.call('GET', path, { token })
  return { port: server.port, connections: CONNECTIONS, method: 'GET', path, token, answer }
}

async function listSecrets(server: Server): Promise<LoadPlan> {
  for (let number = 10; number < 40; number++) await createSecret(server, `bench-${number}`)
  return read(server, '/v2/security/secrets?per_page=20')
}

/** Each connection writes one version after another of a secret of its own. */
export async function updateSecrets(server: Server): Promise<LoadPlan> {
  for (let number = 0; number < CONNECTIONS; number++) await createSecret(server, `bench-${number}`)
  return {
    port: server.port,
    connections: CONNECTIONS,
    method: 'PUT',
    path: '/v2/security/secrets/bench-%c',
    token: server.token,
    body: `{"region":"${REGION}","version":%n,"values":${JSON.stringify(VALUES)}}`,
    answer: `{"name":"bench-%c","region":"${REGION}","version":%m}`,
  }
}

async function createSecret(server: Server, name: string): Promise<void> {
  await server.call('POST', '/v2/security/secrets', { body: { name, region: REGION, values: VALUES } })
}
