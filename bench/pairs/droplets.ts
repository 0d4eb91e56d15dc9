// What many Droplets cost: to read, to list, to find by tag, to make; and actions that wait.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLoad, temporaryFolder } from '../processes.ts'
import { interleave, type Pair, perSecond, type Row, ratioOf, sampleOf } from '../rows.ts'
import { HITS, RARE, seedDroplets } from '../seed_droplets.ts'
import { ONE_REGION, REGION, type Server, startServer } from '../server.ts'
import { latencies } from './reads.ts'
import { CONNECTIONS, read } from './workloads.ts'

const MANY = 100_000
// As many as fill a page, for a page of fewer would be compared with a page of more.
const FEW = 200
const CREATES = 10_000
const PENDING = 1000
const IDLE_SECONDS = 10
const TICKS_PER_SECOND = 100

const REQUESTS = [
  { name: 'one Droplet', path: '/v2/droplets/{id}', goal: 1.3 },
  { name: 'the first 200 Droplets', path: '/v2/droplets?per_page=200', goal: 1.5 },
  { name: `the ${HITS} Droplets of a tag`, path: `/v2/droplets?per_page=200&tag_name=${RARE}`, goal: 2 },
]

export const dropletReads: Pair = {
  name: 'droplet_reads',
  about: `one Droplet, a page of 200, and ${HITS} by tag: among ${MANY} against among ${FEW}`,
  async measure(bench) {
    const first = await startServer({ env: ONE_REGION })
    await first.stop()
    bench.say(`making ${MANY} Droplets`)
    const [many = '', few = ''] = await seedDroplets(first.data, [MANY, FEW])
    await using server = await startServer({ env: ONE_REGION, data: first.data })
    const rows: Row[] = []
    for (const { name, path, goal } of REQUESTS) {
      const of = (count: number, token: string) =>
        read(server, path.replace('{id}', String(count / 2)), token)
      using ours = await openLoad(await of(MANY, many), server.pid)
      using reference = await openLoad(await of(FEW, few), server.pid)
      const rounds = await interleave(bench, ours, reference)
      const milliseconds = (results: typeof rounds.ours) => results.map((it) => 1000 / perSecond(it))
      rows.push({
        name: `${name}, of ${MANY}`,
        unit: 'ms/request',
        against: `of ${FEW}`,
        ...ratioOf(milliseconds(rounds.ours), milliseconds(rounds.reference)),
        goal: { of: 'ratio', at: 'most', value: goal },
        note: `${CONNECTIONS} connections; ${MANY}: ${latencies(rounds.ours)}; ${FEW}: ${latencies(rounds.reference)}`,
      })
    }
    return rows
  },
}

export const dropletCreates: Pair = {
  name: 'droplet_create',
  about: `${CREATES} Droplets made one by one at instant speed, each durable and its action completed`,
  async measure(bench) {
    await using server = await startServer({
      env: { ...ONE_REGION, ROCKPOOL_SPEED: 'instant', ROCKPOOL_DROPLET_LIMIT: String(CREATES) },
    })
    bench.say(`making ${CREATES} Droplets`)
    const started = performance.now()
    await createDroplets(server, CREATES)
    while (countActions(server, "status = 'completed'") < CREATES) await sleep(20)
    const seconds = (performance.now() - started) / 1000
    return [
      {
        name: `${CREATES} Droplets made`,
        unit: 's',
        ours: sampleOf([seconds]),
        goal: { of: 'ours', at: 'most', value: 60 },
        note: `${CONNECTIONS} clients, one Droplet a request; until the last action was completed`,
      },
    ]
  },
}

export const pendingActions: Pair = {
  name: 'pending_actions',
  about: `what ${PENDING} actions that wait cost an idle server`,
  async measure(bench) {
    const env = { ...ONE_REGION, ROCKPOOL_SPEED: '0.001', ROCKPOOL_DROPLET_LIMIT: String(PENDING) }
    await using server = await startServer({ env })
    await using idle = await startServer({ env, data: join(temporaryFolder(), 'data') })
    await createDroplets(server, PENDING)
    bench.say(`watching ${PENDING} actions wait for ${IDLE_SECONDS} s`)
    await sleep(2000)
    const before = [cpuSeconds(server), cpuSeconds(idle)]
    await sleep(IDLE_SECONDS * 1000)
    const [ours = 0, reference = 0] = [server, idle].map(
      (it, index) => ((cpuSeconds(it) - (before[index] as number)) / IDLE_SECONDS) * 100,
    )
    const pending = countActions(server, "status = 'in-progress'")
    if (pending !== PENDING) throw new Error(`${pending} actions were pending instead of ${PENDING}`)
    return [
      {
        name: `${PENDING} pending actions, beyond idling`,
        unit: '% of a core',
        ours: sampleOf([ours - reference]),
        goal: { of: 'ours', at: 'most', value: 1 },
        note: `${ours.toFixed(2)} % of a core with them, ${reference.toFixed(2)} % without`,
      },
    ]
  },
}

/** In a VPC that has room for all of them. */
async function createDroplets(server: Server, count: number): Promise<void> {
  const { vpc } = await post(server, '/v2/vpcs', { name: 'roomy', region: REGION, ip_range: '10.200.0.0/16' })
  const common = { region: REGION, size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64', vpc_uuid: vpc.id }
  let next = 0
  const client = async () => {
    while (next < count) await post(server, '/v2/droplets', { name: `droplet-${next++}`, ...common })
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
}

async function post({ port, token }: Server, path: string, body: object) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`POST ${path} was answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as { vpc: { id: string } }
}

function countActions({ data }: Server, condition: string): number {
  const db = new DatabaseSync(join(data, 'rockpool.db'), { readOnly: true })
  try {
    return (db.prepare(`select count(*) as rows from actions where ${condition}`).get() as { rows: number })
      .rows
  } finally {
    db.close()
  }
}

/** User and system time of the process, from /proc. */
function cpuSeconds({ pid }: Server): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
