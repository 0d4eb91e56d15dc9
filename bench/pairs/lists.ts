// The first page of many secrets against the first page of few.
import { openLoad } from '../processes.ts'
import { interleave, type Pair, perSecond, ratioOf } from '../rows.ts'
import { seedSecrets } from '../seed.ts'
import { ONE_REGION, startServer } from '../server.ts'
import { latencies } from './reads.ts'
import { CONNECTIONS, read } from './workloads.ts'

const MANY = 100_000
const FEW = 100

export const secretList: Pair = {
  name: 'secret_list',
  about: `the first 20 of ${MANY} secrets against the first 20 of ${FEW}`,
  async measure(bench) {
    const first = await startServer({ env: ONE_REGION })
    await first.stop()
    bench.say(`making ${MANY} secrets`)
    const [many = '', few = ''] = await seedSecrets(first.data, [MANY, FEW])
    await using server = await startServer({ env: ONE_REGION, data: first.data })
    const path = '/v2/security/secrets?per_page=20'
    using ours = await openLoad(await read(server, path, many), server.pid)
    using reference = await openLoad(await read(server, path, few), server.pid)
    const rounds = await interleave(bench, ours, reference)
    const milliseconds = (results: typeof rounds.ours) => results.map((it) => 1000 / perSecond(it))
    return [
      {
        name: `list 20 of ${MANY}`,
        unit: 'ms/request',
        against: `list 20 of ${FEW}`,
        ...ratioOf(milliseconds(rounds.ours), milliseconds(rounds.reference)),
        goal: { of: 'ratio', at: 'most', value: 2 },
        note: `${CONNECTIONS} connections; ${MANY}: ${latencies(rounds.ours)}; ${FEW}: ${latencies(rounds.reference)}`,
      },
    ]
  },
}
