// The name server over UDP, beside one that is nothing else.
import { dnsLoad, onCore, requirePrograms } from '../dns/dnsperf.ts'
import { startKnot } from '../dns/knot.ts'
import { seedZone } from '../dns/seed_zone.ts'
import { interleave, type Pair, ratioOf, sampleOf } from '../rows.ts'
import { LAUNCHER, ONE_REGION, startServer } from '../server.ts'

const RECORDS = 10_000

export const dnsAnswers: Pair = {
  name: 'dns_answers',
  about: `answers of the name server over UDP for a zone of ${RECORDS} records, beside Knot DNS with the same zone file`,
  async measure(bench) {
    const programs = requirePrograms()
    const first = await startServer({ env: ONE_REGION })
    await first.stop()
    const { data } = first
    bench.say(`making a zone of ${RECORDS} records`)
    const zone = await seedZone(data, RECORDS)
    await using server = await startServer({ data, env: ONE_REGION, command: onCore(0, [LAUNCHER]) })
    await using knot = await startKnot(programs.knotd, zone)
    const load = dnsLoad(programs, zone)
    const { ours, reference } = await interleave(bench, load(server.dns_port), load(knot.port))
    const latency = (loads: typeof ours) =>
      sampleOf(loads.map(({ average_ms }) => average_ms)).median.toFixed(2)
    return [
      {
        name: 'DNS answers',
        unit: 'answers/s',
        against: 'Knot DNS',
        ...ratioOf(
          ours.map(({ answers_per_second }) => answers_per_second),
          reference.map(({ answers_per_second }) => answers_per_second),
        ),
        goal: { of: 'ours', at: 'least', value: 20_000 },
        note: `each on one core, dnsperf on another; on average ${latency(ours)} ms, Knot ${latency(reference)} ms`,
      },
    ]
  },
}
